#include "desk/edit.h"

#include <algorithm>
#include <set>

#include "base/decimal.h"
#include "base/text.h"
#include "desk/lookup.h"
#include "schema/validate.h"

namespace branchline::desk {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;
using schema::Kind;

Error place(Code code, const EntitySpec& entity, const FieldSpec& field, std::string detail) {
    std::string name(field.name);
    return {code, std::string(entity.name) + "." + name, std::move(detail), {name}};
}

Status read_elements(const EntitySpec& entity, const FieldSpec& field, const Assignment& each,
                     Edit& edit) {
    auto parsed = schema::parse_value(field, each.text);
    if (!parsed) return refuse(parsed.error());
    const auto* elements = std::get_if<schema::Set>(&*parsed);
    if (elements == nullptr) {
        return refuse(place(Code::bad_value, entity, field, each.text));
    }
    auto& list = each.kind == Assignment::Kind::add ? edit.added : edit.removed;
    for (const std::string& element : *elements) list.emplace_back(field.id, element);
    return {};
}

Status read_increase(const EntitySpec& entity, const FieldSpec& field, const Assignment& each,
                     Edit& edit) {
    const auto by = parse_decimal(trim(each.text), field.digits);
    if (!by) return refuse(place(Code::bad_value, entity, field, each.text));
    edit.increased.emplace_back(field.id, each.kind == Assignment::Kind::add ? *by : -*by);
    return {};
}

Status read_one(Lookup& lookup, const EntitySpec& entity, const FieldSpec& field,
                const Assignment& each, Edit& edit) {
    if (each.kind == Assignment::Kind::clear) {
        edit.values.set(field.id, schema::Null{});
        return {};
    }
    if (each.kind == Assignment::Kind::set) {
        auto value = read_value(lookup, field, each.text);
        if (!value) return refuse(value.error());
        edit.values.set(field.id, std::move(*value));
        return {};
    }
    if (field.kind == Kind::set) return read_elements(entity, field, each, edit);
    if (field.rule == schema::Rule::sum) return read_increase(entity, field, each, edit);
    return refuse(place(Code::bad_value, entity, field, "+= -=: sets and sums only"));
}

}  // namespace

Result<Assignment> parse_assignment(std::string_view text) {
    const std::size_t at = text.find('=');
    if (at == std::string_view::npos || at == 0) {
        return refuse(Code::bad_value, std::string(text), "FIELD=VALUE");
    }
    Assignment made;
    made.text = std::string(text.substr(at + 1));
    std::string_view name = text.substr(0, at);
    if (name.ends_with('+') || name.ends_with('-')) {
        made.kind = name.back() == '+' ? Assignment::Kind::add : Assignment::Kind::remove;
        name.remove_suffix(1);
    } else if (made.text == "null" || trim(made.text).empty()) {
        made.kind = Assignment::Kind::clear;
    }
    made.field = std::string(trim(name));
    return made;
}

Result<const FieldSpec*> find_field(const EntitySpec& entity, std::string_view name) {
    if (const FieldSpec* field = entity.field(name)) return field;
    const std::string wanted = normal_form(name);
    const auto labelled = [&](const FieldSpec* field) {
        return normal_form(field->label.zh) == wanted || normal_form(field->label.en) == wanted;
    };
    const auto at = std::ranges::find_if(entity.fields, labelled);
    if (at != entity.fields.end() && !wanted.empty()) return *at;
    return refuse(Error{Code::unknown_field, std::string(entity.name), std::string(name), {}});
}

Result<schema::Value> read_value(Lookup& lookup, const FieldSpec& field, std::string_view text) {
    const bool refers = field.kind == Kind::ref || field.kind == Kind::any_ref;
    if (refers && is_valid_utf8(text) && !trim(text).empty()) return lookup.reference(field, text);
    return schema::parse_value(field, text);
}

Result<Edit> read_edit(Lookup& lookup, const EntitySpec& entity,
                       const std::vector<Assignment>& assignments) {
    Edit edit;
    std::set<schema::FieldId> whole;
    std::set<schema::FieldId> any;
    for (const Assignment& each : assignments) {
        auto field = find_field(entity, each.field);
        if (!field) return refuse(field.error());
        const bool is_whole =
            each.kind == Assignment::Kind::set || each.kind == Assignment::Kind::clear;
        const schema::FieldId id = (*field)->id;
        if (whole.contains(id) || (is_whole && any.contains(id))) {
            return refuse(place(Code::bad_value, entity, **field, "twice"));
        }
        any.insert(id);
        if (is_whole) whole.insert(id);
        if (Status done = read_one(lookup, entity, **field, each, edit); !done) {
            return refuse(done.error());
        }
    }
    return edit;
}

}  // namespace branchline::desk
