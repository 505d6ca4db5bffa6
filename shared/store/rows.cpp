#include "store/rows.h"

#include <algorithm>

#include "base/ensure.h"
#include "base/text.h"
#include "schema/validate.h"
#include "store/failure.h"
#include "store/native.h"
#include "store/search.h"
#include "store/table.h"

namespace branchline::store {

using schema::Kind;
using schema::Null;
using schema::Value;

namespace {

std::int64_t hidden_of(const StoredRow& row) {
    return (row.deleted ? hidden_deleted : 0) | (row.card ? hidden_card : 0);
}

void bind_optional(Statement& statement, int index, const Id& id) {
    if (id.is_null()) {
        statement.bind_null(index);
    } else {
        statement.bind_id(index, id);
    }
}

void bind_optional(Statement& statement, int index, const Bytes& bytes) {
    if (bytes.empty()) {
        statement.bind_null(index);
    } else {
        statement.bind_blob(index, bytes);
    }
}

const Value null_value = Null{};

// The values of a record in the order of the columns; both ascend by field id.
class Cells {
  public:
    Cells(const EntityTable& table, const schema::Record& record) {
        cells_.reserve(table.columns.size());
        auto entry = record.begin();
        for (const Column& column : table.columns) {
            while (entry != record.end() && entry->first < column.field->id)
                skip(table, (entry++)->first);
            if (entry == record.end() || entry->first != column.field->id) {
                cells_.push_back(&null_value);
                continue;
            }
            ENSURE(fits(*column.field, entry->second));
            cells_.push_back(&(entry++)->second);
        }
        while (entry != record.end()) skip(table, (entry++)->first);
    }

    const Value& at(std::size_t column) const { return *cells_[column]; }

  private:
    // Derived values are not stored; other fields without a column do not belong here.
    static void skip(const EntityTable& table, schema::FieldId id) {
        const schema::FieldSpec* field = table.entity.field(id);
        ENSURE(field != nullptr && !field->is_synced());
    }

    std::vector<const Value*> cells_;
};

// `keys` keeps the comparison keys alive until the statement has run.
int bind_row(Statement& statement, const EntityTable& table, const StoredRow& row,
             const Cells& cells, std::vector<std::string>& keys) {
    statement.bind_id(1, row.id);
    statement.bind(2, hidden_of(row));
    statement.bind(3, row.created_at);
    bind_optional(statement, 4, row.created_by);
    statement.bind(5, row.changed_at);
    bind_optional(statement, 6, row.changed_by);
    bind_optional(statement, 7, row.meta);
    bind_optional(statement, 8, row.extra);
    int index = 9;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        bind_value(statement, index++, cells.at(i));
    keys.reserve(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].key.empty()) continue;
        if (schema::is_null(cells.at(i))) {
            statement.bind_null(index++);
            continue;
        }
        keys.push_back(schema::comparison_key(*table.columns[i].field, cells.at(i)));
        statement.bind_text(index++, keys.back());
    }
    return index;
}

// What `find` returned of a row that is there.
struct Before {
    std::int64_t row = 0;
    bool shown = false;
    bool index_touched = false;  // an indexed column, or whether the row is hidden, changes
    bool text_touched = false;
    SearchTexts texts;  // views into the statement
};

Before compare(const Statement& found, const EntityTable& table, const StoredRow& row,
               const Cells& cells) {
    Before before;
    before.row = found.integer(0);
    before.shown = found.integer(1) == 0;
    before.index_touched = found.integer(1) != hidden_of(row);
    int column = 2;
    for (const Column* watched : table.watched) {
        const auto number = static_cast<std::size_t>(watched - table.columns.data());
        if (watched->field->searchable) before.texts.push_back(found.text(column));
        if (!column_equals(found, column, *watched->field, cells.at(number))) {
            before.index_touched = before.index_touched || watched->indexed;
            before.text_touched = before.text_touched || watched->field->searchable;
        }
        ++column;
    }
    return before;
}

}  // namespace

void put_row(Database& database, const EntityTable& table, const StoredRow& row) {
    ENSURE(database.in_transaction());
    ENSURE(!row.id.is_null());
    const Cells cells(table, row.values);
    std::vector<std::string> keys;
    Statement find = database.use(table.find);
    find.bind_id(1, row.id);
    if (!find.step()) {
        Statement insert = database.use(table.insert);
        bind_row(insert, table, row, cells, keys);
        insert.run();
        return;
    }
    const Before before = compare(find, table, row, cells);
    if (before.text_touched || before.shown != (hidden_of(row) == 0))
        search_touch(database, table, before.row, before.shown ? &before.texts : nullptr);
    Statement update = database.use(before.index_touched ? table.update : table.update_plain);
    const int last = bind_row(update, table, row, cells, keys);
    update.bind(last, before.row);
    update.run();
}

StoredRow read_row(const Statement& statement, const EntityTable& table) {
    StoredRow row;
    row.entity = table.entity.id;
    row.id = statement.id(0);
    const std::int64_t hidden = statement.integer(1);
    row.deleted = (hidden & hidden_deleted) != 0;
    row.card = (hidden & hidden_card) != 0;
    row.created_at = statement.integer(2);
    row.created_by = statement.id(3);
    row.changed_at = statement.integer(4);
    row.changed_by = statement.id(5);
    row.meta = Bytes(statement.blob(6));
    row.extra = Bytes(statement.blob(7));
    int column = first_field_column;
    for (const Column& each : table.columns) {
        if (!statement.is_null(column))
            row.values.set(each.field->id, column_value(statement, column, *each.field));
        ++column;
    }
    return row;
}

Rows::Rows(Database& database, const schema::Catalogue& catalogue)
    : database_(database), tables_(std::make_unique<Tables>(catalogue)) {}

Rows::~Rows() = default;

std::optional<StoredRow> Rows::get(schema::EntityId entity, const RowId& id) const {
    const EntityTable& table = tables_->at(entity);
    Statement statement = database_.use(table.get);
    statement.bind_id(1, id);
    if (!statement.step()) return std::nullopt;
    return read_row(statement, table);
}

void Rows::put(const StoredRow& row) { put_row(database_, tables_->at(row.entity), row); }

void Rows::erase(schema::EntityId entity, const RowId& id) {
    ENSURE(database_.in_transaction());
    const EntityTable& table = tables_->at(entity);
    Statement find = database_.use(table.find);
    find.bind_id(1, id);
    if (!find.step()) return;
    const Before before = compare(find, table, {}, Cells(table, {}));
    search_touch(database_, table, before.row, before.shown ? &before.texts : nullptr);
    Statement erase = database_.use(table.erase);
    erase.bind(1, before.row);
    erase.run();
}

namespace {

std::vector<RowId> ids_of(Statement& statement) {
    std::vector<RowId> ids;
    while (statement.step()) ids.push_back(statement.id(0));
    return ids;
}

std::int64_t as_limit(std::size_t limit) {
    return static_cast<std::int64_t>(std::min<std::size_t>(limit, 0x7fffffff));
}

}  // namespace

std::vector<RowId> Rows::referring(schema::EntityId entity, schema::FieldId field,
                                   const RowId& target) const {
    const EntityTable& table = tables_->at(entity);
    const Column* column = table.column(field);
    ENSURE(column != nullptr);
    const Kind kind = column->field->kind;
    ENSURE(kind == Kind::ref || kind == Kind::any_ref);
    if (kind == Kind::ref) {
        Statement statement = database_.use("SELECT id FROM " + table.name + " WHERE " +
                                            column->name + "=?1 ORDER BY id");
        statement.bind_id(1, target);
        return ids_of(statement);
    }
    // Stored with the id in front: every value that begins with it.
    const Bytes first = to_bytes(target);
    const Bytes last = first + "\xff\xff\xff";
    Statement statement = database_.use("SELECT id FROM " + table.name + " WHERE " + column->name +
                                        ">=?1 AND " + column->name + "<?2 ORDER BY id");
    statement.bind_blob(1, first).bind_blob(2, last);
    return ids_of(statement);
}

std::vector<RowId> Rows::with_key(schema::EntityId entity, schema::FieldId field,
                                  std::string_view key, std::size_t limit) const {
    const EntityTable& table = tables_->at(entity);
    Statement statement = database_.use("SELECT id FROM " + table.name + " WHERE hidden=0 AND " +
                                        table.key_of(field) + "=?1 ORDER BY id LIMIT ?2");
    statement.bind_text(1, key).bind(2, as_limit(limit));
    return ids_of(statement);
}

std::vector<RowId> Rows::with_key_prefix(schema::EntityId entity, schema::FieldId field,
                                         std::string_view prefix, std::size_t limit) const {
    const EntityTable& table = tables_->at(entity);
    const Column* column = table.column(field);
    ENSURE(column != nullptr && !column->key.empty());
    const std::string& key = column->key;
    const std::string last = std::string(prefix) + to_utf8(0x10ffff);
    Statement statement =
        database_.use("SELECT id FROM " + table.name + " WHERE hidden=0 AND " + key + ">=?1 AND " +
                      key + "<?2 ORDER BY " + key + " DESC,id DESC LIMIT ?3");
    statement.bind_text(1, prefix).bind_text(2, last).bind(3, as_limit(limit));
    return ids_of(statement);
}

std::vector<RowId> Rows::with_id_prefix(schema::EntityId entity, std::string_view hex,
                                        std::size_t limit) const {
    if (hex.size() > 32) return {};
    std::string low(hex);
    std::string high(hex);
    low.resize(32, '0');
    high.resize(32, 'f');
    const std::optional<Id> first = parse_id(low);
    const std::optional<Id> last = parse_id(high);
    if (!first || !last) return {};
    Statement statement =
        database_.use("SELECT id FROM " + tables_->at(entity).name +
                      " WHERE hidden=0 AND id>=?1 AND id<=?2 ORDER BY id LIMIT ?3");
    statement.bind_id(1, *first).bind_id(2, *last).bind(3, as_limit(limit));
    return ids_of(statement);
}

std::vector<StoredRow> Rows::scan(schema::EntityId entity, const RowId& after,
                                  std::size_t limit) const {
    const EntityTable& table = tables_->at(entity);
    Statement statement = database_.use(table.scan);
    statement.bind_id(1, after).bind(2, as_limit(limit));
    std::vector<StoredRow> rows;
    while (statement.step()) rows.push_back(read_row(statement, table));
    return rows;
}

namespace {

// False: not what this program writes. Failures of the file itself are not caught here.
bool is_readable(const Statement& row, const EntityTable& table,
                 const std::function<void(const StoredRow&)>& look) {
    try {
        const StoredRow stored = read_row(row, table);
        look(stored);
        return !stored.id.is_null();
    } catch (const Failure& failure) {
        if (failure.code() != Code::damaged) throw;
        return false;
    }
}

}  // namespace

std::vector<RowId> Rows::drop_unreadable(schema::EntityId entity,
                                         const std::function<void(const StoredRow&)>& look) {
    ENSURE(database_.in_transaction());
    const EntityTable& table = tables_->at(entity);
    const int row_column = first_field_column + static_cast<int>(table.columns.size());
    std::vector<std::int64_t> numbers;
    std::vector<RowId> ids;
    {
        Statement rows = database_.use(table.walk);
        while (rows.step()) {
            if (is_readable(rows, table, look)) continue;
            numbers.push_back(rows.integer(row_column));
            ids.push_back(id_from_bytes(rows.blob(0)).value_or(RowId{}));
        }
    }
    for (const std::int64_t number : numbers) database_.use(table.erase).bind(1, number).run();
    return ids;
}

void Rows::mend_keys(schema::EntityId entity) {
    ENSURE(database_.in_transaction());
    const EntityTable& table = tables_->at(entity);
    for (const Column& column : table.columns) {
        if (column.key.empty()) continue;
        const std::string key = "branchline_key(" + column.name + ",?1)";
        Statement mend = database_.use("UPDATE OR FAIL " + table.name + " SET " + column.key + "=" +
                                       key + " WHERE " + column.key + " IS NOT " + key);
        mend.bind_object(1, column.field, field_object);
        mend.run();
    }
}

std::int64_t Rows::count(schema::EntityId entity) const {
    Statement statement = database_.use(tables_->at(entity).live_count);
    statement.step();
    return statement.integer(0);
}

}  // namespace branchline::store
