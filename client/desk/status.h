// The truth about the state of a desk (SYNC 8), and its self-check. On the thread of the replica.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/attachments.h"
#include "desk/client_core.h"
#include "desk/desk.h"

namespace branchline::desk {

struct DeskStatus {
    std::int64_t pending = 0;    // groups without a verdict
    std::int64_t in_flight = 0;  // of those: handed over
    std::int64_t deferred = 0;   // of those: received by head office, waiting for others
    std::int64_t conflicts = 0;  // open cases
    std::int64_t attention = 0;  // refused and not dealt with
    std::int64_t doubtful = 0;   // pending ones that will probably be refused
    FilesWaiting files;
    std::int64_t accepted = 0;  // own groups with that verdict, since the enrolment
    std::int64_t merged = 0;    // taken, but not all as typed
    std::int64_t bytes_up = 0;  // over the link, as of the last exchange
    std::int64_t bytes_down = 0;
    std::string last_error;  // code of the last exchange; empty: it went well
    std::int64_t last_error_ms = 0;
    std::optional<std::int64_t> data_age_ms;  // since the desk was level with head office
    std::int64_t last_sync_ms = 0;            // 0: never
    std::int64_t last_contact_ms = 0;         // hub's clock
    Id epoch;
    std::int64_t sequence = 0;
    std::string self_check = "unknown";
    std::string head_office;  // "restored" while it collects
    std::string login;
    std::string company;
    std::string device_code;
    DeviceId device;

    [[nodiscard]] bool needs_attention() const { return conflicts > 0 || attention > 0; }
};

DeskStatus status_of(Desk& desk);
// Remembers how an exchange went: level with head office, or why it is not, and what has gone over
// the link since this was last said.
void note_exchange(Desk& desk, const SyncCounts& moved, const std::optional<Error>& error);

struct CheckReport {
    std::string integrity;           // of the file; empty = sound
    std::vector<std::string> fold;   // rows whose fold from scratch differs from what is shown
    std::vector<std::string> files;  // digests of contents on this desk that are not theirs
    std::int64_t rows = 0;           // looked at

    [[nodiscard]] bool sound() const { return integrity.empty() && fold.empty() && files.empty(); }
};

CheckReport check(Desk& desk);
// The same but for the integrity of the file, for whoever has looked at that.
CheckReport check_content(Desk& desk);

}  // namespace branchline::desk
