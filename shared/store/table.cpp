#include "store/table.h"

#include "base/ensure.h"
#include "store/failure.h"
#include "store/filter.h"

namespace branchline::store {

using schema::FieldId;
using schema::FieldSpec;
using schema::Kind;
using schema::Value;

namespace {

constexpr std::size_t any_ref_size = 18;

// Names come from the catalogue of this program, never from a file or a user; what is allowed in a
// name is still checked here, because they become part of SQL texts.
std::string identifier(std::string_view prefix, std::string_view name) {
    ENSURE(!name.empty());
    for (const char c : name) ENSURE((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    return std::string(prefix).append(name);
}

// The fixed parameters of insert and update; the columns of the fields and of the keys follow.
constexpr const char* fixed_names[] = {"id",         "hidden",     "created_at", "created_by",
                                       "changed_at", "changed_by", "meta",       "extra"};
constexpr bool fixed_indexed[] = {true, true, false, false, false, false, false, false};

std::vector<Column> columns_of(const schema::EntitySpec& entity) {
    std::vector<Column> columns;
    for (const FieldSpec* field : entity.fields) {
        ENSURE(field->id < first_meta_field);
        if (!field->is_synced()) continue;
        ENSURE(columns.empty() || columns.back().field->id < field->id);
        Column column{field, identifier("f_", field->name), {}, false};
        if (field->natural_key || field->is_number || field->keyed) {
            column.key = identifier("k_", field->name);
        }
        column.indexed = !column.key.empty() || field->kind == Kind::ref ||
                         field->kind == Kind::any_ref || field->kind == Kind::status;
        columns.push_back(std::move(column));
    }
    return columns;
}

std::string parameter(std::size_t number) { return "?" + std::to_string(number); }

// insert, update and update_plain number their parameters alike.
void write_texts(EntityTable& table) {
    std::string names;
    std::string values;
    std::string changes;
    std::string plain_changes;
    std::size_t number = 0;
    const auto add = [&](const std::string& name, bool indexed) {
        ++number;
        names.append(number > 1 ? "," : "").append(name);
        values.append(number > 1 ? "," : "").append(parameter(number));
        const std::string change = name + "=" + parameter(number);
        if (number > 1) changes.append(number > 2 ? "," : "").append(change);
        if (!indexed) plain_changes.append(plain_changes.empty() ? "" : ",").append(change);
    };
    for (std::size_t i = 0; i < std::size(fixed_names); ++i) add(fixed_names[i], fixed_indexed[i]);
    for (const Column& column : table.columns) add(column.name, column.indexed);
    for (const Column& column : table.columns)
        if (!column.key.empty()) add(column.key, true);
    // OR FAIL, because a constraint can only be broken by a mistake that ends the program: what
    // ABORT, the default, needs to take a statement back costs a third of the time.
    const std::string where = " WHERE row=" + parameter(number + 1);
    table.insert = "INSERT OR FAIL INTO " + table.name + "(" + names + ") VALUES(" + values + ")";
    table.update = "UPDATE OR FAIL " + table.name + " SET " + changes + where;
    table.update_plain = "UPDATE OR FAIL " + table.name + " SET " + plain_changes + where;
}

}  // namespace

EntityTable::EntityTable(const schema::EntitySpec& spec)
    : entity(spec), name(identifier("e_", spec.name)), columns(columns_of(spec)) {
    std::string all = "id,hidden,created_at,created_by,changed_at,changed_by,meta,extra";
    find = "SELECT row,hidden";
    for (const Column& each : columns) {
        all += "," + each.name;
        if (each.field->searchable) searchable.push_back(&each);
        if (!each.indexed && !each.field->searchable) continue;
        watched.push_back(&each);
        find += "," + each.name;
    }
    find += " FROM " + name + " WHERE id=?1";
    select_row =
        "SELECT t0.id,t0.hidden,t0.created_at,t0.created_by,t0.changed_at,t0.changed_by,"
        "NULL,NULL";
    for (const Column& each : columns) select_row += ",t0." + each.name;
    select_row += " FROM " + name + " t0";
    get = "SELECT " + all + " FROM " + name + " WHERE id=?1";
    scan = "SELECT " + all + " FROM " + name + " WHERE id>?1 ORDER BY id LIMIT ?2";
    walk = "SELECT " + all + ",row FROM " + name + " ORDER BY row";
    erase = "DELETE FROM " + name + " WHERE row=?1";
    live_count = "SELECT count(*) FROM " + name + " WHERE hidden=0";
    std::string texts;
    for (const Column* each : searchable) texts += (texts.empty() ? "" : ",") + each->name;
    search_show = "SELECT " + texts + " FROM " + name + " WHERE row=?1 AND hidden=0";
    search_tail =
        "SELECT row,hidden," + texts + " FROM " + name + " WHERE row>?1 ORDER BY row LIMIT ?2";
    search_newest =
        "SELECT row,hidden," + texts + " FROM " + name + " WHERE row>?1 ORDER BY row DESC";
    last_row = "SELECT max(row) FROM " + name;
    write_texts(*this);
}

const Column* EntityTable::column(schema::FieldId field) const {
    for (const Column& each : columns)
        if (each.field->id == field) return &each;
    return nullptr;
}

std::string EntityTable::column_name(FieldId field) const {
    if (field >= first_meta_field) {
        const FieldSpec* meta = stored_field(entity, field);
        ENSURE(meta != nullptr);
        return std::string(meta->name);
    }
    const Column* found = column(field);
    ENSURE(found != nullptr);
    return found->name;
}

std::string EntityTable::key_of(FieldId field, std::string_view alias) const {
    const Column* found = column(field);
    if (found != nullptr && !found->key.empty()) return std::string(alias) + found->key;
    const std::string plain = std::string(alias) + column_name(field);
    const bool text = found != nullptr && column_type(*found->field) == std::string_view("TEXT");
    return text ? "branchline_normal(" + plain + ")" : plain;
}

std::string column_type(const FieldSpec& field) {
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text:
            return "TEXT";
        case Kind::ref:
        case Kind::any_ref:
        case Kind::set:
            return "BLOB";
        default:
            return "INTEGER";
    }
}

std::string EntityTable::table_ddl() const {
    std::string text = "CREATE TABLE IF NOT EXISTS " + name +
                       "(row INTEGER PRIMARY KEY,id BLOB NOT NULL UNIQUE,"
                       "hidden INTEGER NOT NULL DEFAULT 0,created_at INTEGER,created_by BLOB,"
                       "changed_at INTEGER,changed_by BLOB";
    for (const Column& each : columns) text += "," + each.name + " " + column_type(*each.field);
    for (const Column& each : columns)
        if (!each.key.empty()) text += "," + each.key + " TEXT";
    return text + ",meta BLOB,extra BLOB);" + guard_ddl(name);
}

// Every index ends with the id, because every order does: pages of a list are read straight from
// it. References are indexed for tombstones too (who refers to this row?), the rest serves lists.
std::string EntityTable::index_ddl(IndexesFor use) const {
    std::string text;
    if (use == IndexesFor::lists) {
        text += live_index_ddl(index_of_order(id_field), *this, {});
        text += live_index_ddl(index_of_order(changed_at_field), *this, {"changed_at"});
    }
    for (const Column& each : columns) {
        if (!each.indexed) continue;
        if (!each.key.empty()) {
            text += live_index_ddl(index_of_order(each.field->id), *this, {each.key});
        } else if (each.field->kind != Kind::status) {
            text += "CREATE INDEX IF NOT EXISTS i_" + std::string(entity.name) + "_" +
                    std::string(each.field->name) + " ON " + name + "(" + each.name +
                    ",id) WHERE " + each.name + " IS NOT NULL;";
        } else if (use == IndexesFor::lists) {
            text += live_index_ddl(index_of_order(each.field->id), *this, {each.name});
        }
    }
    return text;
}

std::string EntityTable::index_of_order(FieldId field) const {
    if (field == id_field) return "i_" + std::string(entity.name) + "__id";
    if (field == changed_at_field) return "i_" + std::string(entity.name) + "__changed_at";
    const Column* found = column(field);
    if (found != nullptr && (!found->key.empty() || found->field->kind == Kind::status))
        return "i_" + std::string(entity.name) + "_" + std::string(found->field->name);
    return extra_index_name(*this, {field});
}

std::string extra_index_name(const EntityTable& table, const std::vector<FieldId>& fields) {
    std::string name = "x_" + std::string(table.entity.name);
    // A field keeps its id when it is renamed.
    for (const FieldId field : fields) name += "_" + std::to_string(field);
    return name;
}

std::string live_index_ddl(const std::string& index, const EntityTable& table,
                           const std::vector<std::string>& columns) {
    std::string text = "CREATE INDEX IF NOT EXISTS " + index + " ON " + table.name + "(";
    for (const std::string& column : columns) text += column + ",";
    // `hidden` is always 0 here. SQLite sees an index as a complete answer only if it is part of
    // it.
    return text + "id,hidden) WHERE hidden=0;";
}

// The function is named where SQLite must know it but never calls it: a call could fail, and for
// that every statement would copy the pages it changes (as costly as the insert itself).
std::string guard_ddl(std::string_view table) {
    std::string text;
    for (const char* event : {"INSERT", "UPDATE", "DELETE"}) {
        text.append("CREATE TRIGGER IF NOT EXISTS guard_").append(table).append("_");
        text.append(event).append(" BEFORE ").append(event).append(" ON ").append(table);
        text.append(" WHEN NOT EXISTS(SELECT branchline_guard()) BEGIN SELECT 1; END;");
    }
    return text;
}

const EntityTable& Tables::at(schema::EntityId entity) {
    std::unique_ptr<const EntityTable>& table = tables_[entity];
    if (!table) table = std::make_unique<const EntityTable>(catalogue_.at(entity));
    return *table;
}

void bind_value(Statement& statement, int index, const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        statement.bind(index, *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bind_text(index, *text);
    } else if (const auto* id = std::get_if<Id>(&value)) {
        statement.bind_id(index, *id);
    } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
        // The id comes first so that "who refers to this row?" is a range of the index.
        ByteWriter bytes;
        write_id(bytes, any->row);
        bytes.u8(static_cast<std::uint8_t>(any->entity >> 8));
        bytes.u8(static_cast<std::uint8_t>(any->entity & 0xff));
        statement.bind_blob_copy(index, bytes.bytes());
    } else if (std::holds_alternative<schema::Set>(value)) {
        ByteWriter bytes;
        schema::write_value(bytes, value);
        statement.bind_blob_copy(index, bytes.bytes());
    } else {
        statement.bind_null(index);
    }
}

Value decode_blob(const FieldSpec& field, BytesView bytes) {
    if (field.kind == Kind::ref) {
        if (const std::optional<Id> id = id_from_bytes(bytes)) return *id;
    } else if (field.kind == Kind::any_ref && bytes.size() == any_ref_size) {
        ByteReader in(bytes);
        const Id id = read_id(in);
        const unsigned high = in.u8();
        const unsigned low = in.u8();
        return schema::AnyRef{static_cast<schema::EntityId>(high << 8 | low), id};
    } else if (field.kind == Kind::set) {
        ByteReader in(bytes);
        Value value = schema::read_value(in);
        if (in.done() && std::holds_alternative<schema::Set>(value)) return value;
    }
    throw Failure(Code::damaged, "the value of " + std::string(field.name) + " is malformed");
}

Value column_value(const Statement& statement, int column, const FieldSpec& field) {
    if (statement.is_null(column)) return schema::Null{};
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text:
            return std::string(statement.text(column));
        case Kind::ref:
        case Kind::any_ref:
        case Kind::set:
            return decode_blob(field, statement.blob(column));
        default:
            return statement.integer(column);
    }
}

bool fits(const schema::FieldSpec& field, const Value& value) {
    if (schema::is_null(value)) return true;
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

bool column_equals(const Statement& statement, int column, const FieldSpec& field,
                   const Value& value) {
    if (statement.is_null(column)) return schema::is_null(value);
    if (const auto* text = std::get_if<std::string>(&value)) return statement.text(column) == *text;
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return statement.integer(column) == *number;
    return column_value(statement, column, field) == value;
}

}  // namespace branchline::store
