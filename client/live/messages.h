// The messages of a desk: what has arrived that concerns its user. The log is read once, from its
// newest entries on; what waits for a decision is asked of the replica each time, and is gone when
// it is decided. On the writer's thread.
#pragma once

#include <cstdint>
#include <deque>

#include "desk/desk.h"
#include "live/question.h"
#include "sync/message.h"

namespace branchline::live {

class Messages {
  public:
    explicit Messages(desk::Desk& desk) : desk_(desk) {}

    MessagesAnswer answer();

  private:
    void refresh();
    void begin_anew();
    void take(const sync::Entry& entry);
    void take(const sync::Entry& entry, const sync::Effect& effect);
    void take_overruled(const sync::Entry& entry, const sync::Effect& effect);
    void take_step(const sync::Entry& entry, const sync::Effect& effect);
    void hear(Message message);
    void add_waiting(MessagesAnswer& made);
    void add_titles(const Message& message, Titles& titles);
    [[nodiscard]] bool may_read(const Message& message);

    desk::Desk& desk_;
    std::deque<Message> heard_;  // from the log, oldest first
    Id epoch_;                   // up to where it has been read
    std::int64_t seq_ = -1;
};

}  // namespace branchline::live
