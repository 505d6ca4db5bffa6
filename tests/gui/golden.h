// Pictures kept small enough to be committed, and compared as an eye would: what moved or changed
// its colour is seen, how a letter's edge was smoothed is not. A picture is cut into cells of a few
// pixels, of which the mean colour is kept.
//
//   file   "BLGP" | width u16 | height u16, in cells | a zstd frame of the cells, R, G, B each a
//          plane of its own, each byte the difference to the cell on its left
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gui/raster.h"

namespace branchline::test {

struct Golden {
    int width = 0;  // in cells
    int height = 0;
    std::vector<std::uint8_t> cells;  // R, G, B, row by row

    friend bool operator==(const Golden&, const Golden&) = default;
};

inline constexpr int pixels_a_cell = 4;

Golden golden_of(const Picture& picture);
std::string encode_golden(const Golden& golden);
std::optional<Golden> decode_golden(std::string_view bytes);

struct Difference {
    std::size_t cells = 0;  // that differ by more than an eye passes over
    int worst = 0;          // of a channel, 0 … 255
    // Around them, in pixels of the picture.
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;

    [[nodiscard]] bool is_seen() const;
    [[nodiscard]] std::string words() const;
};

// Of different sizes: everything differs.
Difference compare(const Golden& expected, const Golden& actual);

}  // namespace branchline::test
