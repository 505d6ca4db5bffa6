// An entry of the hub's log as it is stored, its digest and its place in the chain (SYNC 5.2).
// Payload, effects and details are the sync layer's encodings.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/digest.h"
#include "base/id.h"

namespace branchline::store {

enum class LogKind : std::uint8_t { group = 1, epoch = 2 };

struct LogRow {
    std::int64_t seq = 0;
    LogKind kind = LogKind::group;
    Id epoch;  // in which it was written
    OpId op;   // kind epoch: the epoch's id
    OriginId origin;
    OpId supersedes;
    Id batch;
    std::int64_t batch_position = 0;
    DeviceId device;
    Id incarnation;
    std::int64_t counter = 0;
    UserId user;
    BootTime edit_boot;  // the author's clock, as he said
    std::int64_t edit_ms = 0;
    std::int64_t corrected_ms = 0;
    std::int64_t received_ms = 0;
    std::int64_t verdict = 0;
    std::int64_t code = 0;
    std::string command;
    Bytes details;  // rule, fields, cause
    Bytes payload;  // the group
    Bytes effects;
    Bytes salt;
    Digest digest{};
    Digest chain{};
    Id mac;  // of the point (epoch, seq, chain)
};

struct LogPoint {
    std::int64_t seq = 0;
    Id epoch;
    Digest chain{};
    Id mac;
};

// Of everything that the row says, behind a salt: where personal data is erased from it, its digest
// stays and tells nothing of what was there.
Digest digest_of_row(const LogRow& row);
Digest next_chain(const Digest& before, const Digest& digest);

}  // namespace branchline::store
