// Synthetic orders of 12 fields and about 275 logical bytes, Chinese and Latin, as the benchmark's:
// what the sizes on the wire are measured with. Field numbers are any; the codec knows no entity.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "sync/message.h"

namespace branchline::support {

class SampleOrders {
  public:
    explicit SampleOrders(std::uint64_t seed);

    sync::Group new_order();
    sync::Group edit_of(const sync::Group& order);  // two fields

    // 8 bytes an integer, 16 a reference, a text its UTF-8.
    static std::size_t logical_bytes(const sync::Group& order);

    DeviceId device;
    Id incarnation;
    UserId user;
    BootTime boot;  // the present moment
    std::int64_t now_ms = 1'793'500'000'000;

  private:
    std::string requirements();

    template <std::size_t n>
    std::string_view one_of(const std::array<std::string_view, n>& list) {
        return list[random_.below(n)];
    }

    sync::Group group_of(std::string command);

    SeededRandom random_;
    std::vector<Id> customers_;
    std::uint64_t counter_ = 4200;
};

}  // namespace branchline::support
