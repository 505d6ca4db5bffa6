// schema and help: what there is to be known without a profile.
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/table.h"
#include "cli/values.h"
#include "cli/verbs.h"

namespace branchline::cli {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;
using schema::StateMask;

Json names_of(const FieldSpec& machine, StateMask mask) {
    Json names = Json::array();
    for (const schema::Choice& state : machine.choices) {
        if ((schema::state_bit(state.id) & mask) != 0) names.push_back(state.name);
    }
    return names;
}

Json roles_of(schema::RoleMask mask) {
    Json names = Json::array();
    for (const schema::RoleName& role : schema::role_names) {
        if ((schema::roles(role.role) & mask) != 0) names.push_back(role.name);
    }
    return names;
}

Json json_of_field(const EntitySpec& entity, const FieldSpec& field) {
    Json made{{"name", field.name},
              {"zh", field.label.zh},
              {"en", field.label.en},
              {"kind", schema::kind_name(field.kind)},
              {"rule", schema::rule_name(field.rule)},
              {"required", field.required}};
    if (!field.target.empty()) made["target"] = field.target;
    if (!field.unit.empty()) made["unit"] = field.unit;
    if (field.max_length != 0) made["max_length"] = field.max_length;
    if (field.is_number) made["number"] = true;
    if (!field.choices.empty()) {
        Json choices = Json::array();
        for (const schema::Choice& choice : field.choices) {
            choices.push_back(
                {{"name", choice.name}, {"zh", choice.label.zh}, {"en", choice.label.en}});
        }
        made["choices"] = std::move(choices);
    }
    if (field.readers != schema::everyone) made["readers"] = roles_of(field.readers);
    if (field.writers != 0) made["writers"] = roles_of(field.writers);
    if (field.unit_lead != 0) made["unit_of"] = entity.field(field.unit_lead)->name;
    return made;
}

Json json_of_step(const FieldSpec& machine, const EntitySpec& entity,
                  const schema::Transition& step) {
    Json to;
    for (const schema::Choice& state : machine.choices) {
        if (state.id == step.to) to = state.name;
    }
    Json made{{"name", step.name},
              {"zh", step.label.zh},
              {"en", step.label.en},
              {"from", names_of(machine, step.from)},
              {"to", to},
              {"roles", roles_of(step.roles)}};
    if (step.four_eyes) made["four_eyes"] = true;
    if (step.reason != 0) made["reason"] = entity.field(step.reason)->name;
    return made;
}

Json json_of_entity(const EntitySpec& entity) {
    Json fields = Json::array();
    for (const FieldSpec* field : entity.fields) fields.push_back(json_of_field(entity, *field));
    Json states = Json::array();
    Json steps = Json::array();
    if (entity.machine != nullptr) {
        states = names_of(*entity.machine, schema::any_state);
        for (const schema::Transition& step : entity.transitions) {
            steps.push_back(json_of_step(*entity.machine, entity, step));
        }
    }
    Json made{{"name", entity.name},
              {"zh", entity.label.zh},
              {"en", entity.label.en},
              {"fields", fields},
              {"states", states},
              {"transitions", steps},
              {"read", roles_of(entity.rights.read)},
              {"write", roles_of(entity.rights.write)},
              {"read_assigned", roles_of(entity.rights.read_assigned)},
              {"write_assigned", roles_of(entity.rights.write_assigned)}};
    if (entity.parent != nullptr) made["parent"] = entity.parent->target;
    return made;
}

std::string joined(const Json& names) {
    std::string text;
    for (const Json& name : names) text += (text.empty() ? "" : ", ") + name.get<std::string>();
    return text;
}

void print_entity(const Context& context, const EntitySpec& entity) {
    const auto width = static_cast<std::size_t>(context.call().width);
    context.line(std::string(entity.name) + "  " + std::string(entity.label.in(context.lang())));
    Table fields;
    for (const FieldSpec* field : entity.fields) {
        std::string notes = field->required ? "*" : "";
        if (!field->target.empty()) notes += " -> " + std::string(field->target);
        for (const schema::Choice& choice : field->choices) notes += " " + std::string(choice.name);
        fields.rows.push_back({"  " + std::string(field->name),
                               std::string(field->label.in(context.lang())),
                               std::string(schema::kind_name(field->kind)),
                               std::string(schema::rule_name(field->rule)), notes});
    }
    context.out(to_text(fields, width, false));
    Table steps;
    for (const schema::Transition& step : entity.transitions) {
        const Json made = json_of_step(*entity.machine, entity, step);
        steps.rows.push_back(
            {"  " + std::string(step.name), std::string(step.label.in(context.lang())),
             joined(made["from"]) + " -> " + made["to"].get<std::string>(), joined(made["roles"])});
    }
    if (!steps.rows.empty()) context.out(to_text(steps, width, false));
}

}  // namespace

int verb_schema(Context& context, const Arguments& arguments) {
    std::string name;
    Options options;
    options.optional("ENTITY", name);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    std::vector<const EntitySpec*> entities;
    for (const EntitySpec* entity : context.catalogue().entities()) {
        if (name.empty() || entity->name == name) entities.push_back(entity);
    }
    if (entities.empty()) return context.fail({Code::unknown_entity, name, {}, {}});
    if (context.json()) {
        Json list = Json::array();
        for (const EntitySpec* entity : entities) list.push_back(json_of_entity(*entity));
        context.print({{"entities", std::move(list)}});
        return exit_done;
    }
    for (const EntitySpec* entity : entities) print_entity(context, *entity);
    return exit_done;
}

int verb_help(Context& context, const Arguments& arguments) {
    std::string name;
    Options options;
    options.optional("VERB", name);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    Table table;
    for (const Verb& verb : verbs()) {
        if (!name.empty() && verb.name != name) continue;
        std::string help(verb.help.in(context.lang()));
        if (verb.run == nullptr) help += context.say({"（后续版本）", " (a later version)"});
        table.rows.push_back({"  " + std::string(verb.name) + " " + std::string(verb.usage), help});
    }
    if (table.rows.empty()) return context.fail({Code::unknown_verb, name, {}, {}});
    context.line(
        "branchline-cli [--profile DIR] [--json] [--lang zh|en] [--password-file F] VERB …");
    context.out(to_text(table, 0, false));
    return exit_done;
}

}  // namespace branchline::cli
