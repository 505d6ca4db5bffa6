#include "cli/values.h"

#include <nlohmann/json.hpp>

#include "base/civil.h"
#include "base/decimal.h"
#include "schema/validate.h"

namespace branchline::cli {

using schema::Kind;

Json json_of(const Id& id) { return id.is_null() ? Json() : Json(to_text(id)); }

Json json_of_instant(std::int64_t ms) { return ms == 0 ? Json() : Json(format_instant(ms)); }

Json json_of(const schema::FieldSpec& field, const schema::Value& value) {
    if (schema::is_null(value)) return nullptr;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        if (field.kind == Kind::boolean) return *number != 0;
        if (field.kind == Kind::integer || field.kind == Kind::quantity) return *number;
        return schema::format_value(field, value);
    }
    if (const auto* set = std::get_if<schema::Set>(&value)) return Json(*set);
    return schema::format_value(field, value);
}

Json json_of(const desk::RowView& row) {
    Json made;
    made["id"] = to_text(row.id);
    for (const schema::FieldSpec* field : row.fields) {
        made[std::string(field->name)] = json_of(*field, row.values.get(field->id));
    }
    return made;
}

Json json_of_unit(const schema::EntitySpec& entity, schema::FieldId lead,
                  const schema::Record& values) {
    Json unit = Json::object();
    Json only;
    for (const schema::FieldSpec* field : entity.fields) {
        if (field->unit_id() != lead) continue;
        only = json_of(*field, values.get(field->id));
        unit[std::string(field->name)] = only;
    }
    return unit.size() == 1 ? only : unit;
}

std::string text_of(const Context& context, const schema::FieldSpec& field,
                    const schema::Value& value) {
    desk::Desk& desk = context.desk();
    if (const auto* id = std::get_if<Id>(&value)) {
        const schema::EntitySpec* target = desk.catalogue().entity(field.target);
        std::string title = target == nullptr ? "" : desk.lookup().title_of(*target, *id);
        return title.empty() ? to_text(*id) : title;
    }
    if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
        const schema::EntitySpec* target = desk.catalogue().entity(any->entity);
        if (target == nullptr) return to_text(any->row);
        const std::string title = desk.lookup().title_of(*target, any->row);
        return std::string(target->label.in(context.lang())) + " " +
               (title.empty() ? to_text(any->row) : title);
    }
    return schema::display_value(field, value, context.lang());
}

Result<std::string> typed_text(const Json& value) {
    if (value.is_null()) return std::string();
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return std::string(value.get<bool>() ? "true" : "false");
    if (value.is_number()) return value.dump();
    if (!value.is_array()) return refuse(Code::bad_value, {}, dump(value));
    std::string joined;
    for (const Json& element : value) {
        if (!element.is_string()) return refuse(Code::bad_value, {}, dump(value));
        if (!joined.empty()) joined += ';';
        joined += element.get<std::string>();
    }
    return joined;
}

int print_done(const Context& context, const Result<desk::Done>& done) {
    if (!done) return context.fail(done.error());
    if (context.json()) {
        context.print({{"id", json_of(done->id)}, {"group", json_of(done->group)}});
    } else if (done->group.is_null()) {
        context.line(context.say({"没有变化", "Nothing to change"}));
    } else {
        context.line(to_text(done->id));
    }
    return exit_done;
}

}  // namespace branchline::cli
