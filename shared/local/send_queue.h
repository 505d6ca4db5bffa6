// What waits to be written to one connection: bounded, in order, handed out in pieces so that each
// finished write is progress that a deadline can look at, however slow the line. Small messages are
// joined in one piece. Pure; used by one network thread.
#pragma once

#include <cstddef>
#include <deque>

#include "base/bytes.h"

namespace branchline::local {

class SendQueue {
  public:
    explicit SendQueue(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // False when it would hold more than bytes_max: nothing was added, the peer is too slow.
    bool add(Bytes message);

    [[nodiscard]] bool empty() const { return bytes_ == 0; }

    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    // The next bytes to write, at most piece_bytes; they stay where they are until sent().
    BytesView piece();
    void sent(std::size_t bytes);

    static constexpr std::size_t piece_bytes = 16'384;  // one TLS record

  private:
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::deque<Bytes> messages_;
    Bytes current_;
    std::size_t sent_of_current_ = 0;
};

}  // namespace branchline::local
