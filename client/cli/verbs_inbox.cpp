// conflicts, attention: what asks somebody for a decision.
#include <nlohmann/json.hpp>

#include "cli/options.h"
#include "cli/syncing.h"
#include "cli/table.h"
#include "cli/values.h"
#include "cli/verbs.h"
#include "desk/attention.h"
#include "desk/cases.h"
#include "desk/status.h"

namespace branchline::cli {

namespace {

constexpr std::size_t settled_shown = 10'000;

Json unit_json(const desk::CaseView& kase, const std::optional<schema::Record>& values) {
    if (!values || kase.field == nullptr) return nullptr;
    return json_of_unit(*kase.entity, kase.field->id, *values);
}

Json case_json(const desk::CaseView& kase) {
    Json proposals = Json::array();
    for (const sync::Proposal& proposal : kase.proposals) {
        proposals.push_back({{"id", json_of(desk::proposal_id(proposal))},
                             {"by", json_of(proposal.user)},
                             {"device", json_of(proposal.device)},
                             {"at", json_of_instant(proposal.at_ms)},
                             {"value", unit_json(kase, proposal.values)}});
    }
    return {{"id", json_of(kase.id)},
            {"entity", kase.entity->name},
            {"row", json_of(kase.row)},
            {"field", kase.field == nullptr ? Json() : Json(kase.field->name)},
            {"rule", kase.rule},
            {"base", unit_json(kase, kase.base)},
            {"mine", unit_json(kase, kase.mine)},
            {"theirs", unit_json(kase, kase.theirs)},
            {"current", unit_json(kase, kase.theirs)},
            {"proposals", std::move(proposals)},
            {"open", kase.open}};
}

std::string unit_text(const Context& context, const desk::CaseView& kase,
                      const std::optional<schema::Record>& values) {
    if (!values) return "-";
    std::string text;
    for (const auto& [id, value] : *values) {
        const schema::FieldSpec* field = kase.entity->field(id);
        if (field == nullptr) continue;
        if (!text.empty()) text += " / ";
        text += text_of(context, *field, value);
    }
    return text;
}

void print_cases(const Context& context, const std::vector<desk::CaseView>& cases) {
    Table table;
    for (const Label& label : {Label{"编号", "Id"}, Label{"记录", "Record"}, Label{"字段", "Field"},
                               Label{"规则", "Rule"}, Label{"原值", "Base"}, Label{"我的", "Mine"},
                               Label{"总部", "Theirs"}}) {
        table.head.emplace_back(context.say(label));
    }
    for (const desk::CaseView& kase : cases) {
        table.rows.push_back(
            {to_text(kase.id).substr(0, 8) + (kase.open ? "" : " ."),
             std::string(kase.entity->label.in(context.lang())) + " " +
                 context.desk().lookup().title_of(*kase.entity, kase.row),
             kase.field == nullptr ? "" : std::string(kase.field->label.in(context.lang())),
             kase.rule, unit_text(context, kase, kase.base), unit_text(context, kase, kase.mine),
             unit_text(context, kase, kase.theirs)});
    }
    context.out(
        to_text(table, static_cast<std::size_t>(context.call().width), context.call().color));
}

int list_cases(const Context& context, bool all) {
    std::vector<desk::CaseView> cases = desk::open_cases(context.desk());
    const bool any_open = !cases.empty();
    if (all) {
        for (desk::CaseView& each : desk::settled_cases(context.desk(), settled_shown)) {
            cases.push_back(std::move(each));
        }
    }
    if (context.json()) {
        Json rows = Json::array();
        for (const desk::CaseView& kase : cases) rows.push_back(case_json(kase));
        context.print({{"rows", std::move(rows)}});
    } else {
        print_cases(context, cases);
    }
    return any_open ? exit_attention : exit_done;
}

Json item_json(const Context& context, const desk::RefusedItem& item, bool with_changes) {
    Json made{{"id", json_of(item.id)},
              {"entity", item.entity == nullptr ? Json() : Json(item.entity->name)},
              {"row", json_of(item.row)},
              {"code", code_name(item.error.code)},
              {"message", item.error.message(context.lang())},
              {"group", json_of(item.id)},
              {"hint", item.error.hint(context.lang())},
              {"fields", item.error.fields},
              {"command", item.command},
              {"at", json_of_instant(item.made_ms)},
              {"bundle", item.groups.size()}};
    if (!with_changes) return made;
    Json changes = Json::array();
    for (const desk::RefusedChange& change : item.changes) {
        Json values = Json::object();
        for (const auto& [id, value] : change.values) {
            const schema::FieldSpec* field = change.entity->field(id);
            if (field != nullptr) values[std::string(field->name)] = json_of(*field, value);
        }
        changes.push_back({{"entity", change.entity->name},
                           {"row", json_of(change.row)},
                           {"what", change.what},
                           {"values", std::move(values)}});
    }
    made["changes"] = std::move(changes);
    return made;
}

int list_refused(const Context& context) {
    const auto items = desk::refused_items(context.desk());
    if (context.json()) {
        Json rows = Json::array();
        for (const desk::RefusedItem& item : items) rows.push_back(item_json(context, item, false));
        context.print({{"rows", std::move(rows)}});
    } else {
        Table table;
        for (const desk::RefusedItem& item : items) {
            table.rows.push_back({to_text(item.id).substr(0, 8), item.command,
                                  std::string(code_name(item.error.code)),
                                  item.error.message(context.lang())});
        }
        context.out(to_text(table, 0, false));
    }
    return items.empty() ? exit_done : exit_attention;
}

}  // namespace

int verb_conflicts(Context& context, const Arguments& arguments) {
    bool all = false;
    std::string action;
    std::string id;
    std::vector<std::string> take;
    Options options;
    options.flag("--all", all).optional("ACTION", action).optional("ID", id);
    options.values("--take", take);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    if (action.empty()) return list_cases(context, all);
    if (action != "show" && action != "resolve") {
        return context.fail({Code::unknown_option, "conflicts", action, {}});
    }
    if (id.empty() || (action == "resolve" && take.empty())) {
        return context.fail(
            {Code::unknown_option, "conflicts " + action, id.empty() ? "ID" : "--take", {}});
    }
    auto kase = desk::find_case(context.desk(), id);
    if (!kase) return context.fail(kase.error());
    if (action == "resolve") {
        return print_done(context, desk::resolve_case(context.desk(), *kase, take));
    }
    if (context.json()) {
        context.print(case_json(*kase));
    } else {
        print_cases(context, {*kase});
    }
    return exit_done;
}

int verb_attention(Context& context, const Arguments& arguments) {
    std::string action;
    std::string id;
    Options options;
    options.optional("ACTION", action).optional("ID", id);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    if (action.empty()) return list_refused(context);
    if (action != "show" && action != "resend" && action != "discard") {
        return context.fail({Code::unknown_option, "attention", action, {}});
    }
    if (id.empty()) return context.fail({Code::unknown_option, "attention " + action, "ID", {}});
    auto item = desk::find_refused(context.desk(), id);
    if (!item) return context.fail(item.error());
    if (action == "resend") return print_done(context, desk::resend(context.desk(), *item));
    if (action == "discard") return print_done(context, desk::discard(context.desk(), *item));
    const Json made = item_json(context, *item, true);
    if (context.json()) {
        context.print(made);
    } else {
        context.line(item->error.message(context.lang()));
        context.line(item->error.hint(context.lang()));
        for (const Json& change : made["changes"]) context.line("  " + dump(change));
    }
    return exit_done;
}

}  // namespace branchline::cli
