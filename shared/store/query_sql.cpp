#include "store/query_sql.h"

#include <utility>

#include "base/ensure.h"
#include "base/text.h"
#include "schema/validate.h"
#include "store/native.h"

namespace branchline::store {

using schema::FieldId;
using schema::FieldSpec;
using schema::Kind;
using schema::Value;

namespace {

bool is_text(Kind kind) { return kind == Kind::text || kind == Kind::long_text; }

const FieldSpec& field_of(const EntityTable& table, FieldId id) {
    const FieldSpec* field = stored_field(table.entity, id);
    ENSURE(field != nullptr);
    return *field;
}

const char* sign_of(Op op, bool positive) {
    switch (op) {
        case Op::equal:
            return positive ? "=" : " IS NOT ";
        case Op::not_equal:
            return positive ? " IS NOT " : "=";
        case Op::less:
            return positive ? "<" : ">=";
        case Op::less_equal:
            return positive ? "<=" : ">";
        case Op::greater:
            return positive ? ">" : "<=";
        default:
            return positive ? ">=" : "<";
    }
}

}  // namespace

Value comparable(const FieldSpec& field, const Value& value) {
    if (is_text(field.kind) && !schema::is_null(value)) return schema::comparison_key(field, value);
    return value;
}

std::string QuerySql::add(Parameter parameter) {
    parameters_.push_back(std::move(parameter));
    return "?" + std::to_string(parameters_.size());
}

std::string QuerySql::parameter(Value value) { return add(std::move(value)); }

std::string QuerySql::picked(std::vector<std::int64_t> rows) {
    return "branchline_picked(t0.row," + add(Rows{std::move(rows)}) + ")";
}

std::string QuerySql::listed(const std::vector<std::int64_t>& rows) {
    std::string list = "[";
    for (const std::int64_t row : rows)
        list.append(list.size() > 1 ? "," : "").append(std::to_string(row));
    list += "]";
    return "t0.row IN (SELECT value FROM json_each(" + parameter(std::move(list)) + "))";
}

void QuerySql::back_to(std::size_t mark) {
    ENSURE(mark <= parameters_.size());
    parameters_.resize(mark);
}

void QuerySql::bind(Statement& statement) const {
    int index = 0;
    for (const Parameter& parameter : parameters_) {
        ++index;
        if (const auto* value = std::get_if<Value>(&parameter)) {
            bind_value(statement, index, *value);
        } else if (const auto* bytes = std::get_if<Bytes>(&parameter)) {
            statement.bind_blob(index, *bytes);
        } else {
            statement.bind_object(index, &std::get<Rows>(parameter).rows, rows_object);
        }
    }
}

std::string QuerySql::condition(const Filter& filter) {
    return "t0.hidden=0 AND " + write({&table_, "t0"}, filter, true);
}

std::string QuerySql::column(FieldId field) const { return column_in({&table_, "t0"}, field); }

std::string QuerySql::expression(FieldId field) const {
    return expression_in({&table_, "t0"}, field);
}

std::string QuerySql::compared(FieldId field, const char* comparison, const Value& value) {
    return expression(field) + comparison + parameter(value);
}

std::string QuerySql::column_in(const Scope& scope, FieldId field) const {
    return scope.alias + "." + scope.table->column_name(field);
}

std::string QuerySql::expression_in(const Scope& scope, FieldId id) const {
    return scope.table->key_of(id, scope.alias + ".");
}

// Negations are moved to the leaves, where a missing value makes them true.
std::string QuerySql::write(const Scope& scope, const Filter& filter, bool positive) {
    switch (filter.op) {
        case Op::negated:
            return write(scope, filter.parts[0], !positive);
        case Op::all:
        case Op::any:
            return alternatives(scope, filter, positive);
        default:
            return leaf(scope, filter, positive);
    }
}

std::string QuerySql::alternatives(const Scope& scope, const Filter& filter, bool positive) {
    const bool every = (filter.op == Op::all) == positive;
    if (filter.parts.empty()) return every ? "1" : "0";
    std::string text = "(";
    for (const Filter& part : filter.parts) {
        if (text.size() > 1) text += every ? " AND " : " OR ";
        text += write(scope, part, positive);
    }
    return text + ")";
}

std::string QuerySql::leaf(const Scope& scope, const Filter& filter, bool positive) {
    const std::string name = column_in(scope, filter.field);
    const std::string missing = " OR " + name + " IS NULL)";
    switch (filter.op) {
        case Op::is_null:
            return name + (positive ? " IS NULL" : " IS NOT NULL");
        case Op::one_of:
            return one_of(scope, filter, positive);
        case Op::through:
            return through(scope, filter, positive);
        case Op::contains: {
            const auto& part = std::get<std::string>(filter.values[0]);
            const std::string call =
                "branchline_contains(" + name + "," + parameter(normal_form(part)) + ")";
            return positive ? call : "(NOT " + call + missing;
        }
        case Op::has: {
            const std::string call =
                "branchline_has(" + name + "," + parameter(filter.values[0]) + ")";
            return positive ? call : "(NOT " + call + missing;
        }
        default:
            return compare(scope, filter, positive);
    }
}

std::string QuerySql::compare(const Scope& scope, const Filter& filter, bool positive) {
    const FieldSpec& field = field_of(*scope.table, filter.field);
    const std::string name = column_in(scope, filter.field);
    const Value& value = filter.values[0];
    if (schema::is_null(value)) {
        const bool equal = (filter.op == Op::equal) == positive;
        return name + (equal ? " IS NULL" : " IS NOT NULL");
    }
    if (field.kind == Kind::any_ref)
        return any_ref_is(name, value, (filter.op == Op::equal) == positive);
    const std::string left = expression_in(scope, filter.field);
    const std::string sides =
        left + sign_of(filter.op, positive) + parameter(comparable(field, value));
    const bool equality = filter.op == Op::equal || filter.op == Op::not_equal;
    if (positive || equality) return sides;
    return "(" + sides + " OR " + name + " IS NULL)";
}

std::string QuerySql::any_ref_is(const std::string& column, const Value& value, bool positive) {
    std::string text;
    if (const auto* id = std::get_if<Id>(&value)) {
        // Stored with the id in front: a row of whatever entity is a range.
        const Bytes first = to_bytes(*id);
        text = "(" + column + ">=" + add(first) + " AND " + column + "<" +
               add(first + "\xff\xff\xff") + ")";
    } else {
        text = column + "=" + parameter(value);
    }
    return positive ? text : "(NOT " + text + " OR " + column + " IS NULL)";
}

std::string QuerySql::one_of(const Scope& scope, const Filter& filter, bool positive) {
    if (filter.values.empty()) return positive ? "0" : "1";
    const FieldSpec& field = field_of(*scope.table, filter.field);
    const std::string name = column_in(scope, filter.field);
    std::string text;
    if (field.kind == Kind::any_ref) {
        for (const Value& value : filter.values)
            text.append(text.empty() ? "(" : " OR ").append(any_ref_is(name, value, true));
        text += ")";
    } else {
        text = expression_in(scope, filter.field) + " IN (";
        for (std::size_t i = 0; i < filter.values.size(); ++i)
            text.append(i > 0 ? "," : "").append(parameter(comparable(field, filter.values[i])));
        text += ")";
    }
    return positive ? text : "(NOT " + text + " OR " + name + " IS NULL)";
}

std::string QuerySql::through(const Scope& scope, const Filter& filter, bool positive) {
    const FieldSpec& field = field_of(*scope.table, filter.field);
    const schema::EntitySpec* target = tables_.catalogue().entity(field.target);
    ENSURE(target != nullptr);
    const Scope inner{&tables_.at(target->id), "t" + std::to_string(++aliases_)};
    const std::string name = column_in(scope, filter.field);
    const std::string text = name + " IN (SELECT " + inner.alias + ".id FROM " + inner.table->name +
                             " " + inner.alias + " WHERE " + inner.alias + ".hidden=0 AND " +
                             write(inner, filter.parts[0], true) + ")";
    return positive ? text : "(NOT " + text + " OR " + name + " IS NULL)";
}

}  // namespace branchline::store
