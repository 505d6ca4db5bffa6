#include "desk/status.h"

#include <algorithm>

#include "desk/attention.h"
#include "desk/cases.h"
#include "store/depot_check.h"

namespace branchline::desk {

DeskStatus status_of(Desk& desk) {
    Replica& replica = desk.replica();
    DeskStatus status;
    const store::WaitingCounts waiting = replica.log().waiting();
    status.pending = waiting.all;
    status.in_flight = waiting.handed_over;
    status.deferred = waiting.deferred;
    for (const auto& [position, group] : replica.pending().all()) {
        if (group.left_out || group.doomed) ++status.doubtful;
    }
    status.conflicts = count_open_cases(desk);
    status.attention = static_cast<std::int64_t>(refused_items(desk).size());
    status.files = Attachments(desk).waiting();
    store::Settings& settings = replica.settings();
    status.accepted = settings.integer(setting::accepted_groups);
    status.merged = settings.integer(setting::merged_groups);
    status.bytes_up = settings.integer(setting::bytes_up);
    status.bytes_down = settings.integer(setting::bytes_down);
    status.last_error_ms = settings.integer(setting::last_error_ms);
    status.last_sync_ms = settings.integer(setting::last_sync_ms);
    if (status.last_sync_ms > 0) {
        const std::int64_t age_ms = replica.fold_time().now_ms - status.last_sync_ms;
        status.data_age_ms = std::max<std::int64_t>(age_ms, 0);
    }
    status.last_contact_ms = settings.integer(setting::last_contact_ms);
    const sync::Point cursor = replica.cursor();
    status.epoch = cursor.epoch;
    status.sequence = cursor.seq;
    const auto text = [&](std::string_view name, std::string_view otherwise = {}) {
        return settings.get(name).value_or(std::string(otherwise));
    };
    status.last_error = text(setting::last_error);
    status.self_check = text(setting::self_check, "unknown");
    status.head_office = text(setting::head_office);
    status.login = text(setting::login);
    status.company = text(setting::company);
    status.device_code = text(setting::device_code);
    status.device = settings.id(setting::device);
    return status;
}

void note_exchange(Desk& desk, const SyncCounts& moved, const std::optional<Error>& error) {
    Replica& replica = desk.replica();
    const Status noted = replica.in_one_transaction([&]() -> Status {
        store::Settings& settings = replica.settings();
        const std::int64_t now_ms = replica.fold_time().now_ms;
        const auto add = [&](std::string_view name, std::int64_t more) {
            if (more > 0) settings.put_integer(name, settings.integer(name) + more);
        };
        add(setting::bytes_up, moved.bytes_up);
        add(setting::bytes_down, moved.bytes_down);
        settings.put_integer(error ? setting::last_error_ms : setting::last_sync_ms, now_ms);
        settings.put(setting::last_error, error ? code_name(error->code) : std::string_view());
        return {};
    });
    // Nothing in it can be refused; a failure of the file is thrown.
    static_cast<void>(noted);
}

CheckReport check(Desk& desk) {
    std::string integrity = desk.replica().database().integrity_check();
    CheckReport report = check_content(desk);
    report.integrity = std::move(integrity);
    return report;
}

CheckReport check_content(Desk& desk) {
    Replica& replica = desk.replica();
    CheckReport report;
    report.fold = replica.check_fold();
    for (const Digest& file : store::unsound_files(replica.depot())) {
        report.files.push_back(to_hex(branchline::view_of(file)));
    }
    for (const schema::EntitySpec* entity : desk.catalogue().entities()) {
        report.rows += replica.rows().count(entity->id);
    }
    return report;
}

}  // namespace branchline::desk
