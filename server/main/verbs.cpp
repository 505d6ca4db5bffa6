#include "main/verbs.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/decimal.h"
#include "base/text.h"
#include "domain/catalogue.h"
#include "hub/file_upkeep.h"
#include "hub/overview.h"
#include "keys/enrolment.h"
#include "main/qr.h"
#include "main/words.h"

namespace branchline::server {

namespace {

Answer branch_verb(House& house, const Request& request) {
    const Words words(request, {}, {});
    if (!words.unknown().empty()) return misused(request, words.unknown());
    const auto& given = words.words();
    if (given.size() == 3 && given[0] == "add") {
        auto added = house.admin().add_branch(given[1], given[2]);
        if (!added) return refusal(added.error(), request);
        return done(request, {{"id", to_text(*added)}, {"code", given[1]}},
                    given[1] + "  " + given[2] + "\n");
    }
    if (given.size() != 1 || given[0] != "list") return misused(request, "");
    hub::Overview overview(house.database(), domain::catalogue());
    Json rows = Json::array();
    std::string text;
    for (const hub::BranchLine& line : overview.branches()) {
        rows.push_back({{"id", to_text(line.id)}, {"code", line.code}, {"name", line.name}});
        text += line.code + "  " + line.name + "\n";
    }
    return done(request, {{"rows", rows}}, text);
}

Answer user_list(House& house, const Request& request) {
    hub::Overview overview(house.database(), domain::catalogue());
    Json rows = Json::array();
    std::string text;
    for (const hub::UserLine& line : overview.users()) {
        Json roles = Json::array();
        text += line.login + "  " + line.name + (line.disabled ? "  (disabled)" : "");
        for (const auto& [role, branch] : line.roles) {
            roles.push_back({{"role", role}, {"branch", branch.empty() ? Json() : Json(branch)}});
            text += "  " + role + (branch.empty() ? "" : "@" + branch);
        }
        text += "\n";
        rows.push_back({{"id", to_text(line.id)},
                        {"login", line.login},
                        {"name", line.name},
                        {"disabled", line.disabled},
                        {"roles", roles}});
    }
    return done(request, {{"rows", rows}}, text);
}

Answer user_verb(House& house, const Request& request) {
    const Words words(request, {"--name", "--role", "--branch"}, {});
    if (!words.unknown().empty()) return misused(request, words.unknown());
    const auto& given = words.words();
    if (given.size() == 1 && given[0] == "list") return user_list(house, request);
    if (given.size() != 2) return misused(request, "");
    if (given[0] == "add") {
        hub::NewUser user{given[1], words.value("--name"), words.value("--role"),
                          words.value("--branch")};
        if (user.name.empty()) user.name = user.login;
        if (user.role.empty()) return misused(request, "--role");
        auto added = house.admin().add_user(user);
        if (!added) return refusal(added.error(), request);
        return done(request, {{"id", to_text(*added)}, {"login", given[1]}}, given[1] + "\n");
    }
    if (given[0] == "disable") return changed(request, house.admin().disable_user(given[1]));
    if (given[0] == "set") {
        return changed(request, house.admin().set_user(given[1], words.value("--role"),
                                                       words.value("--branch")));
    }
    return misused(request, given[0]);
}

Answer print_code(House& house, const Request& request, const Id& code) {
    keys::Enrolment enrolment;
    enrolment.code = code;
    enrolment.authority = house.authority().fingerprint();
    const std::string address = house.address();
    const std::size_t colon = address.rfind(':');
    enrolment.host = address.substr(0, colon);
    enrolment.port = static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1)));
    const std::string text = keys::to_text(enrolment);
    return done(request, {{"code", text}},
                text + "\n" + (request.terminal ? qr_picture(text) : std::string()));
}

Answer enroll_verb(House& house, const Request& request) {
    const Words words(request, {"--hours"}, {});
    if (!words.unknown().empty()) return misused(request, words.unknown());
    if (words.words().size() != 1) return misused(request, "");
    std::int64_t hours = 24;
    if (words.has("--hours")) {
        const auto given = parse_decimal(words.value("--hours"), 0);
        if (!given || *given < 1 || *given > 24 * 30) {
            return refusal({Code::bad_value, "--hours", words.value("--hours"), {}}, request);
        }
        hours = *given;
    }
    auto code = house.admin().enroll(words.words()[0], hours);
    if (!code) return refusal(code.error(), request);
    return print_code(house, request, *code);
}

Answer device_verb(House& house, const Request& request) {
    const Words words(request, {}, {});
    if (!words.unknown().empty()) return misused(request, words.unknown());
    const auto& given = words.words();
    if (given.size() == 2 && given[0] == "revoke") {
        return changed(request, house.admin().revoke_device(given[1]));
    }
    if (given.size() == 2 && given[0] == "wipe") {
        return changed(request, house.admin().wipe_device(given[1]));
    }
    if (given.size() != 1 || given[0] != "list") return misused(request, "");
    hub::Overview overview(house.database(), domain::catalogue());
    Json rows = Json::array();
    std::string text;
    for (const hub::DeviceLine& line : overview.devices()) {
        rows.push_back({{"id", to_text(line.id)},
                        {"user", line.user},
                        {"last_contact", instant_or_null(line.last_contact_ms)},
                        {"alert", line.alert.empty() ? Json() : Json(line.alert)},
                        {"name", line.name},
                        {"code", line.code},
                        {"state", line.state},
                        {"enrolled", instant_or_null(line.enrolled_ms)},
                        {"quarantined", line.quarantined}});
        text += to_text(line.id) + "  " + line.code + "  " + line.user + "  " + line.state + "  " +
                instant_or_dash(line.last_contact_ms) +
                (line.alert.empty() ? "" : "  ! " + line.alert) + "\n";
    }
    return done(request, {{"rows", rows}}, text);
}

std::string one_decimal(double figure) {
    std::string text = std::to_string(figure);
    return text.substr(0, text.find('.') + 2);
}

double percent_of(const store::SizeReport& size) {
    return std::round(size.metadata_part() * 1'000) / 10;
}

Answer stats_verb(House& house, const Request& request) {
    hub::Overview overview(house.database(), domain::catalogue());
    const hub::Stats stats = overview.stats();
    Json rows = Json::object();
    std::string text =
        stats.company + "\nsequence " + std::to_string(stats.head_seq) + ", epoch " +
        to_text(stats.epoch) + "\ndevices " + std::to_string(stats.devices) + ", open cases " +
        std::to_string(stats.open_cases) + ", deferred " + std::to_string(stats.deferred) +
        "\nfiles " + std::to_string(stats.files) + ", bytes " + std::to_string(stats.file_bytes) +
        ", on no record " + std::to_string(stats.files_unnamed) + ", kept for days " +
        std::to_string(stats.file_keep_days) + "\nlog archived up to " +
        std::to_string(stats.horizon) + ", kept for days " + std::to_string(stats.log_keep_days) +
        "\nbytes of data " + std::to_string(stats.size.data) + ", of history " +
        std::to_string(stats.size.history) + ", of metadata " +
        std::to_string(stats.size.metadata) + " (" + one_decimal(percent_of(stats.size)) + " %)\n";
    for (const auto& [entity, count] : stats.rows) {
        rows[entity] = count;
        text += entity + " " + std::to_string(count) + "\n";
    }
    return done(request,
                {{"company", stats.company},
                 {"installation", to_text(stats.installation)},
                 {"epoch", to_text(stats.epoch)},
                 {"epochs", stats.epochs},
                 {"sequence", stats.head_seq},
                 {"regressed", stats.regressed},
                 {"regressed_until", instant_or_null(stats.regressed_until_ms)},
                 {"accepted", stats.accepted},
                 {"merged", stats.merged},
                 {"rejected", stats.rejected},
                 {"offers", stats.offers},
                 {"deferred", stats.deferred},
                 {"quarantined", stats.quarantined},
                 {"open_cases", stats.open_cases},
                 {"devices", stats.devices},
                 {"files", stats.files},
                 {"file_bytes", stats.file_bytes},
                 {"files_unnamed", stats.files_unnamed},
                 {"file_keep_days", stats.file_keep_days},
                 {"horizon", stats.horizon},
                 {"log_keep_days", stats.log_keep_days},
                 {"data_bytes", stats.size.data},
                 {"history_bytes", stats.size.history},
                 {"metadata_bytes", stats.size.metadata},
                 {"metadata_percent", percent_of(stats.size)},
                 {"metadata_of", stats.size.metadata_of},
                 {"unused_bytes", stats.size.unused},
                 {"rows", rows}},
                text);
}

Answer files_verb(House& house, const Request& request) {
    const Words words(request, {"--keep-days"}, {});
    if (!words.unknown().empty() || !words.words().empty() || !words.has("--keep-days")) {
        return misused(request, words.unknown());
    }
    const auto days = parse_decimal(words.value("--keep-days"), 0);
    if (!days) {
        return refusal({Code::bad_value, "--keep-days", words.value("--keep-days"), {}}, request);
    }
    return changed(request, hub::keep_files_for(house.database(), *days));
}

Answer verify_verb(House& house, const Request& request) {
    const hub::VerifyReport report = hub::verify(house.database(), domain::catalogue());
    std::string text = std::to_string(report.entries) + " entries, " + std::to_string(report.rows) +
                       " rows, " + std::to_string(report.findings.size()) + " findings\n";
    for (const std::string& finding : report.findings) text += finding + "\n";
    Answer answer = done(
        request,
        {{"entries", report.entries}, {"rows", report.rows}, {"findings", report.findings}}, text);
    if (!report.sound()) answer.exit_code = exit_refused;
    return answer;
}

struct Verb {
    std::string_view name;
    std::string_view usage;
    Label help;
    Answer (*run)(House& house, const Request& request) = nullptr;  // nullptr: elsewhere
};

constexpr std::array<Verb, 15> verbs{{
    {"init", "--company NAME [--offset +08:00]", {"新建公司数据", "Create a company's store"}, {}},
    {"serve", "[--listen HOST:PORT]", {"提供服务", "Serve the desks"}, {}},
    {"branch", "add CODE NAME | list", {"分公司", "Branches"}, branch_verb},
    {"user",
     "add LOGIN --name N --role ROLE --branch CODE | list | disable LOGIN | set LOGIN …",
     {"用户", "Users"},
     user_verb},
    {"enroll", "LOGIN [--hours N]", {"生成一次性注册码", "Print a one-time code"}, enroll_verb},
    {"device", "list | revoke ID | wipe ID", {"设备", "Devices"}, device_verb},
    {"stats", "", {"统计", "Figures"}, stats_verb},
    {"files",
     "--keep-days N",
     {"不再挂在任何记录上的文件保留几天", "How long to keep files that are on no record"},
     files_verb},
    {"verify", "", {"检查日志链与校验值", "Check the log's chain and all hashes"}, verify_verb},
    {"heal", "[--end]", {"恢复后各设备交回的内容", "What desks return after a restore"}, heal_verb},
    {"backup", "FILE", {"备份（可在服务时进行）", "Back up, also while serving"}, {}},
    {"restore", "FILE", {"从备份恢复（须先停止服务）", "Restore a stopped server"}, {}},
    {"compact",
     "[--keep-days N]",
     {"把较早的日志归档（服务时也可进行，服务程序每天自动做一次）；N：以后保留几天，默认 30",
      "Archive the older log, also while serving, which does it once a day by itself; N: how many "
      "days are kept from now on, 30 at first"},
     {}},
    {"courier", "import FILE --reply FILE", {"信使文件", "Courier files"}, courier_verb},
    {"help", "", {"帮助", "This text"}, {}},
}};

}  // namespace

std::string usage(Lang lang) {
    std::string text = "branchline-server VERB --data DIR [--json] [--lang zh|en]\n";
    for (const Verb& verb : verbs) {
        text += "  " + std::string(verb.name) + " " + std::string(verb.usage) + "\n      " +
                std::string(verb.help.in(lang)) + "\n";
    }
    return text;
}

bool is_known_verb(std::string_view name) {
    return std::any_of(verbs.begin(), verbs.end(),
                       [&](const Verb& verb) { return verb.name == name; });
}

Answer first_code(House& house, const Request& request) {
    auto code = house.admin().enroll("admin");
    return code ? print_code(house, request, *code) : refusal(code.error(), request);
}

Answer run_verb(House& house, const Request& request) {
    if (const LongVerb step = long_verb(house, request)) {
        for (;;) {
            if (auto answer = step()) return *answer;
        }
    }
    for (const Verb& verb : verbs) {
        if (verb.name != request.verb) continue;
        if (verb.run == nullptr) {
            return refusal({Code::not_in_version, request.verb, {}, {}}, request, exit_usage);
        }
        return verb.run(house, request);
    }
    return misused(request, request.verb);
}

}  // namespace branchline::server
