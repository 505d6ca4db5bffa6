// Events that their receiver had no room for yet, in order. A network thread must not wait for a
// full inbox, it keeps the event, stops reading, and tries again a little later. Pure; one thread.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <utility>

namespace branchline::local {

template <class Event>
class Backlog {
  public:
    // Takes the event and says true, or says false and leaves it alone.
    using Receiver = std::function<bool(const Event&)>;

    explicit Backlog(Receiver receiver) : receiver_(std::move(receiver)) {}

    void deliver(Event event) {
        if (waiting_.empty() && receiver_(event)) return;
        waiting_.push_back(std::move(event));
    }

    // True when nothing waits any more.
    bool drain() {
        while (!waiting_.empty() && receiver_(waiting_.front())) waiting_.pop_front();
        return waiting_.empty();
    }

    [[nodiscard]] bool empty() const { return waiting_.empty(); }

    static constexpr std::chrono::milliseconds try_again_after{5};

  private:
    Receiver receiver_;
    std::deque<Event> waiting_;
};

}  // namespace branchline::local
