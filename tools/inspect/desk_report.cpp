#include <map>
#include <variant>

#include "desk/profile.h"
#include "desk/replica.h"
#include "inspect/report.h"
#include "store/desk_tables.h"
#include "store/sync_tables.h"
#include "sync/wire.h"

namespace branchline::inspect {

namespace {

using Group = store::LoggedGroup;
namespace setting = desk::setting;

constexpr std::pair<Group::Stage, const char*> stages[] = {
    {Group::Stage::waiting, "waiting"}, {Group::Stage::judged, "judged"},
    {Group::Stage::settled, "settled"}, {Group::Stage::refused, "refused"},
    {Group::Stage::closed, "closed"},   {Group::Stage::withdrawn, "withdrawn"}};

const char* transport_name(Group::Transport transport) {
    switch (transport) {
        case Group::Transport::none:
            return "none";
        case Group::Transport::online:
            return "online";
        case Group::Transport::courier:
            return "courier";
    }
    return "unknown";
}

// Names as the file itself gives them: it may be of another catalogue.
using Names = std::map<schema::EntityId, std::string>;

Json rows_of(const Group& group, const Names& names) {
    const auto decoded = sync::decode_group(group.payload);
    if (!decoded) return "unreadable";
    Json rows = Json::array();
    for (const sync::Change& change : decoded->changes) {
        const auto name = names.find(change.entity);
        std::string row = (name == names.end() ? std::to_string(change.entity) : name->second) +
                          ":" + to_text(change.row);
        if (rows.empty() || rows.back() != row) rows.push_back(std::move(row));
        if (rows.size() == listed_most) break;
    }
    return rows;
}

Json refusal_of(const Group& group) {
    const auto frame = sync::decode_frame(group.receipt);
    const auto* receipts = frame ? std::get_if<sync::Receipts>(&*frame) : nullptr;
    if (receipts == nullptr || receipts->receipts.empty()) return nullptr;
    return code_name(receipts->receipts.front().code);
}

Json group_json(const Group& group, const Names& names) {
    Json made{{"position", group.position},    {"op", to_text(group.op)},
              {"command", group.command},      {"made", json_of_instant(group.made_ms)},
              {"bytes", group.payload.size()}, {"rows", rows_of(group, names)}};
    if (group.stage == Group::Stage::waiting) {
        made["transport"] = transport_name(group.transport);
        made["deferred"] = group.deferred;
    } else {
        made["code"] = refusal_of(group);
        made["seq"] = group.epoch_seq;
    }
    return made;
}

Json groups_json(const store::ChangeLog& log, Group::Stage stage, const Names& names) {
    Json list = Json::array();
    for (const Group& group : log.in_stage(stage, 0, listed_most)) {
        list.push_back(group_json(group, names));
    }
    return list;
}

Json cases_json(const store::Cases& cases, const Names& names) {
    std::map<std::string, std::int64_t> counts;
    for (Id after;;) {
        const auto page = cases.after(after, 1'000);
        if (page.empty()) break;
        after = page.back().id;
        for (const store::StoredCase& each : page) {
            const auto name = names.find(each.entity);
            ++counts[name == names.end() ? std::to_string(each.entity) : name->second];
        }
    }
    return counts;
}

std::int64_t first_seq(const store::TailStore& tail) {
    std::int64_t seq = 0;
    tail.scan(0, [&](BytesView bytes) {
        if (const auto entry = sync::decode_entry(bytes)) seq = entry->seq;
        return false;
    });
    return seq;
}

sync::Point cursor_of(const store::Settings& settings) {
    const auto stored = settings.get(setting::cursor);
    if (!stored) return {};
    const auto frame = sync::decode_frame(*stored);
    const auto* pull = frame ? std::get_if<sync::Pull>(&*frame) : nullptr;
    return pull == nullptr ? sync::Point{} : pull->cursor;
}

Json identity_json(const store::Settings& settings) {
    const auto text = [&](std::string_view name) {
        return settings.get(name).value_or(std::string());
    };
    const desk::ServerAddress server = desk::Profile::server_of(settings);
    return {{"company", text(setting::company)},
            {"login", text(setting::login)},
            {"user", json_of(settings.id(setting::user))},
            {"device", json_of(settings.id(setting::device))},
            {"device_code", text(setting::device_code)},
            {"incarnation", json_of(settings.id(setting::incarnation))},
            {"server",
             server.host.empty() ? Json() : Json(server.host + ":" + std::to_string(server.port))},
            {"group_counter", settings.integer(setting::group_counter)},
            {"number_counter", settings.integer(setting::number_counter)}};
}

}  // namespace

Json desk_report(store::Database& database, const store::FileFacts& facts) {
    const store::Settings settings(database);
    const store::ChangeLog log(database);
    const store::TailStore tail(database);
    Names names;
    for (const auto& each : facts.entities) names[each.entity] = each.name;
    const sync::Point cursor = cursor_of(settings);
    Json outbox;
    for (const auto& [stage, name] : stages) outbox[name] = log.count(stage);
    return {{"identity", identity_json(settings)},
            {"exchange",
             {{"epoch", json_of(cursor.epoch)},
              {"sequence", cursor.seq},
              {"confirmed", settings.integer(setting::confirmed_seq)},
              {"log_first", first_seq(tail)},
              {"log_last", tail.last_seq()},
              {"points", store::Points(database).above(0).size()},
              {"last_sync", json_of_instant(settings.integer(setting::last_sync_ms))},
              {"last_contact", json_of_instant(settings.integer(setting::last_contact_ms))},
              {"self_check", settings.get(setting::self_check).value_or("unknown")},
              {"head_office", settings.get(setting::head_office).value_or("")}}},
            {"size", json_of(store::size_report(database))},
            {"groups", outbox},
            {"outbox", groups_json(log, Group::Stage::waiting, names)},
            {"refused", groups_json(log, Group::Stage::refused, names)},
            {"open_cases", cases_json(store::Cases(database), names)}};
}

}  // namespace branchline::inspect
