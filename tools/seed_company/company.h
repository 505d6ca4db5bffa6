// The sample company as a filled desk: rows as head office would have sent them, written straight
// into a replica, because a million orders through the command path take hours. The same rows from
// the same size and seed; only the device key's protection and the lease are of now. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace branchline::company {

struct CompanySize {
    std::size_t branches = 1;
    std::size_t staff = 10;
    std::size_t customers = 0;
    std::size_t orders = 0;
    std::size_t contracts = 0;
    std::size_t tasks = 0;
    bool with_lines = true;  // of the orders
    std::uint64_t seed = 1;
};

inline constexpr CompanySize large_company{8, 60, 20'000, 100'000, 1'000, 2'000};
inline constexpr CompanySize whole_company{40, 300, 100'000, 1'000'000, 5'000, 10'000};

// The days of the sample company end with this one.
inline constexpr std::int64_t hour_ms = 3'600'000;
inline constexpr std::int64_t day_ms = 24 * hour_ms;
inline constexpr std::int64_t sample_now_ms = 1'795'658'400'000;  // 2026-11-26T02:00:00Z

using Progress = std::function<void(std::string_view what, std::size_t rows)>;

// Makes an enrolled profile in `directory`, which must not have one, with this password. Its user
// manages the first branch and reads all of them. Everything is in the search index.
Status make_company(const std::string& directory, std::string_view password,
                    const CompanySize& size, const Progress& progress);

}  // namespace branchline::company
