#include <algorithm>
#include <deque>
#include <map>

#include "hub/hub_tables.h"
#include "inspect/report.h"
#include "store/hub_log.h"
#include "store/hub_registry.h"
#include "store/sync_tables.h"
#include "sync/effect.h"

namespace branchline::inspect {

namespace {

namespace fact = hub::fact;

Json epochs_json(const store::Epochs& epochs) {
    Json list = Json::array();
    for (const store::StoredEpoch& epoch : epochs.all()) {
        list.push_back({{"epoch", to_text(epoch.id)},
                        {"from", epoch.fork_seq},
                        {"opened", json_of_instant(epoch.opened_ms)},
                        {"why", epoch.why}});
    }
    return list;
}

Json devices_json(const store::Registrations& registrations) {
    Json list = Json::array();
    for (const store::Registration& each : registrations.all()) {
        list.push_back({{"device", to_text(each.device)},
                        {"user", to_text(each.user)},
                        {"enrolled", json_of_instant(each.enrolled_ms)},
                        {"last_contact", json_of_instant(each.last_contact_ms)},
                        {"scope_version", each.scope_version},
                        {"alert", each.alert.empty() ? Json() : Json(each.alert)}});
    }
    return list;
}

// One pass: how many of each verdict, and the last refusals.
struct LogSummary {
    std::int64_t first_seq = 0;
    std::int64_t entries = 0;
    std::int64_t bytes = 0;
    std::map<std::string, std::int64_t> verdicts;
    std::deque<Json> refusals;

    void add(const store::LogRow& row) {
        if (entries++ == 0) first_seq = row.seq;
        bytes +=
            static_cast<std::int64_t>(row.payload.size() + row.effects.size() + row.details.size());
        if (row.kind == store::LogKind::epoch) {
            ++verdicts["epoch"];
            return;
        }
        const auto verdict = static_cast<sync::Verdict>(row.verdict);
        ++verdicts[std::string(sync::verdict_name(verdict))];
        if (verdict != sync::Verdict::rejected) return;
        refusals.push_front({{"seq", row.seq},
                             {"op", to_text(row.op)},
                             {"device", to_text(row.device)},
                             {"user", to_text(row.user)},
                             {"command", row.command},
                             {"code", code_name(static_cast<Code>(row.code))},
                             {"received", json_of_instant(row.received_ms)}});
        if (refusals.size() > listed_most) refusals.pop_back();
    }
};

}  // namespace

Json hub_report(store::Database& database) {
    const store::HubFacts facts(database);
    const store::HubLog log(database);
    const store::LogPoint head = log.head();
    LogSummary summary;
    log.scan(0, [&](const store::LogRow& row) {
        summary.add(row);
        return true;
    });
    return {{"identity",
             {{"company", facts.get(fact::company).value_or("")},
              {"installation", json_of(facts.id(fact::installation))},
              {"offset_minutes", facts.integer(fact::offset_minutes)}}},
            {"log",
             {{"epoch", json_of(head.epoch)},
              {"first", summary.first_seq},
              {"last", head.seq},
              {"entries", summary.entries},
              {"horizon", log.horizon()},
              {"bytes", summary.bytes},
              {"oldest_restorable", facts.integer(fact::oldest_restorable_seq)},
              {"clock", json_of_instant(facts.integer(fact::clock_ms))},
              {"regressed", facts.integer(fact::regressed) != 0},
              {"verdicts", summary.verdicts}}},
            {"size", json_of(store::size_report(database))},
            {"epochs", epochs_json(store::Epochs(database))},
            {"waiting",
             {{"deferred", store::DeferredGroups(database).count()},
              {"offers", store::CollectedOffers(database).count()},
              {"quarantined", store::Quarantine(database).count()},
              {"open_cases", store::Cases(database).count()}}},
            {"devices", devices_json(store::Registrations(database))},
            {"last_refusals", summary.refusals}};
}

}  // namespace branchline::inspect
