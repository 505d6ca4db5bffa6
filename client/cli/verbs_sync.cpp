// sync and status: the exchange with head office.
#include <nlohmann/json.hpp>

#include "base/civil.h"
#include "base/platform.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/syncing.h"
#include "cli/table.h"
#include "cli/values.h"
#include "cli/verbs.h"
#include "desk/status.h"

namespace branchline::cli {

namespace {

constexpr std::int64_t default_timeout_s = 30;
constexpr std::chrono::milliseconds watch_pause{200};

Json json_of_report(const SyncReport& report) {
    return {{"sent", report.counts.sent},
            {"received", report.counts.received},
            {"merged", report.counts.merged},
            {"conflicts", report.conflicts},
            {"rejected", report.counts.rejected},
            {"bytes_up", report.counts.bytes_up},
            {"bytes_down", report.counts.bytes_down},
            {"seconds", report.seconds}};
}

void print_report(const Context& context, const SyncReport& report) {
    if (context.json()) return context.print(json_of_report(report));
    Table table;
    const auto add = [&](const Label& label, std::int64_t figure) {
        table.rows.push_back({std::string(context.say(label)), std::to_string(figure)});
    };
    add({"已发送", "Sent"}, report.counts.sent);
    add({"已接收", "Received"}, report.counts.received);
    add({"已合并", "Merged"}, report.counts.merged);
    add({"冲突", "Conflicts"}, report.conflicts);
    add({"被拒绝", "Rejected"}, report.counts.rejected);
    add({"上行字节", "Bytes up"}, report.counts.bytes_up);
    add({"下行字节", "Bytes down"}, report.counts.bytes_down);
    context.out(to_text(table, 0, false));
}

Status take_server(Context& context, const std::string& text) {
    if (text.empty()) return {};
    desk::Replica& replica = context.desk().replica();
    auto server = desk::parse_server(text, desk::Profile::server_of(replica.settings()));
    if (!server) return refuse(server.error());
    return replica.in_one_transaction([&]() -> Status {
        desk::Profile::keep_server(replica.settings(), *server);
        return {};
    });
}

// Prints a line whenever something has come or gone since the last time it looked.
class Watcher {
  public:
    void look(const Context& context) {
        desk::Desk& desk = context.desk();
        const std::int64_t sequence = desk.replica().cursor().seq;
        if (desk.replica().change_count() == changes_ && sequence == sequence_) return;
        changes_ = desk.replica().change_count();
        sequence_ = sequence;
        const desk::ClientCore& core = context.session().online().core();
        const desk::SyncCounts& counts = core.counts();
        if (core.is_level()) {
            desk::note_exchange(desk, counts.since(noted_), {});
            noted_ = counts;
        }
        const desk::DeskStatus status = desk::status_of(desk);
        context.print({{"sequence", sequence},
                       {"sent", counts.sent},
                       {"received", counts.received},
                       {"merged", counts.merged},
                       {"rejected", counts.rejected},
                       {"pending", status.pending},
                       {"conflicts", status.conflicts},
                       {"attention", status.attention}});
    }

  private:
    std::uint64_t changes_ = 0;
    std::int64_t sequence_ = -1;
    desk::SyncCounts noted_;
};

// Until it is stopped. Without a connection it goes on trying.
int watch(Context& context) {
    Session& session = context.session();
    Online& online = session.online();
    online.go();
    auto watcher = std::make_shared<Watcher>();
    if (context.keep([watcher](const Context& kept) { watcher->look(kept); })) return exit_later;
    while (session.pump(watch_pause)) {
        const auto& failure = online.failure();
        if (failure && exit_code_of(failure->code) != exit_offline) return context.fail(*failure);
        watcher->look(context);
        static_cast<void>(context.desk().rest());
    }
    return exit_done;
}

}  // namespace

int verb_sync(Context& context, const Arguments& arguments) {
    bool watching = false;
    std::int64_t timeout_s = default_timeout_s;
    std::string server;
    Options options;
    options.flag("--watch", watching).number("--timeout", timeout_s).value("--server", server);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    if (timeout_s < 1) return context.fail({Code::limit, "timeout", std::to_string(timeout_s), {}});
    if (Status taken = take_server(context, server); !taken) return context.fail(taken.error());
    if (watching) return watch(context);
    const SyncReport report = sync_once(context, timeout_s * 1000);
    if (report.error) return context.fail(*report.error);
    print_report(context, report);
    const desk::DeskStatus status = desk::status_of(context.desk());
    return status.needs_attention() ? exit_attention : exit_done;
}

namespace {

Json json_of_last_error(const desk::DeskStatus& status) {
    if (status.last_error.empty()) return {};
    return {{"code", status.last_error}, {"at", json_of_instant(status.last_error_ms)}};
}

}  // namespace

int verb_status(Context& context, const Arguments& arguments) {
    Options options;
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    const desk::DeskStatus status = desk::status_of(context.desk());
    std::optional<std::uint64_t> disk;
    if (context.has_session()) disk = free_disk_bytes(context.session().profile().directory());
    Json made{{"pending", status.pending},
              {"conflicts", status.conflicts},
              {"attention", status.attention},
              {"last_sync", json_of_instant(status.last_sync_ms)},
              {"epoch", json_of(status.epoch)},
              {"sequence", status.sequence},
              {"encrypted", desk::replica_is_encrypted},
              {"self_check", status.self_check},
              {"in_flight", status.in_flight},
              {"deferred", status.deferred},
              {"doubtful", status.doubtful},
              {"uploads", status.files.uploads},
              {"upload_bytes", status.files.upload_bytes},
              {"downloads", status.files.downloads},
              {"download_bytes", status.files.download_bytes},
              {"accepted", status.accepted},
              {"merged", status.merged},
              {"bytes_up", status.bytes_up},
              {"bytes_down", status.bytes_down},
              {"data_age_s", status.data_age_ms ? Json(*status.data_age_ms / 1000) : Json()},
              {"last_error", json_of_last_error(status)},
              {"last_contact", json_of_instant(status.last_contact_ms)},
              {"disk_free", disk ? Json(*disk) : Json()},
              {"login", status.login},
              {"company", status.company},
              {"device", json_of(status.device)},
              {"device_code", status.device_code}};
    if (!status.head_office.empty()) made["head_office"] = status.head_office;
    if (context.json()) {
        context.print(made);
    } else {
        Table table;
        for (const auto& [name, value] : made.items()) {
            table.rows.push_back(
                {name, value.is_string() ? value.get<std::string>() : dump(value)});
        }
        context.out(to_text(table, 0, false));
    }
    return status.needs_attention() ? exit_attention : exit_done;
}

}  // namespace branchline::cli
