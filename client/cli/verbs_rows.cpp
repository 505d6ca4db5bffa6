// new, set, do, delete, undo, redo: what changes rows.
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/platform.h"
#include "cli/options.h"
#include "cli/values.h"
#include "cli/verbs.h"

namespace branchline::cli {

namespace {

using schema::EntitySpec;

Result<const EntitySpec*> entity_named(const Context& context, const std::string& name) {
    const EntitySpec* entity = context.desk().catalogue().entity(name);
    if (entity == nullptr) return refuse(Code::unknown_entity, name);
    return entity;
}

Result<desk::Edit> edit_of(const Context& context, const EntitySpec& entity,
                           const std::vector<std::string>& texts) {
    std::vector<desk::Assignment> assignments;
    for (const std::string& text : texts) {
        auto each = desk::parse_assignment(text);
        if (!each) return refuse(each.error());
        assignments.push_back(std::move(*each));
    }
    return desk::read_edit(context.desk().lookup(), entity, assignments);
}

// Elements that are added to a new row are its set.
void fold_elements(desk::Edit& edit) {
    for (const auto& [field, element] : edit.added) {
        schema::Set set = edit.values.set_of(field);
        schema::set_insert(set, element);
        edit.values.set(field, std::move(set));
    }
    for (const auto& [field, by] : edit.increased) edit.values.set(field, by);
}

Result<desk::Edit> edit_from(const Context& context, const EntitySpec& entity, const Json& object,
                             std::vector<desk::ChildEdit>* children) {
    if (!object.is_object()) return refuse(Code::bad_file, std::string(entity.name), "{…}");
    std::vector<desk::Assignment> assignments;
    for (const auto& [name, value] : object.items()) {
        const EntitySpec* child = context.desk().catalogue().entity(name);
        const bool is_child = children != nullptr && entity.field(name) == nullptr &&
                              child != nullptr && value.is_array();
        if (is_child) {
            for (const Json& line : value) {
                auto edit = edit_from(context, *child, line, nullptr);
                if (!edit) return refuse(edit.error());
                children->push_back({child, std::move(edit->values), std::nullopt});
            }
            continue;
        }
        auto text = typed_text(value);
        if (!text) return refuse(Code::bad_value, name, text.error().detail);
        const auto kind =
            text->empty() ? desk::Assignment::Kind::clear : desk::Assignment::Kind::set;
        assignments.push_back({name, kind, std::move(*text)});
    }
    return desk::read_edit(context.desk().lookup(), entity, assignments);
}

Result<desk::Edit> edit_from_file(const Context& context, const EntitySpec& entity,
                                  const std::string& file, std::vector<desk::ChildEdit>& children) {
    auto text = read_file(context.path_of(file));
    if (!text) return refuse(text.error());
    const Json object = Json::parse(*text, nullptr, false);
    if (object.is_discarded()) return refuse(Code::bad_file, file, "JSON");
    return edit_from(context, entity, object, &children);
}

struct Named {
    const EntitySpec* entity;
    sync::RowKey key;
};

Result<Named> find_row(const Context& context, const std::string& entity_name,
                       const std::string& id) {
    auto entity = entity_named(context, entity_name);
    if (!entity) return refuse(entity.error());
    auto key = context.desk().find(**entity, id);
    if (!key) return refuse(key.error());
    return Named{*entity, *key};
}

}  // namespace

int verb_new(Context& context, const Arguments& arguments) {
    std::string name;
    std::string file;
    std::vector<std::string> texts;
    Options options;
    options.required("ENTITY", name).rest("FIELDS", texts).value("--from", file);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    auto entity = entity_named(context, name);
    if (!entity) return context.fail(entity.error());
    std::vector<desk::ChildEdit> children;
    desk::Edit edit;
    if (!file.empty()) {
        auto read = edit_from_file(context, **entity, file, children);
        if (!read) return context.fail(read.error());
        edit = std::move(*read);
    }
    auto typed = edit_of(context, **entity, texts);
    if (!typed) return context.fail(typed.error());
    fold_elements(*typed);
    for (const auto& [field, value] : typed->values) edit.values.set(field, value);
    auto created = context.desk().create(**entity, std::move(edit.values), std::move(children));
    if (!created) return context.fail(created.error());
    const Json number = created->number.empty() ? Json() : Json(created->number);
    if (context.json()) {
        context.print(
            {{"id", json_of(created->id)}, {"number", number}, {"group", json_of(created->group)}});
    } else {
        context.line(to_text(created->id) + (created->number.empty() ? "" : " " + created->number));
    }
    return exit_done;
}

int verb_set(Context& context, const Arguments& arguments) {
    std::string name;
    std::string id;
    std::vector<std::string> texts;
    Options options;
    options.required("ENTITY", name).required("ID", id).rest("FIELDS", texts);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    if (texts.empty()) return context.fail({Code::unknown_option, {}, "FIELD=VALUE", {}});
    auto row = find_row(context, name, id);
    if (!row) return context.fail(row.error());
    auto edit = edit_of(context, *row->entity, texts);
    if (!edit) return context.fail(edit.error());
    return print_done(context, context.desk().change(row->key, *edit));
}

int verb_do(Context& context, const Arguments& arguments) {
    std::string name;
    std::string id;
    std::string step;
    std::vector<std::string> texts;
    Options options;
    options.required("ENTITY", name).required("ID", id).required("STEP", step);
    options.rest("FIELDS", texts);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    auto row = find_row(context, name, id);
    if (!row) return context.fail(row.error());
    auto edit = edit_of(context, *row->entity, texts);
    if (!edit) return context.fail(edit.error());
    return print_done(context, context.desk().step(row->key, step, *edit));
}

int verb_delete(Context& context, const Arguments& arguments) {
    std::string name;
    std::string id;
    Options options;
    options.required("ENTITY", name).required("ID", id);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    auto row = find_row(context, name, id);
    if (!row) return context.fail(row.error());
    return print_done(context, context.desk().erase(row->key));
}

int verb_undo(Context& context, const Arguments& arguments) {
    std::string count_text = "1";
    Options options;
    options.optional("N", count_text);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    int count = 0;
    const auto end = count_text.data() + count_text.size();
    const auto [rest, error] = std::from_chars(count_text.data(), end, count);
    if (error != std::errc{} || rest != end || count < 1) {
        return context.fail({Code::bad_value, "N", count_text, {}});
    }
    Json commands = Json::array();
    std::optional<desk::Undone> last;
    for (int i = 0; i < count; ++i) {
        auto undone = context.desk().undo();
        // As far back as there is anything: asking for more is no mistake.
        if (!undone && last && undone.error().code == Code::nothing_to_undo) break;
        if (!undone) return context.fail(undone.error());
        commands.push_back(undone->command);
        last = std::move(*undone);
    }
    if (context.json()) {
        context.print(
            {{"id", json_of(last->id)}, {"group", json_of(last->group)}, {"undone", commands}});
        return exit_done;
    }
    for (const Json& command : commands) context.line(command.get<std::string>());
    return exit_done;
}

int verb_redo(Context& context, const Arguments& arguments) {
    Options options;
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    auto redone = context.desk().redo();
    if (!redone) return context.fail(redone.error());
    if (context.json()) {
        context.print({{"id", json_of(redone->id)},
                       {"group", json_of(redone->group)},
                       {"redone", Json::array({redone->command})}});
    } else {
        context.line(redone->command);
    }
    return exit_done;
}

}  // namespace branchline::cli
