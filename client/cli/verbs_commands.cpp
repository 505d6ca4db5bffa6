// commands and run: every command of the desk by its id. The verbs are short forms of them.
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/table.h"
#include "cli/values.h"
#include "cli/verbs.h"
#include "desk/commands.h"

namespace branchline::cli {

namespace {

Json command_json(const Context& context, const desk::Command& command,
                  const std::optional<Error>& objection) {
    Json parameters = Json::array();
    for (const desk::Parameter& parameter : command.parameters) {
        parameters.push_back({{"name", parameter.name},
                              {"zh", parameter.label.zh},
                              {"en", parameter.label.en},
                              {"required", parameter.required}});
    }
    return {{"id", command.id},
            {"zh", command.label.zh},
            {"en", command.label.en},
            {"entity", command.entity == nullptr ? Json() : Json(command.entity->name)},
            {"parameters", std::move(parameters)},
            {"undo", desk::undo_name(command.undo)},
            {"enabled", !objection.has_value()},
            {"reason", objection ? Json(objection->message(context.lang())) : Json()}};
}

// Commands that the desk leaves to its program.
int run_program_command(Context& context, const desk::Command& command,
                        const std::vector<std::string>& given) {
    const Verb* verb = find_verb(command.id);
    if (verb == nullptr) return context.fail({Code::unknown_verb, command.id, {}, {}});
    Arguments arguments;
    for (const desk::Parameter& parameter : command.parameters) {
        std::string value;
        for (const std::string& text : given) {
            if (text.starts_with(parameter.name + "="))
                value = text.substr(parameter.name.size() + 1);
        }
        if (value.empty()) {
            return context.fail({Code::required, command.id, {}, {parameter.name}});
        }
        arguments.push_back(std::move(value));
    }
    return verb->run(context, arguments);
}

}  // namespace

int verb_commands(Context& context, const Arguments& arguments) {
    std::string name;
    std::string id;
    Options options;
    options.optional("ENTITY", name).optional("ID", id);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    desk::Desk& desk = context.desk();
    const schema::EntitySpec* entity = nullptr;
    std::optional<sync::RowKey> row;
    if (!name.empty()) {
        entity = desk.catalogue().entity(name);
        if (entity == nullptr) return context.fail({Code::unknown_entity, name, {}, {}});
    }
    if (!id.empty()) {
        auto found = desk.find(*entity, id);
        if (!found) return context.fail(found.error());
        row = *found;
    }
    Json list = Json::array();
    Table table;
    for (const desk::Command& command : desk::commands(desk.catalogue())) {
        if (entity != nullptr && command.entity != entity) continue;
        const auto objection = desk::objection_to(desk, command, row);
        list.push_back(command_json(context, command, objection));
        std::string label(command.label.in(context.lang()));
        if (command.entity != nullptr) {
            label = std::string(command.entity->label.in(context.lang())) + ": " + label;
        }
        table.rows.push_back(
            {command.id, label, objection ? objection->message(context.lang()) : std::string()});
    }
    if (context.json()) {
        context.print({{"commands", std::move(list)}});
    } else {
        context.out(to_text(table, 0, false));
    }
    return exit_done;
}

int verb_run(Context& context, const Arguments& arguments) {
    std::string id;
    std::vector<std::string> given;
    Options options;
    options.required("COMMAND", id).rest("ARGUMENTS", given);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const desk::Command* command = desk::find_command(context.desk().catalogue(), id);
    if (command == nullptr) return context.fail({Code::unknown_verb, id, {}, {}});
    if (command->kind == desk::Command::Kind::program) {
        return run_program_command(context, *command, given);
    }
    auto done = desk::perform(context.desk(), *command, given);
    if (!done) return context.fail(done.error());
    if (context.json()) {
        context.print({{"id", json_of(done->id)},
                       {"number", done->number.empty() ? Json() : Json(done->number)},
                       {"group", json_of(done->group)}});
    } else {
        context.line(done->id.is_null()
                         ? id
                         : to_text(done->id) + (done->number.empty() ? "" : " " + done->number));
    }
    return exit_done;
}

}  // namespace branchline::cli
