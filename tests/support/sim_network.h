// A simulated connection, as TCP behaves: each direction is an ordered stream of bytes that arrive
// in pieces of any size after any delay, until the connection is cut at any byte. Duplicates come
// only from reconnecting and sending again. TLS is not simulated; its exporter is a random value
// that both ends see.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "sync/wire.h"

namespace branchline::test {

struct LinkWeather {
    std::int64_t delay_least_ms = 1;
    std::int64_t delay_most_ms = 20;
    std::uint64_t piece_bytes_most = 64 * 1024;
    std::uint64_t cut_one_in = 0;  // pieces; 0 = never
};

// One direction: what was sent and has not arrived.
class SimStream {
  public:
    explicit SimStream(std::size_t frame_limit) : cutter_(frame_limit) {}

    struct Piece {
        std::int64_t at_ms;
        Bytes bytes;
    };

    // Splits into pieces; each arrives after the one before.
    std::vector<Piece> send(BytesView bytes, std::int64_t now_ms, const LinkWeather& weather,
                            SeededRandom& random) {
        std::vector<Piece> pieces;
        while (!bytes.empty()) {
            const std::size_t size = static_cast<std::size_t>(
                1 + random.below(std::min<std::uint64_t>(weather.piece_bytes_most, bytes.size())));
            const auto spread =
                static_cast<std::uint64_t>(weather.delay_most_ms - weather.delay_least_ms + 1);
            const std::int64_t at =
                now_ms + weather.delay_least_ms + static_cast<std::int64_t>(random.below(spread));
            last_ms_ = std::max(last_ms_, at);
            pieces.push_back({last_ms_, Bytes(bytes.substr(0, size))});
            bytes.remove_prefix(size);
        }
        return pieces;
    }

    sync::FrameCutter& cutter() { return cutter_; }

  private:
    sync::FrameCutter cutter_;
    std::int64_t last_ms_ = 0;
};

struct SimLink {
    std::uint64_t session = 0;
    std::size_t desk = 0;
    SimStream up{sync::frame_bytes_max};
    SimStream down{sync::frame_bytes_max};
    bool half_open = false;  // the hub does not know yet that it is cut
};

}  // namespace branchline::test
