#include "ui/fonts.h"

#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <string>

#include "gui/scene.h"
#include "ui/icon_font.h"

using namespace branchline;
using namespace branchline::ui;

TEST_CASE("sizes are whole") {
    CHECK(Fonts::size_of(14) == 17);
    CHECK(Fonts::size_of(11) == 13);
    CHECK(Fonts::size_of(28) == 34);
}

namespace {

// All of GB 2312, which is levels one and two of GB 18030: by its rows and cells, decoded by the
// system's own converter in the test of the importer; here the ranges of Unicode that hold it.
int missing_in(ImFont* font, char32_t from, char32_t to) {
    ImFontBaked* baked = font->GetFontBaked(17);
    int missing = 0;
    for (char32_t each = from; each <= to; ++each) {
        if (baked->FindGlyphNoFallback(static_cast<ImWchar>(each)) == nullptr) ++missing;
    }
    return missing;
}

}  // namespace

TEST_CASE("the faces have every common Chinese character, and digits of one width") {
    test::Scene scene;
    scene.draw([](Canvas& canvas, const Rect&) {
        for (const bool tabular : {false, true}) {
            ImFont* font = canvas.fonts().face(Weight::regular, tabular);
            CHECK(missing_in(font, 0x4E00, 0x9FA5) == 0);
            CHECK(missing_in(font, '!', '~') == 0);
        }
        for (const std::string_view rare :
             {"圳", "鑫", "尔", "喆", "淼", "堃", "罕", "→", "¥", "³", "…", "•", "·"}) {
            const std::string text(rare);
            unsigned code = 0;
            ImTextCharFromUtf8(&code, text.c_str(), nullptr);
            ImFontBaked* baked = canvas.fonts().face(Weight::regular, false)->GetFontBaked(17);
            CHECK_MESSAGE(baked->FindGlyphNoFallback(static_cast<ImWchar>(code)) != nullptr, rare);
        }
        const TextStyle figures = style::body.figures();
        for (char digit = '1'; digit <= '9'; ++digit) {
            CHECK(canvas.width(figures, std::string(1, digit)) == canvas.width(figures, "0"));
        }
    });
}

TEST_CASE("every icon of the list is drawn by the icon font") {
    CHECK(icon_font().size() > 10'000);
    test::Scene scene;
    scene.draw([](Canvas& canvas, const Rect&) {
        ImFontBaked* baked = canvas.fonts().icons()->GetFontBaked(16);
        for (int i = 0; i < icon_count; ++i) {
            const auto code =
                static_cast<ImWchar>(static_cast<char32_t>(Icon::house) + static_cast<char32_t>(i));
            const ImFontGlyph* glyph = baked->FindGlyphNoFallback(code);
            REQUIRE(glyph != nullptr);
            CHECK(glyph->Visible);
        }
    });
}
