// show and list: looking at rows.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/civil.h"
#include "cli/options.h"
#include "cli/table.h"
#include "cli/values.h"
#include "cli/verbs.h"
#include "desk/history.h"

namespace branchline::cli {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

constexpr std::size_t columns_at_most = 8;

std::string label_of(const Context& context, const FieldSpec& field) {
    return std::string(field.label.in(context.lang()));
}

// What a person looks for first; then what has any value at all.
std::vector<const FieldSpec*> list_columns(const EntitySpec& entity,
                                           const std::vector<desk::RowView>& rows) {
    std::vector<const FieldSpec*> columns;
    const auto add = [&](const FieldSpec* field) {
        if (field != nullptr && std::ranges::find(columns, field) == columns.end()) {
            columns.push_back(field);
        }
    };
    add(entity.number);
    add(entity.field("code"));
    add(entity.title);
    add(entity.parent);
    add(entity.follows);
    add(entity.machine);
    for (const FieldSpec* field : entity.fields) {
        const bool common = field->id < 16;
        const bool any = std::ranges::any_of(
            rows, [&](const desk::RowView& row) { return !is_null(row.values.get(field->id)); });
        if (!common && any && columns.size() < columns_at_most) add(field);
    }
    return columns;
}

Table table_of(const Context& context, const EntitySpec& entity,
               const std::vector<desk::RowView>& rows) {
    Table table;
    const auto columns = list_columns(entity, rows);
    const bool with_id = entity.number == nullptr;
    if (with_id) table.head.emplace_back("id");
    for (const FieldSpec* field : columns) table.head.push_back(label_of(context, *field));
    for (const desk::RowView& row : rows) {
        std::vector<std::string> cells;
        if (with_id) cells.push_back(to_text(row.id));
        for (const FieldSpec* field : columns) {
            cells.push_back(text_of(context, *field, row.values.get(field->id)));
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

void print_rows(const Context& context, const EntitySpec& entity,
                const std::vector<desk::RowView>& rows) {
    const auto width = static_cast<std::size_t>(context.call().width);
    context.out(to_text(table_of(context, entity, rows), width, context.call().color));
}

bool is_shown(const desk::RowView& row, const FieldSpec* field) {
    return field == nullptr || std::ranges::find(row.fields, field) != row.fields.end();
}

Json json_of_line(const desk::HistoryLine& line) {
    const auto value = [&](const schema::Value& each) {
        if (line.field == nullptr) return Json();
        if (line.field->kind == schema::Kind::set && std::holds_alternative<std::string>(each)) {
            return Json(std::get<std::string>(each));
        }
        return json_of(*line.field, each);
    };
    Json made{{"at", json_of_instant(line.at_ms)},
              {"by", json_of(line.by)},
              {"device", json_of(line.device)},
              {"field", line.field == nullptr ? Json() : Json(line.field->name)},
              {"old", value(line.before)},
              {"new", value(line.after)},
              {"via", line.via},
              {"command", line.command},
              {"group", json_of(line.group)},
              {"pending", line.waiting}};
    if (line.kind == desk::HistoryLine::Kind::deleted) made["event"] = "deleted";
    if (line.kind == desk::HistoryLine::Kind::restored) made["event"] = "restored";
    if (line.kind == desk::HistoryLine::Kind::lost) made["event"] = desk::reason_name(line);
    return made;
}

std::vector<desk::HistoryLine> history_for(const Context& context, const desk::RowView& row) {
    auto lines = desk::history_of(context.desk().replica(), {row.entity->id, row.id});
    std::erase_if(lines, [&](const desk::HistoryLine& line) { return !is_shown(row, line.field); });
    return lines;
}

void print_history(const Context& context, const std::vector<desk::HistoryLine>& lines) {
    Table table;
    for (const Label& label : {Label{"时间", "At"}, Label{"谁", "By"}, Label{"字段", "Field"},
                               Label{"原值", "Old"}, Label{"新值", "New"}, Label{"途径", "Via"}}) {
        table.head.emplace_back(context.say(label));
    }
    const EntitySpec& users = *context.desk().catalogue().entity("user");
    for (const desk::HistoryLine& line : lines) {
        const auto text = [&](const schema::Value& value) {
            return line.field == nullptr ? std::string() : text_of(context, *line.field, value);
        };
        std::string by = context.desk().lookup().title_of(users, line.by);
        if (by.empty()) by = to_text(line.by);
        std::string what = line.field == nullptr ? line.command : label_of(context, *line.field);
        if (line.kind == desk::HistoryLine::Kind::lost)
            what += " (" + std::string(desk::reason_name(line)) + ")";
        table.rows.push_back({format_instant(line.at_ms), by, what, text(line.before),
                              text(line.after),
                              std::string(line.via) + (line.waiting ? " *" : "")});
    }
    context.out(
        to_text(table, static_cast<std::size_t>(context.call().width), context.call().color));
}

void print_record(const Context& context, const desk::RowView& row) {
    Table table;
    table.rows.push_back({"id", to_text(row.id)});
    for (const FieldSpec* field : row.fields) {
        const schema::Value& value = row.values.get(field->id);
        if (is_null(value)) continue;
        table.rows.push_back({label_of(context, *field), text_of(context, *field, value)});
    }
    context.out(to_text(table, static_cast<std::size_t>(context.call().width), false));
}

std::map<const EntitySpec*, std::vector<desk::RowView>> by_entity(
    std::vector<desk::RowView> children) {
    std::map<const EntitySpec*, std::vector<desk::RowView>> lists;
    for (desk::RowView& child : children) {
        const EntitySpec* entity = child.entity;
        lists[entity].push_back(std::move(child));
    }
    return lists;
}

}  // namespace

int verb_show(Context& context, const Arguments& arguments) {
    std::string name;
    std::string id;
    bool with_history = false;
    Options options;
    options.required("ENTITY", name).required("ID", id).flag("--history", with_history);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const EntitySpec* entity = context.desk().catalogue().entity(name);
    if (entity == nullptr) return context.fail({Code::unknown_entity, name, {}, {}});
    auto key = context.desk().find(*entity, id);
    if (!key) return context.fail(key.error());
    auto details = context.desk().show(*key);
    if (!details) return context.fail(details.error());
    std::vector<desk::HistoryLine> lines;
    if (with_history) lines = history_for(context, details->row);
    auto lists = by_entity(std::move(details->children));
    if (context.json()) {
        Json children = Json::object();
        for (const schema::Reference& child : context.desk().catalogue().children_of(entity->id)) {
            Json list = Json::array();
            for (const desk::RowView& row : lists[child.entity]) list.push_back(json_of(row));
            children[std::string(child.entity->name)] = std::move(list);
        }
        Json history = Json::array();
        for (const desk::HistoryLine& line : lines) history.push_back(json_of_line(line));
        context.print({{"row", json_of(details->row)},
                       {"children", std::move(children)},
                       {"history", std::move(history)},
                       {"pending", details->row.waiting}});
        return exit_done;
    }
    print_record(context, details->row);
    for (const auto& [child, rows] : lists) {
        if (rows.empty()) continue;
        context.line("\n" + std::string(child->label.in(context.lang())));
        print_rows(context, *child, rows);
    }
    if (with_history) {
        context.line("");
        print_history(context, lines);
    }
    return exit_done;
}

int verb_list(Context& context, const Arguments& arguments) {
    std::string name;
    desk::ListRequest request;
    std::int64_t limit = 100;
    Options options;
    options.required("ENTITY", name)
        .value("--where", request.where)
        .value("--sort", request.sort)
        .number("--limit", limit)
        .value("--after", request.after)
        .value("--search", request.search);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const EntitySpec* entity = context.desk().catalogue().entity(name);
    if (entity == nullptr) return context.fail({Code::unknown_entity, name, {}, {}});
    if (limit < 1) return context.fail({Code::limit, "limit", std::to_string(limit), {}});
    request.limit = static_cast<std::size_t>(limit);
    auto page = context.desk().list(*entity, request);
    if (!page) return context.fail(page.error());
    if (context.json()) {
        Json rows = Json::array();
        for (const desk::RowView& row : page->rows) rows.push_back(json_of(row));
        context.print(
            {{"rows", std::move(rows)}, {"next", page->next.empty() ? Json() : Json(page->next)}});
        return exit_done;
    }
    print_rows(context, *entity, page->rows);
    if (!page->next.empty()) context.err("--after " + page->next + "\n");
    return exit_done;
}

}  // namespace branchline::cli
