// import and export: table files.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/platform.h"
#include "cli/options.h"
#include "cli/table.h"
#include "cli/values.h"
#include "cli/verbs.h"
#include "desk/importing.h"

namespace branchline::cli {

namespace {

constexpr int bar_columns = 30;

// Only tables of text in this version.
Status check_kind(const std::string& file) {
    const std::string kind = std::filesystem::path(file).extension().string();
    if (kind == ".xlsx") return refuse(Code::not_in_version, file, ".xlsx");
    return {};
}

void draw(const Context& context, double done, std::int64_t rows) {
    const int filled = static_cast<int>(std::lround(done * bar_columns));
    std::string bar(static_cast<std::size_t>(filled), '#');
    bar.resize(bar_columns, '.');
    context.show_progress("[" + bar + "] " + std::to_string(rows));
}

Result<std::vector<exchange::Mapping>> mapping_of(const std::vector<std::string>& texts) {
    std::vector<exchange::Mapping> mapping;
    for (const std::string& text : texts) {
        const std::size_t sign = text.find('=');
        if (sign == std::string::npos) return refuse(Code::unknown_option, "--map", text);
        mapping.push_back({text.substr(0, sign), text.substr(sign + 1)});
    }
    return mapping;
}

Json report_json(const Context& context, const desk::ImportReport& report) {
    Json refusals = Json::array();
    for (const exchange::Refusal& refusal : report.refusals) {
        const Json column = refusal.column.empty() ? Json() : Json(refusal.column);
        refusals.push_back({{"line", refusal.line},
                            {"column", column},
                            {"code", code_name(refusal.error.code)},
                            {"message", refusal.message(context.lang())}});
    }
    Json unused = Json::array();
    for (const exchange::UnusedColumn& column : report.unused) {
        unused.push_back({{"column", column.heading},
                          {"why", exchange::unused_label(column.why).in(context.lang())}});
    }
    Json made{{"imported", report.imported},   {"updated", report.updated},
              {"refused", report.refused},     {"refusals", std::move(refusals)},
              {"unchanged", report.unchanged}, {"unused", std::move(unused)},
              {"batch", json_of(report.batch)}};
    if (report.stopped) {
        made["interrupted"] = true;
        made["last_line"] = report.last_line;
    }
    return made;
}

void print_report(const Context& context, const desk::ImportReport& report) {
    Table table;
    const auto add = [&](const Label& label, std::int64_t figure) {
        table.rows.push_back({std::string(context.say(label)), std::to_string(figure)});
    };
    add({"新建", "Imported"}, report.imported);
    add({"更新", "Updated"}, report.updated);
    add({"未变", "Unchanged"}, report.unchanged);
    add({"拒绝", "Refused"}, report.refused);
    context.out(to_text(table, 0, false));
    for (const exchange::UnusedColumn& column : report.unused) {
        context.err(column.heading + ": " +
                    std::string(exchange::unused_label(column.why).in(context.lang())) + "\n");
    }
    for (const exchange::Refusal& refusal : report.refusals) {
        context.err(std::to_string(refusal.line) + "  " + refusal.column + "  " +
                    refusal.message(context.lang()) + "\n");
    }
    if (report.stopped) {
        context.err(std::string(context.say({"已中断，处理到第 ", "Interrupted after line "})) +
                    std::to_string(report.last_line) + "\n");
    }
}

}  // namespace

int verb_import(Context& context, const Arguments& arguments) {
    std::string name;
    std::string file;
    std::vector<std::string> map_texts;
    desk::ImportOptions import_options;
    Options options;
    options.required("ENTITY", name)
        .required("FILE", file)
        .values("--map", map_texts)
        .flag("--dry-run", import_options.dry_run);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const schema::EntitySpec* entity = context.desk().catalogue().entity(name);
    if (entity == nullptr) return context.fail({Code::unknown_entity, name, {}, {}});
    if (Status kind = check_kind(file); !kind) return context.fail(kind.error());
    auto mapping = mapping_of(map_texts);
    if (!mapping) return context.fail(mapping.error());
    import_options.mapping = std::move(*mapping);
    import_options.go_on = [&](const desk::ImportProgress& progress) {
        draw(context, progress.done, progress.rows);
        return context.go_on();
    };
    auto content = read_file(context.path_of(file));
    if (!content) return context.fail(content.error());
    auto report = desk::import_table(context.desk(), *entity, *content, import_options);
    context.clear_progress();
    if (!report) return context.fail(report.error());
    if (context.json()) {
        context.print(report_json(context, *report));
    } else {
        print_report(context, *report);
    }
    return report->refused > 0 || report->stopped ? exit_refused : exit_done;
}

int verb_export(Context& context, const Arguments& arguments) {
    std::string name;
    std::string file;
    desk::ExportOptions export_options;
    Options options;
    options.required("ENTITY", name).required("FILE", file).value("--where", export_options.where);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const schema::EntitySpec* entity = context.desk().catalogue().entity(name);
    if (entity == nullptr) return context.fail({Code::unknown_entity, name, {}, {}});
    if (Status kind = check_kind(file); !kind) return context.fail(kind.error());
    bool stopped = false;
    export_options.go_on = [&](std::int64_t) {
        stopped = !context.go_on();
        return !stopped;
    };
    const std::string path = context.path_of(file);
    const std::string beside = path + ".part";
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    if (!out) return context.fail({Code::io_error, file, {}, {}});
    auto rows =
        desk::export_table(context.desk(), *entity, export_options, [&](std::string_view text) {
            out.write(text.data(), static_cast<std::streamsize>(text.size()));
        });
    out.close();
    std::error_code failed;
    if (rows && out && !stopped) std::filesystem::rename(beside, path, failed);
    if (!rows || !out || failed || stopped) {
        remove_file(beside);
        if (!rows) return context.fail(rows.error());
        if (stopped) return context.fail({Code::refused, file, "interrupted", {}});
        return context.fail({Code::io_error, file, failed.message(), {}});
    }
    if (context.json()) {
        context.print({{"exported", *rows}});
    } else {
        context.line(std::to_string(*rows));
    }
    return exit_done;
}

}  // namespace branchline::cli
