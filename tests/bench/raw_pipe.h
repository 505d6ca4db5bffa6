// The floor's line: TCP on the loop-back address, a message is its length and its bytes. And the
// raw pipeline made of it: a base that applies, durably, whatever changeset comes, tells the sender
// and passes it on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "base/bytes.h"
#include "bench/raw_base.h"

namespace branchline::bench {

class RawLine {
  public:
    explicit RawLine(int descriptor);
    RawLine(RawLine&& other) noexcept;
    RawLine& operator=(RawLine&&) = delete;
    ~RawLine();

    static std::pair<RawLine, RawLine> connected();  // both ends

    void send(BytesView message);
    std::optional<Bytes> receive();  // nothing: the other end has closed
    void shut_down();                // who waits in receive() wakes up

  private:
    int descriptor_;
};

// Applies what arrives on `from` in one transaction each, on a thread of its own, then calls
// `after` there.
class RawStation {
  public:
    RawStation(const std::string& path, RawBase::Sync sync, RawLine from,
               std::function<void(RawLine& from, RawBase& base, const Bytes& changeset)> after);
    RawStation(const RawStation&) = delete;
    RawStation& operator=(const RawStation&) = delete;
    ~RawStation();  // when the other end has closed

  private:
    RawBase base_;
    RawLine from_;
    std::jthread thread_;
};

}  // namespace branchline::bench
