// A number for what a frame draws: two frames with equal numbers look the same.
#pragma once

#include <cstdint>

struct ImDrawData;

namespace branchline::window {

std::uint64_t digest_of(const ImDrawData& data);
// Pictures (glyphs) have to be sent to the screen with this frame.
bool has_new_textures(const ImDrawData& data);

}  // namespace branchline::window
