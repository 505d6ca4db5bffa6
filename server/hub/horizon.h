// How far the horizon of the log may go at a moment, and what keeps it there (SYNC 5.5).
#pragma once

#include <cstdint>
#include <string_view>

namespace branchline::hub {

struct HorizonLimit {
    enum class By : std::uint8_t { age, head, backup, device, offers, restore };

    std::int64_t seq = 0;
    By by = By::head;
};

std::string_view limit_name(HorizonLimit::By by);

}  // namespace branchline::hub
