#include "desk/commands.h"

#include <algorithm>
#include <map>

#include "base/ensure.h"
#include "desk/attention.h"
#include "desk/cases.h"

namespace branchline::desk {

namespace {

using schema::EntitySpec;
using CommandKind = Command::Kind;

constexpr Label create_label{"新建", "Create"};
constexpr Label edit_label{"修改", "Edit"};
constexpr Label delete_label{"删除", "Delete"};

const Parameter row_parameter{"id", {"记录", "Record"}, true};

std::vector<Parameter> required_fields(const EntitySpec& entity) {
    std::vector<Parameter> parameters;
    for (const schema::FieldSpec* field : entity.fields) {
        if (field->required) {
            parameters.push_back({std::string(field->name), field->label, true});
        }
    }
    return parameters;
}

std::string id_of(const EntitySpec& entity, std::string_view what) {
    return std::string(entity.name) + "." + std::string(what);
}

void add_steps(const EntitySpec& entity, std::vector<Command>& list) {
    for (const schema::Transition& step : entity.transitions) {
        const std::string id = id_of(entity, step.name);
        const bool offered = (step.roles & schema::everyone) != 0;
        const bool known = std::ranges::find(list, id, &Command::id) != list.end();
        if (!offered || known) continue;
        Command command{id,      CommandKind::step, step.label,
                        &entity, {row_parameter},   UndoKind::withdraw};
        if (step.reason != 0) {
            const schema::FieldSpec* reason = entity.field(step.reason);
            command.parameters.push_back({std::string(reason->name), reason->label, true});
        }
        list.push_back(std::move(command));
    }
}

void add_entity(const EntitySpec& entity, std::vector<Command>& list) {
    if (entity.server_only) return;
    list.push_back({id_of(entity, "create"), CommandKind::create, create_label, &entity,
                    required_fields(entity), UndoKind::inverse});
    if (!entity.append_only) {
        list.push_back({id_of(entity, "edit"),
                        CommandKind::edit,
                        edit_label,
                        &entity,
                        {row_parameter},
                        UndoKind::inverse});
    }
    if (entity.deletable) {
        list.push_back({id_of(entity, "delete"),
                        CommandKind::erase,
                        delete_label,
                        &entity,
                        {row_parameter},
                        UndoKind::withdraw});
    }
    add_steps(entity, list);
}

void add_others(std::vector<Command>& list) {
    const Parameter one{"id", {"编号", "Id"}, true};
    const Parameter take{"take", {"取哪个值", "Which value"}, true};
    const Parameter file{"file", {"文件", "File"}, true};
    const Parameter kind{"entity", {"种类", "Kind of record"}, true};
    const auto add = [&](std::string id, CommandKind of, Label label,
                         std::vector<Parameter> parameters, UndoKind undo) {
        list.push_back({std::move(id), of, label, nullptr, std::move(parameters), undo});
    };
    add("undo", CommandKind::desk, {"撤销", "Undo"}, {}, UndoKind::none);
    add("redo", CommandKind::desk, {"重做", "Redo"}, {}, UndoKind::none);
    add("conflict.resolve", CommandKind::desk, {"解决冲突", "Resolve a conflict"}, {one, take},
        UndoKind::withdraw);
    add("attention.resend", CommandKind::desk, {"重新发送", "Send again"}, {one},
        UndoKind::withdraw);
    add("attention.discard", CommandKind::desk, {"放弃改动", "Discard"}, {one}, UndoKind::none);
    add("sync", CommandKind::program, {"与总部交换", "Exchange with head office"}, {},
        UndoKind::none);
    add("import", CommandKind::program, {"从文件导入", "Import a file"}, {kind, file},
        UndoKind::inverse);
    add("export", CommandKind::program, {"导出到文件", "Export to a file"}, {kind, file},
        UndoKind::none);
    add("check", CommandKind::program, {"自检", "Self-check"}, {}, UndoKind::none);
}

std::vector<Command> make_list(const schema::Catalogue& catalogue) {
    std::vector<Command> list;
    for (const EntitySpec* entity : catalogue.entities()) add_entity(*entity, list);
    add_others(list);
    return list;
}

// "id" and the like are the command's own, the rest are fields.
struct Given {
    std::map<std::string, std::string> named;
    std::vector<Assignment> fields;
    std::vector<std::string> texts;
};

Result<Given> read_arguments(const Command& command, const std::vector<std::string>& arguments) {
    Given given;
    for (const std::string& text : arguments) {
        auto each = parse_assignment(text);
        if (!each) return refuse(each.error());
        const bool is_field =
            command.entity != nullptr && command.entity->field(each->field) != nullptr;
        const auto own = std::ranges::find(command.parameters, each->field, &Parameter::name);
        if (own != command.parameters.end() && !is_field) {
            given.named[each->field] = each->text;
        } else if (command.entity != nullptr) {
            given.fields.push_back(std::move(*each));
        } else {
            return refuse(Code::unknown_option, command.id, text);
        }
    }
    Error missing{Code::required, command.id, {}, {}};
    for (const Parameter& parameter : command.parameters) {
        const bool is_field =
            command.entity != nullptr && command.entity->field(parameter.name) != nullptr;
        if (parameter.required && !is_field && given.named[parameter.name].empty()) {
            missing.fields.push_back(parameter.name);
        }
    }
    if (!missing.fields.empty()) return refuse(std::move(missing));
    return given;
}

Result<Performed> performed(const Result<Done>& done) {
    if (!done) return refuse(done.error());
    return Performed{done->id, {}, done->group};
}

Result<Performed> perform_on_row(Desk& desk, const Command& command, Given& given) {
    auto edit = read_edit(desk.lookup(), *command.entity, given.fields);
    if (!edit) return refuse(edit.error());
    if (command.kind == CommandKind::create) {
        for (const auto& [field, element] : edit->added) {
            schema::Set set = edit->values.set_of(field);
            schema::set_insert(set, element);
            edit->values.set(field, std::move(set));
        }
        auto created = desk.create(*command.entity, std::move(edit->values));
        if (!created) return refuse(created.error());
        return Performed{created->id, created->number, created->group};
    }
    auto key = desk.find(*command.entity, given.named["id"]);
    if (!key) return refuse(key.error());
    if (command.kind == CommandKind::edit) return performed(desk.change(*key, *edit));
    if (command.kind == CommandKind::erase) return performed(desk.erase(*key));
    return performed(desk.step(*key, command.id.substr(command.entity->name.size() + 1), *edit));
}

Result<Performed> perform_other(Desk& desk, const Command& command, Given& given) {
    if (command.id == "undo" || command.id == "redo") {
        auto undone = command.id == "undo" ? desk.undo() : desk.redo();
        if (!undone) return refuse(undone.error());
        return Performed{undone->id, {}, undone->group};
    }
    if (command.id == "conflict.resolve") {
        auto kase = find_case(desk, given.named["id"]);
        if (!kase) return refuse(kase.error());
        return performed(resolve_case(desk, *kase, {given.named["take"]}));
    }
    auto item = find_refused(desk, given.named["id"]);
    if (!item) return refuse(item.error());
    return performed(command.id == "attention.resend" ? resend(desk, *item) : discard(desk, *item));
}

}  // namespace

std::string_view undo_name(UndoKind kind) {
    switch (kind) {
        case UndoKind::inverse:
            return "inverse";
        case UndoKind::withdraw:
            return "withdraw";
        case UndoKind::none:
            return "none";
    }
    return "none";
}

const std::vector<Command>& commands(const schema::Catalogue& catalogue) {
    static std::map<const schema::Catalogue*, std::vector<Command>> lists;
    auto at = lists.find(&catalogue);
    if (at == lists.end()) at = lists.emplace(&catalogue, make_list(catalogue)).first;
    return at->second;
}

const Command* find_command(const schema::Catalogue& catalogue, std::string_view id) {
    const auto& list = commands(catalogue);
    const auto at = std::ranges::find(list, id, &Command::id);
    return at == list.end() ? nullptr : &*at;
}

std::optional<Error> objection_to(Desk& desk, const Command& command,
                                  const std::optional<sync::RowKey>& key) {
    if (command.entity == nullptr) return std::nullopt;
    const EntitySpec& entity = *command.entity;
    const Error no_right{Code::right, std::string(entity.name), {}, {}};
    Viewer& viewer = desk.viewer();
    const sync::RowPointer row = key ? desk.replica().screen().row(*key) : nullptr;
    if (command.kind == CommandKind::step && row != nullptr) {
        return viewer.objection_to_step(*key, command.id.substr(entity.name.size() + 1));
    }
    if (command.kind == CommandKind::erase && row != nullptr)
        return viewer.objection_to_erase(*key);
    const schema::RoleMask mask =
        row == nullptr ? viewer.roles() : viewer.roles(entity, row->id, row->values);
    schema::RoleMask able = entity.rights.write | entity.rights.write_assigned;
    if (command.kind == CommandKind::step) {
        able = 0;
        for (const schema::Transition& step : entity.transitions) {
            if (id_of(entity, step.name) == command.id) able |= step.roles;
        }
    } else if (command.kind == CommandKind::edit) {
        for (const schema::FieldSpec* field : entity.fields) able |= field->writers;
    }
    if ((able & mask) == 0) return no_right;
    return std::nullopt;
}

Result<Performed> perform(Desk& desk, const Command& command,
                          const std::vector<std::string>& arguments) {
    ENSURE(command.kind != CommandKind::program);
    auto given = read_arguments(command, arguments);
    if (!given) return refuse(given.error());
    return command.entity == nullptr ? perform_other(desk, command, *given)
                                     : perform_on_row(desk, command, *given);
}

}  // namespace branchline::desk
