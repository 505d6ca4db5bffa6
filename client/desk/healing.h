// The conversation with a head office that was restored (SYNC 5.6, CATCHUP B), one for a session:
// find the last point that both have, list every verdict above it, offer what is asked for, and in
// the end say that nothing is left, wait, or go back to the common point. Pure decisions: the
// session (client_core.h) sends and receives. On the writer's thread.
#pragma once

#include <set>
#include <vector>

#include "desk/replica.h"
#include "sync/message.h"

namespace branchline::desk {

class Healing {
  public:
    explicit Healing(Replica& replica) : replica_(replica) {}

    enum class Next : std::uint8_t {
        greet,      // again, with what fill() adds
        wait,       // head office collects, and has all that this desk has
        go_back,    // to common(): every verdict was answered
        impossible  // the replies contradict each other
    };

    struct Plan {
        Next next = Next::wait;
        std::vector<sync::Message> offers;  // to be sent first
    };

    // A reply with status lost or regressed to the Hello that was filled last (or the first one).
    Plan take(const sync::HelloReply& reply);
    void fill(sync::Hello& hello) const;

    [[nodiscard]] const sync::Point& common() const { return common_; }

    // Own groups that head office neither has nor took again.
    [[nodiscard]] const std::set<OpId>& unanswered() const { return unanswered_; }

  private:
    enum class Phase : std::uint8_t { begin, search, list, done };

    Plan search(const sync::HelloReply& reply);
    Plan begin_list(const sync::HelloReply& reply);
    Plan list(const sync::HelloReply& reply);
    Plan finish(const sync::HelloReply& reply);
    void choose_points();

    Replica& replica_;
    Phase phase_ = Phase::begin;
    sync::Point common_;
    std::vector<sync::Point> candidates_;  // ascending; above common_, below the first refused one
    std::vector<sync::Point> asked_points_;
    std::vector<sync::Receipt> list_;
    std::size_t listed_ = 0;  // of list_: answered
    std::size_t part_ = 0;    // of list_: told in the last Hello
    std::set<OpId> asked_;    // offered once
    std::vector<sync::Receipt> again_;
    std::set<OpId> unanswered_;
    bool reported_ = false;
};

}  // namespace branchline::desk
