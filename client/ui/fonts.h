// The faces: Latin by Inter, Chinese by Noto Sans CJK or WenQuanYi Micro Hei, whichever is there;
// digits that stand under each other by a second copy of the same file with digits of one width.
// Sizes are given as em in pixels and become whole ImGui sizes (fractions blur). Glyphs are made
// when they are first drawn, so all of Chinese costs nothing at the start. Files are mapped, not
// read.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

struct ImFont;
struct ImFontAtlas;

namespace branchline::ui {

enum class Weight : std::uint8_t { regular, medium, semibold };

struct FontFiles {
    std::string regular;
    std::string medium;
    std::string semibold;
    std::string han;           // may be a collection
    std::string han_semibold;  // empty: `han`, made bolder
    int han_index = 0;         // of the simplified Chinese face in its collection
    float han_size = 1;        // ImGui size of an em, as a multiple of the em
};

// Where the distribution puts them; not_found with what tools/setup would install.
Result<FontFiles> find_fonts(bool prefer_small_han = false);

class Fonts {
  public:
    // The atlas must belong to a context of ImGui's and live as long as this does.
    Fonts(ImFontAtlas& atlas, const FontFiles& files);
    Fonts(const Fonts&) = delete;
    Fonts& operator=(const Fonts&) = delete;
    ~Fonts();

    [[nodiscard]] ImFont* face(Weight weight, bool tabular) const;

    [[nodiscard]] ImFont* icons() const { return icons_; }

    // ImGui's size of an em of so many pixels: whole numbers only.
    [[nodiscard]] static float size_of(float em_px);

  private:
    class Mapped;

    const Mapped& map(const std::string& path);
    ImFont* add(ImFontAtlas& atlas, const FontFiles& files, Weight weight, bool tabular);

    std::vector<std::unique_ptr<Mapped>> files_;
    std::array<std::array<ImFont*, 2>, 3> faces_{};
    ImFont* icons_ = nullptr;
};

}  // namespace branchline::ui
