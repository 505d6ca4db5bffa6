#include "store/filter.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace branchline::store {

using schema::EntitySpec;
using schema::FieldId;
using schema::FieldSpec;
using schema::Kind;
using schema::Value;

namespace {

constexpr FieldSpec meta(FieldId id, std::string_view name, Label label, Kind kind) {
    FieldSpec field;
    field.id = id;
    field.name = name;
    field.label = label;
    field.kind = kind;
    return field;
}

constexpr std::array<FieldSpec, 5> meta_fields{
    meta(id_field, "id", {"标识", "Id"}, Kind::ref),
    meta(created_at_field, "created_at", {"创建时间", "Created at"}, Kind::instant),
    meta(changed_at_field, "changed_at", {"修改时间", "Changed at"}, Kind::instant),
    meta(created_by_field, "created_by", {"创建人", "Created by"}, Kind::ref),
    meta(changed_by_field, "changed_by", {"修改人", "Changed by"}, Kind::ref)};

constexpr std::size_t deepest_tree = 40;
constexpr std::size_t largest_tree = 2000;  // conditions and values

bool is_ordered(Kind kind) {
    switch (kind) {
        case Kind::text:
        case Kind::long_text:
        case Kind::integer:
        case Kind::money:
        case Kind::quantity:
        case Kind::date:
        case Kind::instant:
            return true;
        default:
            return false;
    }
}

bool is_text(Kind kind) { return kind == Kind::text || kind == Kind::long_text; }

bool value_fits(Kind kind, const Value& value) {
    if (is_text(kind)) return std::holds_alternative<std::string>(value);
    if (kind == Kind::ref) return std::holds_alternative<Id>(value);
    if (kind == Kind::any_ref)  // of a given entity, or of any
        return std::holds_alternative<schema::AnyRef>(value) || std::holds_alternative<Id>(value);
    if (kind == Kind::set) return false;
    return std::holds_alternative<std::int64_t>(value);
}

class Checker {
  public:
    explicit Checker(const schema::Catalogue& catalogue) : catalogue_(catalogue) {}

    Status check(const EntitySpec& entity, const Filter& filter, std::size_t depth) {
        nodes_ += 1 + filter.values.size();
        if (depth > deepest_tree || nodes_ > largest_tree)
            return refuse(Code::bad_filter, {}, "too large");
        if (filter.op == Op::all || filter.op == Op::any) return parts(entity, filter, depth);
        if (filter.op == Op::negated) {
            if (filter.parts.size() != 1) return refuse(Code::bad_filter, {}, "not");
            return parts(entity, filter, depth);
        }
        const FieldSpec* field = stored_field(entity, filter.field);
        if (field == nullptr)
            return refuse(Code::bad_filter, std::to_string(filter.field), "unknown field");
        if (filter.op == Op::through) return through(*field, filter, depth);
        if (!fits(*field, filter))
            return refuse(Code::bad_filter, std::string(field->name), "operator or value");
        return {};
    }

  private:
    Status parts(const EntitySpec& entity, const Filter& filter, std::size_t depth) {
        for (const Filter& part : filter.parts)
            if (Status status = check(entity, part, depth + 1); !status) return status;
        return {};
    }

    Status through(const FieldSpec& field, const Filter& filter, std::size_t depth) {
        const EntitySpec* target =
            field.kind == Kind::ref ? catalogue_.entity(field.target) : nullptr;
        if (target == nullptr || filter.parts.size() != 1)
            return refuse(Code::bad_filter, std::string(field.name), "not a reference");
        return parts(*target, filter, depth);
    }

    static bool fits(const FieldSpec& field, const Filter& filter) {
        const std::vector<Value>& values = filter.values;
        const bool one = values.size() == 1;
        switch (filter.op) {
            case Op::is_null:
                return values.empty();
            case Op::equal:
            case Op::not_equal:
                return one && (schema::is_null(values[0]) || value_fits(field.kind, values[0]));
            case Op::one_of:
                for (const Value& value : values)
                    if (!value_fits(field.kind, value)) return false;
                return true;
            case Op::contains:
                return one && is_text(field.kind) && value_fits(field.kind, values[0]);
            case Op::has:
                return one && field.kind == Kind::set &&
                       std::holds_alternative<std::string>(values[0]);
            default:
                return one && is_ordered(field.kind) && value_fits(field.kind, values[0]);
        }
    }

    const schema::Catalogue& catalogue_;
    std::size_t nodes_ = 0;
};

}  // namespace

const FieldSpec* stored_field(const EntitySpec& entity, FieldId id) {
    for (const FieldSpec& each : meta_fields)
        if (each.id == id) return &each;
    const FieldSpec* field = entity.field(id);
    return field != nullptr && field->is_synced() ? field : nullptr;
}

const FieldSpec* stored_field(const EntitySpec& entity, std::string_view name) {
    const auto stored = [](const FieldSpec& field) { return field.is_synced(); };
    for (const FieldSpec* field : entity.fields)
        if (stored(*field) && field->name == name) return field;
    for (const FieldSpec& each : meta_fields)
        if (each.name == name) return &each;
    const std::string wanted = normal_form(name);
    const auto labelled = [&](const FieldSpec& field) {
        return stored(field) &&
               (normal_form(field.label.zh) == wanted || normal_form(field.label.en) == wanted ||
                normal_form(field.name) == wanted);
    };
    for (const FieldSpec* field : entity.fields)
        if (labelled(*field)) return field;
    for (const FieldSpec& each : meta_fields)
        if (labelled(each)) return &each;
    return nullptr;
}

Filter Filter::all(std::vector<Filter> parts) { return {Op::all, 0, {}, std::move(parts)}; }

Filter Filter::any(std::vector<Filter> parts) { return {Op::any, 0, {}, std::move(parts)}; }

Filter Filter::negate(Filter part) {
    Filter filter{Op::negated, 0, {}, {}};
    filter.parts.push_back(std::move(part));
    return filter;
}

Filter Filter::compare(FieldId field, Op op, Value value) {
    Filter filter{op, field, {}, {}};
    filter.values.push_back(std::move(value));
    return filter;
}

Filter Filter::one_of(FieldId field, std::vector<Value> values) {
    return {Op::one_of, field, std::move(values), {}};
}

Filter Filter::is_null(FieldId field) { return {Op::is_null, field, {}, {}}; }

Filter Filter::contains(FieldId field, std::string text) {
    return compare(field, Op::contains, std::move(text));
}

Filter Filter::has(FieldId field, std::string element) {
    return compare(field, Op::has, std::move(element));
}

Filter Filter::through(FieldId reference, Filter of_target) {
    Filter filter{Op::through, reference, {}, {}};
    filter.parts.push_back(std::move(of_target));
    return filter;
}

Status check_filter(const schema::Catalogue& catalogue, const EntitySpec& entity,
                    const Filter& filter) {
    return Checker(catalogue).check(entity, filter, 0);
}

}  // namespace branchline::store
