#include "desk/healing.h"

#include <algorithm>

#include "desk/holdings.h"

namespace branchline::desk {

namespace {

constexpr std::size_t points_a_greeting = 32;
constexpr std::size_t receipts_a_greeting = 1'500;

}  // namespace

Healing::Plan Healing::take(const sync::HelloReply& reply) {
    switch (phase_) {
        case Phase::begin:
            if (reply.common == replica_.cursor()) {
                common_ = reply.common;
                return begin_list(reply);
            }
            candidates_ = known_points(replica_);
            phase_ = Phase::search;
            choose_points();
            if (asked_points_.empty()) return begin_list(reply);
            return {Next::greet, {}};
        case Phase::search:
            return search(reply);
        case Phase::list:
            return list(reply);
        case Phase::done:
            return finish(reply);
    }
    return {Next::impossible, {}};
}

// Evenly spread over what is left: each round leaves one part in thirty-three.
void Healing::choose_points() {
    asked_points_.clear();
    const std::size_t count = std::min(points_a_greeting, candidates_.size());
    for (std::size_t i = 0; i < count; ++i) {
        asked_points_.push_back(candidates_[(i + 1) * candidates_.size() / (count + 1)]);
    }
}

Healing::Plan Healing::search(const sync::HelloReply& reply) {
    const auto is_common = [&](const sync::Point& point) { return point == reply.common; };
    const auto found = std::ranges::find_if(asked_points_, is_common);
    if (found == asked_points_.end() && reply.common.seq != 0) return {Next::impossible, {}};
    std::int64_t above = common_.seq;
    if (found != asked_points_.end()) {
        common_ = *found;
        above = found->seq;
    }
    const auto refused = found == asked_points_.end() ? asked_points_.begin() : found + 1;
    const std::int64_t below = refused == asked_points_.end() ? INT64_MAX : refused->seq;
    std::erase_if(candidates_, [&](const sync::Point& point) {
        return point.seq <= above || point.seq >= below;
    });
    choose_points();
    if (asked_points_.empty()) return begin_list(reply);
    return {Next::greet, {}};
}

Healing::Plan Healing::begin_list(const sync::HelloReply& reply) {
    phase_ = Phase::list;
    list_ = held_above(replica_, common_.seq);
    listed_ = 0;
    if (list_.empty()) return finish(reply);
    part_ = std::min(receipts_a_greeting, list_.size());
    return {Next::greet, {}};
}

// The rest of the list, then once more what was asked for; what is asked for a second time cannot
// be taken from here.
Healing::Plan Healing::list(const sync::HelloReply& reply) {
    std::set<OpId> wanted;
    for (const sync::Answer& answer : reply.answers) {
        if (answer.kind != sync::Answer::Kind::ask) continue;
        if (asked_.insert(answer.op).second) {
            wanted.insert(answer.op);
        } else {
            unanswered_.insert(answer.op);
        }
    }
    for (std::size_t i = listed_; i < listed_ + part_; ++i) {
        if (wanted.contains(list_[i].op)) again_.push_back(list_[i]);
    }
    listed_ += part_;
    Plan plan{Next::greet, offers_of(replica_, wanted)};
    if (listed_ == list_.size() && !again_.empty()) {
        list_ = std::move(again_);
        again_.clear();
        listed_ = 0;
    }
    part_ = std::min(receipts_a_greeting, list_.size() - listed_);
    if (part_ > 0) return plan;
    return finish(reply);
}

Healing::Plan Healing::finish(const sync::HelloReply& reply) {
    phase_ = Phase::done;
    part_ = 0;
    if (reply.status == sync::HubStatus::lost) return {Next::go_back, {}};
    if (reported_) return {Next::wait, {}};
    reported_ = true;
    return {Next::greet, {}};
}

void Healing::fill(sync::Hello& hello) const {
    if (phase_ == Phase::search) hello.points = asked_points_;
    if (phase_ == Phase::list) {
        const auto first = list_.begin() + static_cast<std::ptrdiff_t>(listed_);
        hello.unsettled.assign(first, first + static_cast<std::ptrdiff_t>(part_));
    } else {
        hello.unsettled.clear();
    }
    hello.nothing_left = phase_ == Phase::done;
}

}  // namespace branchline::desk
