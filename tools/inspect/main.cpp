// branchline-inspect DIR|FILE [--json] [--lang zh|en]: what a profile, a data directory or a copy
// of one holds. Changes nothing, also while the program runs. Ends 0, 1 with the reason (a foreign
// or damaged file), 2 for a wrong call.
#include <cstdio>
#include <string>
#include <vector>

#include "base/platform.h"
#include "domain/catalogue.h"
#include "inspect/opening.h"
#include "inspect/report.h"
#include "store/failure.h"
#include "store/rows.h"

namespace {

using namespace branchline;
using namespace branchline::inspect;

struct Call {
    std::string path;
    Lang lang = Lang::en;
    bool json = false;
    bool wrong = false;
};

Call read_call(const std::vector<std::string>& words) {
    Call call;
    if (environment_variable("LANG").starts_with("zh")) call.lang = Lang::zh;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--json") {
            call.json = true;
        } else if (words[i] == "--lang" && i + 1 < words.size()) {
            call.lang = words[++i] == "zh" ? Lang::zh : Lang::en;
        } else if (words[i].starts_with("--") || !call.path.empty()) {
            call.wrong = true;
        } else {
            call.path = words[i];
        }
    }
    call.wrong = call.wrong || call.path.empty();
    return call;
}

void print(std::FILE* stream, const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stream);
}

int fail(const Call& call, const Error& error) {
    const std::string hint = error.hint(call.lang);
    print(stderr, error.message(call.lang) + "\n" + (hint.empty() ? "" : "  " + hint + "\n"));
    if (call.json) {
        const Json document{{"error",
                             {{"code", code_name(error.code)},
                              {"message", error.message(call.lang)},
                              {"hint", hint}}}};
        print(stdout, document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    }
    return 1;
}

Json file_json(const Opened& opened, const store::FileFacts& facts) {
    return {{"path", opened.path},
            {"in_use", opened.in_use},
            {"bytes", facts.file_bytes},
            {"free_bytes", facts.free_bytes},
            {"wal_bytes", opened.wal_bytes},
            {"format", facts.format},
            {"catalogue", facts.catalogue_number},
            {"catalogue_digest", facts.catalogue_digest},
            {"catalogue_of_program", domain::catalogue().number()}};
}

Json report_on(Opened& opened) {
    store::Database& database = *opened.database;
    const store::Snapshot snapshot(database);
    const store::FileFacts facts = store::read_file_facts(database);
    const bool is_hub = facts.application_id == store::hub_application_id;
    Json report{{"kind", is_hub ? "server" : "desk"}};
    report["file"] = file_json(opened, facts);
    report.update(is_hub ? hub_report(database) : desk_report(database, facts));
    Json rows = Json::object();
    Json hidden = Json::object();
    for (const auto& each : facts.entities) {
        rows[each.name] = each.live;
        if (each.hidden != 0) hidden[each.name] = each.hidden;
    }
    report["rows"] = std::move(rows);
    report["hidden_rows"] = std::move(hidden);
    report["tables"] = Json::object();
    for (const auto& [name, count] : facts.tables) report["tables"][name] = count;
    return report;
}

}  // namespace

int main(int argc, char** argv) {
    const Call call = read_call(std::vector<std::string>(argv + 1, argv + argc));
    if (call.wrong) {
        print(stderr, "branchline-inspect DIR|FILE [--json] [--lang zh|en]\n");
        return 2;
    }
    try {
        auto opened = inspect::open(call.path);
        if (!opened) return fail(call, opened.error());
        const Json report = report_on(*opened);
        print(stdout, call.json ? report.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"
                                : to_text(report));
    } catch (const store::Failure& failure) {
        Error error = failure.error();
        error.where = call.path;
        return fail(call, error);
    }
    return 0;
}
