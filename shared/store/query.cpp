#include "store/query.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/digest.h"
#include "base/ensure.h"
#include "base/text.h"
#include "store/query_sql.h"
#include "store/search.h"
#include "store/table.h"

namespace branchline::store {

using schema::FieldSpec;
using schema::Kind;
using schema::Value;

namespace {

constexpr std::size_t most_rows = 10'000;
constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

std::vector<SortKey> complete(std::vector<SortKey> keys) {
    const auto id = std::find_if(keys.begin(), keys.end(),
                                 [](const SortKey& key) { return key.field == id_field; });
    if (id != keys.end()) {
        keys.erase(id + 1, keys.end());
    } else {
        keys.push_back({id_field, !keys.empty() && keys.back().descending});
    }
    return keys;
}

// Ties a cursor to the entity and the order it was made for; the filter may differ.
std::uint64_t fingerprint(schema::EntityId entity, const std::vector<SortKey>& keys) {
    ByteWriter bytes;
    bytes.varint(entity);
    for (const SortKey& key : keys) {
        bytes.varint(key.field);
        bytes.u8(key.descending ? 1 : 0);
    }
    return short_digest_of(bytes.bytes()).low;
}

Value value_of(const StoredRow& row, const FieldSpec& field) {
    const auto reference = [](const Id& id) { return id.is_null() ? Value() : Value(id); };
    switch (field.id) {
        case id_field:
            return row.id;
        case created_at_field:
            return row.created_at;
        case changed_at_field:
            return row.changed_at;
        case created_by_field:
            return reference(row.created_by);
        case changed_by_field:
            return reference(row.changed_by);
        default:
            return comparable(field, row.values.get(field.id));
    }
}

std::string write_cursor(const schema::EntitySpec& entity, const std::vector<SortKey>& keys,
                         const StoredRow& row) {
    ByteWriter bytes;
    bytes.fixed64(fingerprint(entity.id, keys));
    for (const SortKey& key : keys)
        schema::write_value(bytes, value_of(row, *stored_field(entity, key.field)));
    return to_hex(bytes.bytes());
}

std::optional<Bytes> from_hex(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const std::size_t high = digits.find(text[i]);
        const std::size_t low = digits.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        bytes.push_back(static_cast<char>(high << 4 | low));
    }
    if (text.size() % 2 != 0) return std::nullopt;
    return bytes;
}

// A value of the kind that the field is ordered by.
bool is_place(const FieldSpec& field, const Value& value) {
    if (schema::is_null(value)) return field.id != id_field;
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text:
            return std::holds_alternative<std::string>(value);
        case Kind::ref:
            return std::holds_alternative<Id>(value);
        case Kind::any_ref:
            return std::holds_alternative<schema::AnyRef>(value);
        case Kind::set:
            return std::holds_alternative<schema::Set>(value);
        default:
            return std::holds_alternative<std::int64_t>(value);
    }
}

std::optional<std::vector<Value>> read_cursor(const schema::EntitySpec& entity,
                                              const std::vector<SortKey>& keys,
                                              std::string_view text) {
    const std::optional<Bytes> bytes = from_hex(text);
    if (!bytes) return std::nullopt;
    ByteReader in(*bytes);
    if (in.fixed64() != fingerprint(entity.id, keys)) return std::nullopt;
    std::vector<Value> values;
    for (const SortKey& key : keys) {
        values.push_back(schema::read_value(in));
        if (!in.ok() || !is_place(*stored_field(entity, key.field), values.back()))
            return std::nullopt;
    }
    if (!in.done()) return std::nullopt;
    return values;
}

// One stretch of the order, as conditions that are joined by AND; a page is read from one stretch
// after the other. Each is a range of one index where the order has one, at whatever depth.
struct Stretch {
    enum class Rest : std::uint8_t { everything, above, below, present, missing };
    std::size_t same = 0;  // so many keys have the value of the cursor; the next one is as `rest`
    Rest rest = Rest::everything;
};

// What follows a cursor: first rows that differ from it in the last key only.
std::vector<Stretch> stretches_after(const std::vector<SortKey>& keys,
                                     const std::vector<Value>& cursor) {
    using Rest = Stretch::Rest;
    std::vector<Stretch> stretches;
    for (std::size_t same = keys.size(); same-- > 0;) {
        const bool missing = schema::is_null(cursor[same]);
        if (!keys[same].descending) {
            stretches.push_back({same, missing ? Rest::present : Rest::above});
        } else if (!missing) {
            stretches.push_back({same, Rest::below});
            if (keys[same].field != id_field) stretches.push_back({same, Rest::missing});
        }
    }
    return stretches;
}

class PageReader {
  public:
    PageReader(Database& database, Tables& tables, const Query& query)
        : database_(database),
          query_(query),
          table_(tables.at(query.entity)),
          keys_(complete(query.sort)),
          sql_(tables, table_),
          limit_(std::clamp<std::size_t>(query.limit, 1, most_rows)) {}

    Result<QueryPage> read() {
        std::vector<Stretch> stretches{{}};
        if (!query_.after.empty()) {
            if (query_.skip != 0) return refuse(Code::bad_value, "skip", "with a cursor");
            auto cursor = read_cursor(table_.entity, keys_, query_.after);
            if (!cursor) return refuse(Code::bad_value, "after", query_.after);
            cursor_ = std::move(*cursor);
            stretches = stretches_after(keys_, cursor_);
        }
        const Snapshot snapshot(database_);
        std::string condition = sql_.condition(query_.filter);
        if (!query_.search.empty()) {
            std::vector<std::int64_t> rows = search_rows(database_, table_, query_.search);
            if (rows.empty()) return QueryPage{};
            condition += " AND " +
                         (is_dense(rows.size()) ? sql_.picked(std::move(rows)) : sql_.listed(rows));
        }
        QueryPage page;
        page.rows = read_somehow(stretches, condition);
        if (page.rows.size() > limit_) {
            page.rows.resize(limit_);
            page.next = write_cursor(table_.entity, keys_, page.rows.back());
        }
        return page;
    }

  private:
    // Many matches: walk the order and look each row up among them. Few: fetch and sort them. The
    // costs meet where a page, walked, has as many rows to look at as there are matches.
    bool is_dense(std::size_t matches) {
        Statement statement = database_.use(table_.last_row);
        const std::int64_t rows = statement.step() ? statement.integer(0) : 0;
        const auto all = static_cast<std::uint64_t>(rows);
        return matches * matches > limit_ * all;
    }

    std::string condition_of(const Stretch& stretch) {
        std::string text;
        for (std::size_t i = 0; i < stretch.same; ++i) {
            text += " AND ";
            if (schema::is_null(cursor_[i])) {
                text += sql_.expression(keys_[i].field) + " IS NULL";
            } else {
                text += sql_.compared(keys_[i].field, "=", cursor_[i]);
            }
        }
        if (stretch.rest == Stretch::Rest::everything) return text;
        const schema::FieldId field = keys_[stretch.same].field;
        switch (stretch.rest) {
            case Stretch::Rest::above:
                return text + " AND " + sql_.compared(field, ">", cursor_[stretch.same]);
            case Stretch::Rest::below:
                return text + " AND " + sql_.compared(field, "<", cursor_[stretch.same]);
            case Stretch::Rest::present:
                return text + " AND " + sql_.expression(field) + " IS NOT NULL";
            default:
                return text + " AND " + sql_.expression(field) + " IS NULL";
        }
    }

    // With a filter, SQLite may fetch and sort everything that passes where it could as well walk
    // the order and soon have a page full; or the other way round. It cannot know which is better,
    // so each way is tried for a while before the first is taken for good.
    std::vector<StoredRow> read_somehow(const std::vector<Stretch>& stretches,
                                        const std::string& condition) {
        constexpr std::int64_t some = 150'000;  // operations: about 3 ms
        constexpr std::int64_t more = 400'000;
        std::vector<StoredRow> rows;
        const std::string index = index_to_walk();
        if (!index.empty() && query_.filter == Filter{}) {
            // Rows that are passed over are read in the index alone.
            std::int64_t enough = unlimited;
            if (read_stretches(stretches, condition, " INDEXED BY " + index, rows, enough))
                return rows;
            rows.clear();
        } else if (!index.empty()) {
            std::int64_t budget = some;
            if (read_stretches(stretches, condition, {}, rows, budget)) return rows;
            rows.clear();
            budget = more;
            if (read_stretches(stretches, condition, " INDEXED BY " + index, rows, budget))
                return rows;
            rows.clear();
        }
        std::int64_t budget = unlimited;
        in_order_of_index_ = index.empty();
        read_stretches(stretches, condition, {}, rows, budget);
        return rows;
    }

    // Every row has to be looked at, and SQLite means to fetch each by an index: by the look of it
    // shorter than the table, in truth as long, and then the rows. Reading the table through takes
    // half the time. `text`: the query without a word about indexes.
    bool scans_for_nothing(const std::string& text) {
        Statement plan = database_.prepare("EXPLAIN QUERY PLAN " + text);
        bool scans = false;
        bool sorts = false;
        while (plan.step()) {
            constexpr int detail = 3;
            scans = scans || plan.text(detail).starts_with("SCAN t0 USING INDEX");
            sorts = sorts || plan.text(detail).starts_with("USE TEMP B-TREE FOR ORDER BY");
        }
        return scans && (sorts || !in_order_of_index_);
    }

    // The index that has the order asked for, where walking it is worth a try. Empty = none.
    std::string index_to_walk() {
        const bool whole = query_.filter == Filter{} && query_.search.empty();
        if (whole ? query_.skip == 0 : query_.filter == Filter{}) return {};
        if (keys_.size() > 2) return {};
        std::string index = table_.index_of_order(keys_.front().field);
        Statement exists =
            database_.use("SELECT 1 FROM sqlite_schema WHERE type='index' AND name=?1");
        if (!exists.bind_text(1, index).step()) return {};
        return index;
    }

    // False = the budget did not suffice.
    bool read_stretches(const std::vector<Stretch>& stretches, const std::string& condition,
                        const std::string& by, std::vector<StoredRow>& rows, std::int64_t& budget) {
        const std::size_t mark = sql_.mark();
        for (const Stretch& stretch : stretches) {
            if (rows.size() > limit_) break;
            const bool complete = read_stretch(stretch, condition, by, rows, budget);
            sql_.back_to(mark);
            if (!complete) return false;
        }
        return true;
    }

    bool read_stretch(const Stretch& stretch, const std::string& condition, const std::string& by,
                      std::vector<StoredRow>& rows, std::int64_t& budget) {
        std::string text = " WHERE " + condition + condition_of(stretch) + " ORDER BY ";
        for (std::size_t i = stretch.same; i < keys_.size(); ++i) {
            text += (i > stretch.same ? "," : "") + sql_.expression(keys_[i].field);
            if (keys_[i].descending) text += " DESC";
        }
        const auto wanted = static_cast<std::int64_t>(limit_ + 1 - rows.size());
        text += " LIMIT " + sql_.parameter(wanted);
        if (query_.skip != 0) {
            text += " OFFSET " + sql_.parameter(static_cast<std::int64_t>(query_.skip));
        }
        const bool through =
            by.empty() && budget > unlimited / 2 && scans_for_nothing(table_.select_row + text);
        std::optional<Statement> statement = database_.prepare_if_solvable(
            table_.select_row + (through ? " NOT INDEXED" : by) + text);
        if (!statement) return false;
        sql_.bind(*statement);
        for (;;) {
            const std::optional<bool> found = statement->step_within(budget);
            if (!found) return false;
            if (!*found) return true;
            rows.push_back(read_row(*statement, table_));
        }
    }

    Database& database_;
    const Query& query_;
    const EntityTable& table_;
    const std::vector<SortKey> keys_;
    QuerySql sql_;
    const std::size_t limit_;
    std::vector<Value> cursor_;
    bool in_order_of_index_ = true;  // a scan of an index may be meant: its order was not tried yet
};

}  // namespace

Result<QueryPage> run_query(Database& database, const schema::Catalogue& catalogue,
                            const Query& query) {
    const schema::EntitySpec& entity = catalogue.at(query.entity);
    if (Status status = check_filter(catalogue, entity, query.filter); !status)
        return refuse(status.error());
    for (const SortKey& key : query.sort)
        if (stored_field(entity, key.field) == nullptr)
            return refuse(Code::bad_filter, std::to_string(key.field), "unknown field");
    Tables tables(catalogue);
    return PageReader(database, tables, query).read();
}

std::string cursor_behind(const schema::Catalogue& catalogue, const Query& query,
                          const StoredRow& row) {
    return write_cursor(catalogue.at(query.entity), complete(query.sort), row);
}

Result<std::optional<std::int64_t>> count_rows_within(Database& database,
                                                      const schema::Catalogue& catalogue,
                                                      const Query& query, std::int64_t budget) {
    const schema::EntitySpec& entity = catalogue.at(query.entity);
    if (Status status = check_filter(catalogue, entity, query.filter); !status)
        return refuse(status.error());
    Tables tables(catalogue);
    const EntityTable& table = tables.at(query.entity);
    const Snapshot snapshot(database);
    QuerySql sql(tables, table);
    std::string text =
        "SELECT count(*) FROM " + table.name + " t0 WHERE " + sql.condition(query.filter);
    if (!query.search.empty())
        text += " AND " + sql.listed(search_rows(database, table, query.search));
    Statement statement = database.prepare(text);
    sql.bind(statement);
    if (!statement.step_within(budget)) return std::nullopt;
    return statement.integer(0);
}

Result<std::int64_t> count_rows(Database& database, const schema::Catalogue& catalogue,
                                const Query& query) {
    const auto unlimited = std::numeric_limits<std::int64_t>::max();
    auto count = count_rows_within(database, catalogue, query, unlimited);
    if (!count) return refuse(count.error());
    return **count;
}

std::vector<StoredRow> find_rows(Database& database, const schema::Catalogue& catalogue,
                                 schema::EntityId entity, std::string_view typed,
                                 std::size_t limit) {
    Tables tables(catalogue);
    const EntityTable& table = tables.at(entity);
    const Snapshot snapshot(database);
    std::vector<StoredRow> found;
    Statement statement = database.prepare(table.select_row + " WHERE t0.row=?1");
    for (const std::int64_t row : newest_rows(database, table, typed, limit)) {
        statement.bind(1, row);
        if (statement.step()) found.push_back(read_row(statement, table));
        statement.reset();
    }
    return found;
}

}  // namespace branchline::store
