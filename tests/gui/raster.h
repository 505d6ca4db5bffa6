// Draws what ImGui has collected into memory, without a display and without a graphics driver: the
// same bytes on every machine with the same fonts. For pictures that are compared and looked at.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

struct ImDrawData;

namespace branchline::test {

struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint32_t> pixels;  // 0xAABBGGRR, row by row
};

// Keeps ImGui's textures and draws with them. One for each context; on its thread.
class Raster {
  public:
    // After ImGui::Render(). The ground is opaque black.
    Picture draw(ImDrawData& data);
};

// A PNG file; the bytes depend on the picture only.
std::string encode_png(const Picture& picture);

}  // namespace branchline::test
