// Expected refusals as values. A code is permanent: it crosses the wire, stands in --json and in
// translations. `where` names the entity, field, file or option concerned, `detail` is raw text
// for the reader (a value, a rule name), `message()` says what happened, `hint()` what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/label.h"

namespace branchline {

// Verdict codes are SYNC's names; append only, never renumber.
enum class Code : std::uint16_t {
    none = 0,
    // judged by the hub and by the fold
    right = 1,
    reference = 2,
    exists = 3,
    row_gone = 4,
    limit = 5,
    guard = 6,
    illegal_step = 7,
    already = 8,
    changed_since_seen = 9,
    frozen = 10,
    approved_since = 11,
    predecessor = 12,
    missing_predecessor = 13,
    not_deletable = 14,
    referenced = 15,
    invalid = 16,
    unknown_field = 17,
    four_eyes = 18,
    too_large = 19,
    duplicate_number = 20,
    revoked = 21,
    // commands, values and files
    required = 40,
    bad_value = 41,
    unknown_entity = 42,
    unknown_option = 43,
    not_found = 44,
    ambiguous = 45,
    unknown_verb = 46,
    bad_filter = 47,
    bad_file = 48,
    bad_header = 49,
    not_in_version = 50,
    nothing_to_undo = 51,
    cannot_undo = 52,
    cannot_resend = 53,
    bad_csv = 54,
    not_here = 55,
    bad_bytes = 56,
    // profile, keys, link
    wrong_password = 60,
    wait_before_retry = 61,
    wrong_code = 62,
    offline = 63,
    untrusted_server = 64,
    bad_frame = 65,
    protocol_version = 66,
    profile_locked = 67,
    not_enrolled = 68,
    unencrypted = 69,
    already_enrolled = 70,
    timed_out = 71,
    refused = 72,
    // environment
    disk_full = 80,
    io_error = 81,
    damaged = 82,
    foreign_file = 83,
    newer_file = 84,
    needs_attention = 90,
};

struct Error {
    Code code = Code::none;
    std::string where;
    std::string detail;
    std::vector<std::string> fields;  // every offending field at once (SYNC 2.2)

    [[nodiscard]] std::string message(Lang lang) const;  // what happened, with where and detail
    [[nodiscard]] std::string hint(Lang lang) const;     // what to do; may be empty
};

std::string_view code_name(Code code);  // "changed_since_seen"; "unknown" for a newer peer's code
Label code_label(Code code);

}  // namespace branchline
