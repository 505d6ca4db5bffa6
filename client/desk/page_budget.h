// How many bytes a Pull asks for (SYNC 5.1: the budget is the credit).
//
// A cut in the middle of a page costs that page, and each page takes some 300 bytes beside what it
// holds: it is to be a half to one and a half seconds of the line, which 64 kbit/s measured best
// with (tests/README.md, "Rough networks"). What the way there and back takes by itself does not
// count, or a satellite's line would be taken for a slow one: it is the shortest answer of the
// connection so far.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace branchline::desk {

class PageBudget {
  public:
    static constexpr std::uint32_t least_bytes = 4 * 1024;
    static constexpr std::uint32_t first_bytes = 16 * 1024;
    static constexpr std::uint32_t most_bytes = 768 * 1024;

    [[nodiscard]] std::uint32_t bytes() const { return bytes_; }

    // A new connection: it may be another line, but one that was slow is taken for slow.
    void begin_connection() {
        bytes_ = std::min(bytes_, first_bytes);
        way_ms_ = unknown_ms;
    }

    // Any answer that came at once.
    void note_answer(std::int64_t took_ms) { way_ms_ = std::min(way_ms_, took_ms); }

    // A page with something in it that was not waited for.
    void note_page(std::int64_t took_ms) {
        note_answer(took_ms);
        const std::int64_t moving_ms = took_ms - way_ms_;
        if (moving_ms > 1'500) bytes_ = std::max(bytes_ / 2, least_bytes);
        if (moving_ms < 500) bytes_ = std::min(bytes_ * 2, most_bytes);
    }

  private:
    static constexpr std::int64_t unknown_ms = std::numeric_limits<std::int64_t>::max();

    std::uint32_t bytes_ = first_bytes;
    std::int64_t way_ms_ = unknown_ms;
};

}  // namespace branchline::desk
