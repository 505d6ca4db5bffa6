// What the items of a Push or a Page are written as differences from: the items before them. A
// frame of a session goes on from where the last one of its direction ended.
#pragma once

#include <cstdint>

#include "base/id.h"
#include "sync/group.h"

namespace branchline::sync::wire {

// What the next item is written as a difference from.
struct Anchors {
    DeviceId device;
    Id incarnation;
    UserId user;
    Id boot_id;
    std::int64_t row_ms = 0;  // near the time part of the next id in time form
    std::int64_t boot_ms = 0;
    std::int64_t clock_offset = 0;  // corrected_ms - boot.ms
    std::int64_t corrected_ms = 0;
    std::int64_t received_ms = 0;
    std::int64_t minute = 0;  // the last instant written, in minutes
    std::int64_t seq = 0;
    std::uint64_t counter = 0;
    Id batch;
    std::uint32_t batch_position = 0;
    OriginId own;     // of the group or entry being written
    Version version;  // the last one that was not null
    RowKey row;

    friend bool operator==(const Anchors&, const Anchors&) = default;
};

}  // namespace branchline::sync::wire
