#include "store/extra_index.h"

#include <sqlite3.h>

#include <map>
#include <set>
#include <string>

#include "base/ensure.h"
#include "base/platform.h"
#include "store/filter.h"
#include "store/table.h"

namespace branchline::store {

namespace {

// By name: what makes them.
std::map<std::string, std::string> ddl_of(Database& database, Tables& tables,
                                          std::span<const ExtraIndex> wanted,
                                          std::int64_t rows_least) {
    std::map<std::string, std::string> ddl_by_name;
    for (const ExtraIndex& each : wanted) {
        ENSURE(!each.fields.empty());
        const EntityTable& table = tables.at(each.entity);
        Statement last = database.use(table.last_row);
        if (!last.step() || last.integer(0) < rows_least) continue;
        std::vector<std::string> columns{table.key_of(each.fields.front())};
        for (const schema::FieldId field : std::span(each.fields).subspan(1)) {
            columns.push_back(table.column_name(field));
        }
        const std::string name = extra_index_name(table, each.fields);
        ddl_by_name[name] = live_index_ddl(name, table, columns);
    }
    return ddl_by_name;
}

// While it lives, what is sorted is sorted a megabyte at a time: all keys at once would be one step
// of SQLite's, of a second, and could not be broken off. What lies between the steps is written to
// a file system in memory, where values of the replica leave no trace; without one it stays as it
// was.
class SmallSorts {
  public:
    explicit SmallSorts(Database& database) : database_(database) {
        static std::string in_memory = "/dev/shm";
        static const bool is_there = file_exists(in_memory);
        if (!is_there) return;
        sqlite3_temp_directory = in_memory.data();
        Statement cache = database.use("PRAGMA cache_size");
        if (!cache.step()) return;
        before_ = "PRAGMA temp_store=MEMORY;PRAGMA cache_size=" + std::to_string(cache.integer(0));
        cache.reset();
        database_.run("PRAGMA temp_store=FILE;PRAGMA cache_size=-1024");
    }

    SmallSorts(const SmallSorts&) = delete;
    SmallSorts& operator=(const SmallSorts&) = delete;

    ~SmallSorts() { sqlite3_exec(database_.handle(), before_.c_str(), nullptr, nullptr, nullptr); }

  private:
    Database& database_;
    std::string before_;
};

// False: broken off. So it is where there is no room for it, too: nobody needs an index that much.
bool run_unless(Database& database, const std::string& sql, const std::function<bool()>& give_up) {
    constexpr int operations_a_look = 2'000;  // some milliseconds
    const auto look = [](void* asked) -> int {
        return (*static_cast<const std::function<bool()>*>(asked))() ? 1 : 0;
    };
    sqlite3_progress_handler(database.handle(), operations_a_look, look,
                             const_cast<std::function<bool()>*>(&give_up));
    const int result =
        sqlite3_exec(database.handle(), sql.c_str(), nullptr, nullptr, nullptr) & 0xff;
    sqlite3_progress_handler(database.handle(), 0, nullptr, nullptr);
    if (result == SQLITE_INTERRUPT || result == SQLITE_FULL) return false;
    if (result != SQLITE_OK) database.run(sql);  // says what is wrong
    return true;
}

std::set<std::string> names_there(Database& database) {
    std::set<std::string> there;
    Statement statement = database.use(
        "SELECT name FROM sqlite_schema WHERE type='index' AND name LIKE 'x\\_%' ESCAPE '\\'");
    while (statement.step()) there.emplace(statement.text(0));
    return there;
}

}  // namespace

std::optional<ExtraIndex> index_for_order(const schema::Catalogue& catalogue,
                                          schema::EntityId entity, schema::FieldId field) {
    const schema::FieldSpec* spec = stored_field(catalogue.at(entity), field);
    // A copy of every long text would cost more than it gives.
    if (spec == nullptr || spec->kind == schema::Kind::set ||
        spec->kind == schema::Kind::long_text) {
        return std::nullopt;
    }
    Tables tables(catalogue);
    const EntityTable& table = tables.at(entity);
    if (table.index_of_order(field) != extra_index_name(table, {field})) return std::nullopt;
    return ExtraIndex{entity, {field}};
}

IndexWork keep_extra_indexes(Database& database, const schema::Catalogue& catalogue,
                             std::span<const ExtraIndex> wanted, std::int64_t rows_least,
                             const std::function<bool()>& give_up) {
    Tables tables(catalogue);
    const auto ddl_by_name = ddl_of(database, tables, wanted, rows_least);
    const std::set<std::string> there = names_there(database);
    std::string changes;
    for (const std::string& name : there) {
        if (!ddl_by_name.contains(name)) changes += "DROP INDEX " + name + ";";
    }
    std::size_t missing = 0;
    for (const auto& [name, ddl] : ddl_by_name) {
        if (!there.contains(name) && ++missing == 1) changes += ddl;
    }
    if (changes.empty()) return IndexWork::done;
    const SmallSorts small(database);
    Transaction transaction(database);
    if (!run_unless(database, changes, give_up)) return IndexWork::given_up;
    transaction.commit();
    return missing > 1 ? IndexWork::more : IndexWork::done;
}

}  // namespace branchline::store
