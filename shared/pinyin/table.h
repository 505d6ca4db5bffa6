// The table that tools/pinyin makes. For pinyin.cpp only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace branchline::pinyin {

struct ReadingSet {
    std::string_view readings;
    std::string_view initials;
};

struct Entry {
    std::uint32_t code_point;
    std::uint16_t set;  // of reading_sets
};

extern const char unicode_version[];
extern const ReadingSet reading_sets[];
extern const Entry entries[];  // ascending
extern const std::size_t entry_count;

}  // namespace branchline::pinyin
