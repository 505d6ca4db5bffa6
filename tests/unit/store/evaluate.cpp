#include "store/evaluate.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "schema/validate.h"

namespace branchline::store::stock {

namespace {

bool is_text(const FieldSpec& field) {
    return field.kind == Kind::text || field.kind == Kind::long_text;
}

Value raw_value(const StoredRow& row, FieldId field) {
    switch (field) {
        case id_field:
            return row.id;
        case created_at_field:
            return row.created_at;
        case changed_at_field:
            return row.changed_at;
        case created_by_field:
            return row.created_by.is_null() ? Value() : Value(row.created_by);
        case changed_by_field:
            return row.changed_by.is_null() ? Value() : Value(row.changed_by);
        default:
            return row.values.get(field);
    }
}

Value key_of(const FieldSpec& field, const Value& value) {
    if (schema::is_null(value)) return value;
    if (is_text(field)) return comparison_key(field, value);
    if (field.kind == Kind::set) {  // ordered as it is stored
        ByteWriter bytes;
        write_value(bytes, value);
        return bytes.take();
    }
    if (const auto* any = std::get_if<AnyRef>(&value)) return any->row;
    return value;
}

bool compare(Op op, const Value& a, const Value& b) {
    switch (op) {
        case Op::equal:
            return a == b;
        case Op::less:
            return a < b;
        case Op::less_equal:
            return a <= b;
        case Op::greater:
            return a > b;
        default:
            return a >= b;
    }
}

}  // namespace

void Memory::put(const StoredRow& row) { rows_[row.entity][row.id] = row; }

bool Memory::leaf(const StoredRow& row, const Filter& filter) const {
    const EntitySpec& entity = row.entity == 1 ? depot::spec.spec : item::spec.spec;
    const FieldSpec& field = *stored_field(entity, filter.field);
    const Value value = raw_value(row, filter.field);
    if (filter.op == Op::is_null) return schema::is_null(value);
    if (filter.op == Op::not_equal) {
        Filter equal = filter;
        equal.op = Op::equal;
        return !leaf(row, equal);
    }
    if (filter.op == Op::equal && schema::is_null(filter.values[0])) return schema::is_null(value);
    if (schema::is_null(value)) return false;
    switch (filter.op) {
        case Op::contains:
            return normal_form(std::get<std::string>(value))
                       .find(normal_form(std::get<std::string>(filter.values[0]))) !=
                   std::string::npos;
        case Op::has:
            return set_contains(std::get<Set>(value), std::get<std::string>(filter.values[0]));
        case Op::through: {
            const auto& depots = rows_.at(1);
            const auto target = depots.find(std::get<Id>(value));
            return target != depots.end() && !target->second.deleted && !target->second.card &&
                   fulfils(target->second, filter.parts[0]);
        }
        case Op::one_of:
            return std::any_of(filter.values.begin(), filter.values.end(), [&](const Value& each) {
                return key_of(field, each) == key_of(field, value);
            });
        default:
            return compare(filter.op, key_of(field, value), key_of(field, filter.values[0]));
    }
}

bool Memory::fulfils(const StoredRow& row, const Filter& filter) const {
    const auto part = [&](const Filter& each) { return fulfils(row, each); };
    switch (filter.op) {
        case Op::all:
            return std::all_of(filter.parts.begin(), filter.parts.end(), part);
        case Op::any:
            return std::any_of(filter.parts.begin(), filter.parts.end(), part);
        case Op::negated:
            return !part(filter.parts[0]);
        default:
            return leaf(row, filter);
    }
}

std::vector<Id> Memory::answer(const Query& query) const {
    const EntitySpec& entity = query.entity == 1 ? depot::spec.spec : item::spec.spec;
    std::vector<const StoredRow*> found;
    for (const auto& [id, row] : rows_.at(query.entity))
        if (!row.deleted && !row.card && fulfils(row, query.filter)) found.push_back(&row);
    std::vector<SortKey> keys = query.sort;
    keys.push_back({id_field, !keys.empty() && keys.back().descending});
    const auto key = [&](const StoredRow& row, const SortKey& by) {
        // The whole of a reference to any row counts for the order, the id first.
        const Value value = raw_value(row, by.field);
        const auto* any = std::get_if<AnyRef>(&value);
        if (any != nullptr) return std::pair(Value(any->row), static_cast<int>(any->entity));
        return std::pair(key_of(*stored_field(entity, by.field), value), 0);
    };
    std::sort(found.begin(), found.end(), [&](const StoredRow* a, const StoredRow* b) {
        for (const SortKey& by : keys) {
            const auto left = key(*a, by);
            const auto right = key(*b, by);
            if (left != right) return by.descending ? right < left : left < right;
        }
        return false;
    });
    std::vector<Id> ids;
    for (const StoredRow* row : found) ids.push_back(row->id);
    return ids;
}

std::string RandomStock::word() {
    static constexpr std::array<std::string_view, 12> words{"鑫达",   "鑫 达",  "Abc",     "ABC",
                                                            "ａｂｃ", "abd",    "深圳",    "a",
                                                            "",       "Straße", "STRASSE", "𠮷野"};
    return std::string(words.at(below(words.size())));
}

Value RandomStock::value_of(const FieldSpec& field) {
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text:
            return word();
        case Kind::ref:
            return id_of(below(6));
        case Kind::any_ref:
            return AnyRef{static_cast<EntityId>(1 + below(2)), id_of(below(4))};
        case Kind::set: {
            Set set;
            for (std::uint64_t i = below(4); i > 0; --i) set_insert(set, word());
            return set;
        }
        case Kind::boolean:
            return static_cast<std::int64_t>(below(2));
        case Kind::choice:
        case Kind::status:
            return static_cast<std::int64_t>(1 + below(3));
        default:
            return static_cast<std::int64_t>(below(7)) - 3;
    }
}

StoredRow RandomStock::depot(std::uint64_t number) {
    StoredRow row;
    row.entity = 1;
    row.id = id_of(number);
    row.deleted = below(5) == 0;
    for (const FieldSpec* field : depot::spec.spec.fields)
        if (below(3) != 0) row.values.set(field->id, value_of(*field));
    return row;
}

StoredRow RandomStock::item(std::uint64_t number) {
    StoredRow row = item_row(number);
    row.deleted = below(8) == 0;
    row.card = below(8) == 0;
    row.created_at = static_cast<std::int64_t>(below(5));
    row.changed_at = row.created_at + static_cast<std::int64_t>(below(3));
    if (below(2) == 0) row.created_by = id_of(below(3));
    if (below(2) == 0) row.changed_by = id_of(below(3));
    for (const FieldSpec* field : item::spec.spec.fields)
        if (field->is_synced() && below(4) != 0) row.values.set(field->id, value_of(*field));
    return row;
}

Filter RandomStock::leaf(const EntitySpec& entity, std::size_t depth) {
    static constexpr std::array meta{id_field, created_at_field, changed_at_field, created_by_field,
                                     changed_by_field};
    for (;;) {
        const std::uint64_t number = below(entity.fields.size() + meta.size());
        const FieldId id =
            number < meta.size() ? meta.at(number) : entity.fields[number - meta.size()]->id;
        const FieldSpec* field = stored_field(entity, id);
        if (field == nullptr) continue;
        switch (below(6)) {
            case 0:
                return Filter::is_null(id);
            case 1:
                if (field->kind == Kind::set) return Filter::has(id, word());
                if (is_text(*field)) return Filter::contains(id, word());
                break;
            case 2: {
                std::vector<Value> values;
                for (std::uint64_t i = below(4); i > 0; --i) values.push_back(value_of(*field));
                if (field->kind == Kind::any_ref)
                    for (Value& value : values) value = std::get<AnyRef>(value).row;
                if (field->kind != Kind::set) return Filter::one_of(id, std::move(values));
                break;
            }
            case 3:
                if (!field->target.empty() && depth > 0)
                    return Filter::through(id, leaf(depot::spec.spec, depth - 1));
                break;
            default: {
                static constexpr std::array ops{Op::equal,      Op::not_equal, Op::less,
                                                Op::less_equal, Op::greater,   Op::greater_equal};
                Value value = value_of(*field);
                if (const auto* any = std::get_if<AnyRef>(&value)) value = Id(any->row);
                const Filter filter = Filter::compare(id, ops.at(below(6)), std::move(value));
                if (check_filter(catalogue(), entity, filter)) return filter;
            }
        }
    }
}

Filter RandomStock::item_filter(std::size_t depth) {
    if (depth == 0 || below(4) == 0) return leaf(item::spec.spec, 2);
    if (below(3) == 0) return Filter::negate(item_filter(depth - 1));
    std::vector<Filter> parts;
    for (std::uint64_t i = below(4); i > 0; --i) parts.push_back(item_filter(depth - 1));
    return below(2) == 0 ? Filter::all(std::move(parts)) : Filter::any(std::move(parts));
}

}  // namespace branchline::store::stock
