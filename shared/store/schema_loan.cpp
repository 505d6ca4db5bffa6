#include "store/schema_loan.h"

#include <cstdint>
#include <fstream>
#include <optional>
#include <vector>

#include "base/ensure.h"

namespace branchline::store {

namespace {

// https://sqlite.org/fileformat.html: the header of a database, and the kinds of pages.
constexpr std::size_t header_pages_at = 28;
constexpr std::size_t header_free_pages_at = 32;
constexpr std::uint8_t index_inner = 0x02;
constexpr std::uint8_t table_inner = 0x05;
constexpr std::uint8_t index_leaf = 0x0a;
constexpr std::uint8_t table_leaf = 0x0d;

// Roots may be among what is damaged.
constexpr std::size_t strange_roots_most = 2;

struct Root {
    std::int64_t page = 0;
    bool holds_rows = false;  // by number; else it is an index, or a table that is one
};

class PagedFile {
  public:
    PagedFile(const std::string& path, std::int64_t page_bytes)
        : file_(path, std::ios::in | std::ios::out | std::ios::binary), page_bytes_(page_bytes) {}

    [[nodiscard]] std::int64_t pages() {
        file_.seekg(0, std::ios::end);
        return static_cast<std::int64_t>(file_.tellg()) / page_bytes_;
    }

    std::optional<Bytes> read(std::int64_t page) {
        Bytes content(static_cast<std::size_t>(page_bytes_), '\0');
        file_.clear();
        file_.seekg((page - 1) * page_bytes_);
        file_.read(content.data(), page_bytes_);
        return file_ ? std::optional(content) : std::nullopt;
    }

    bool write(std::int64_t page, const Bytes& content) {
        file_.clear();
        file_.seekp((page - 1) * page_bytes_);
        file_.write(content.data(), page_bytes_);
        file_.flush();
        return static_cast<bool>(file_);
    }

  private:
    std::fstream file_;
    std::int64_t page_bytes_;
};

void put_number(Bytes& page, std::size_t at, std::int64_t number) {
    for (std::size_t i = 0; i < 4; ++i) {
        page[at + i] = static_cast<char>(number >> (24 - 8 * i) & 0xff);
    }
}

std::vector<std::int64_t> schema_pages(Database& fresh) {
    std::vector<std::int64_t> pages;
    Statement can_tell = fresh.prepare("SELECT 1 FROM pragma_module_list WHERE name='dbstat'");
    if (!can_tell.step()) return pages;
    Statement query = fresh.prepare(
        "SELECT DISTINCT pageno FROM dbstat WHERE name IN ('sqlite_schema','sqlite_master')");
    while (query.step()) pages.push_back(query.integer(0));
    return pages;
}

// The search index is made anew now and then, and lies elsewhere after that.
std::vector<Root> roots_of(Database& fresh) {
    std::vector<Root> roots;
    Statement query = fresh.prepare(
        "SELECT s.rootpage,s.type='table' AND NOT EXISTS"
        " (SELECT 1 FROM pragma_table_list t WHERE t.name=s.name AND t.wr)"
        " FROM sqlite_schema s WHERE s.rootpage>0 AND s.name NOT LIKE 'search%'");
    while (query.step()) roots.push_back({query.integer(0), query.integer(1) != 0});
    return roots;
}

bool begins_there(PagedFile& copy, const Root& root) {
    const auto page = copy.read(root.page);
    if (!page) return false;
    const auto kind = static_cast<std::uint8_t>(page->front());
    if (root.holds_rows) return kind == table_leaf || kind == table_inner;
    return kind == index_leaf || kind == index_inner;
}

}  // namespace

bool shows_tables(Database& database, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        Statement query =
            database.prepare("SELECT 1 FROM sqlite_schema WHERE type='table' AND name=?1");
        query.bind_text(1, name);
        if (!query.step()) return false;
    }
    return true;
}

Status lend_schema(Database& fresh, const std::string& fresh_path, const std::string& copy_path) {
    if (!fresh.empty_log()) return refuse(Code::io_error, fresh_path);
    Statement size = fresh.prepare("PRAGMA page_size");
    ENSURE(size.step());
    PagedFile lender(fresh_path, size.integer(0));
    PagedFile copy(copy_path, size.integer(0));
    std::size_t strange = 0;
    for (const Root& root : roots_of(fresh)) strange += begins_there(copy, root) ? 0 : 1;
    const std::vector<std::int64_t> pages = schema_pages(fresh);
    if (pages.empty() || strange > strange_roots_most) return refuse(Code::damaged, "schema");
    const std::int64_t all = copy.pages();
    for (const std::int64_t number : pages) {
        auto page = lender.read(number);
        if (!page) return refuse(Code::io_error, fresh_path);
        if (number == 1) {
            put_number(*page, header_pages_at, all);
            put_number(*page, header_free_pages_at, 0);
            put_number(*page, header_free_pages_at + 4, 0);
        }
        if (!copy.write(number, *page)) return refuse(Code::io_error, copy_path);
    }
    return {};
}

}  // namespace branchline::store
