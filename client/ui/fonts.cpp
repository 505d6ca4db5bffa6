#include "ui/fonts.h"

#include <imgui.h>
#include <imgui_internal.h>
#include <misc/freetype/imgui_freetype.h>

#include <cmath>
#include <filesystem>

#include "base/ensure.h"
#include "base/mapped_file.h"
#include "ui/icon_font.h"

namespace branchline::ui {

namespace {

// Ascent + descent as a multiple of the em, from the files' hhea tables: ImGui's size is that sum.
constexpr float latin_size = 1.2102F;
constexpr float noto_size = 1.448F;
constexpr float wqy_size = 1.1724F;
constexpr float reference_em = 100;   // sizes of merged sources count as a ratio only
constexpr float digit_width = 0.62F;  // of an em: what Inter's own digits take on average
constexpr int noto_simplified = 2;    // 0 has the Japanese shapes

constexpr ImWchar digits_only[] = {1, '0' - 1, '9' + 1, 0x10FFFF, 0};
constexpr ImWchar no_digits[] = {'0', '9', 0};

bool is_there(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

}  // namespace

Result<FontFiles> find_fonts(bool prefer_small_han) {
    const std::string root = "/usr/share/fonts/";
    FontFiles files;
    files.regular = root + "opentype/inter/Inter-Regular.otf";
    files.medium = root + "opentype/inter/Inter-Medium.otf";
    files.semibold = root + "opentype/inter/Inter-SemiBold.otf";
    const std::string noto = root + "opentype/noto/NotoSansCJK-";
    const std::string wqy = root + "truetype/wqy/wqy-microhei.ttc";
    if (is_there(noto + "Regular.ttc") && is_there(noto + "Bold.ttc") && !prefer_small_han) {
        files.han = noto + "Regular.ttc";
        files.han_semibold = noto + "Bold.ttc";
        files.han_index = noto_simplified;
        files.han_size = noto_size;
    } else {
        files.han = wqy;
        files.han_size = wqy_size;
    }
    for (const std::string& path : {files.regular, files.medium, files.semibold, files.han}) {
        if (!is_there(path)) {
            return refuse(Code::not_found, path, "fonts-inter, fonts-wqy-microhei");
        }
    }
    return files;
}

// A file as it lies in memory; ImGui reads it from there and never owns it.
class Fonts::Mapped {
  public:
    Mapped(std::string path, MappedFile bytes) : path_(std::move(path)), bytes_(std::move(bytes)) {}

    [[nodiscard]] const std::string& path() const { return path_; }

    [[nodiscard]] void* data() const { return const_cast<char*>(bytes_.bytes().data()); }

    [[nodiscard]] int size() const { return static_cast<int>(bytes_.bytes().size()); }

  private:
    std::string path_;
    MappedFile bytes_;
};

const Fonts::Mapped& Fonts::map(const std::string& path) {
    for (const auto& file : files_) {
        if (file->path() == path) return *file;
    }
    auto opened = MappedFile::open(path);
    ENSURE(opened.has_value());  // find_fonts has just seen it
    files_.push_back(std::make_unique<Mapped>(path, std::move(*opened)));
    return *files_.back();
}

float Fonts::size_of(float em_px) { return std::round(em_px * latin_size); }

Fonts::Fonts(ImFontAtlas& atlas, const FontFiles& files) {
    atlas.SetFontLoader(ImGuiFreeType::GetFontLoader());
    for (const Weight weight : {Weight::regular, Weight::medium, Weight::semibold}) {
        for (const bool tabular : {false, true}) {
            faces_[static_cast<std::size_t>(weight)][tabular ? 1 : 0] =
                add(atlas, files, weight, tabular);
        }
    }
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.FontLoaderFlags = ImGuiFreeTypeLoaderFlags_NoHinting;
    const std::span<const unsigned char> icons = icon_font();
    icons_ = atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(icons.data()),
                                        static_cast<int>(icons.size()), 16, &config);
}

Fonts::~Fonts() = default;

ImFont* Fonts::face(Weight weight, bool tabular) const {
    return faces_[static_cast<std::size_t>(weight)][tabular ? 1 : 0];
}

ImFont* Fonts::add(ImFontAtlas& atlas, const FontFiles& files, Weight weight, bool tabular) {
    const auto add_source = [&](const std::string& path, float size, int index, bool merge,
                                const ImWchar* without, unsigned flags) {
        const Mapped& file = map(path);
        ImFontConfig config;
        // Owned at first, or ImGui 1.92 copies the whole file; not any more once it is in.
        config.FontDataOwnedByAtlas = true;
        config.MergeMode = merge;
        config.FontNo = static_cast<unsigned>(index);
        config.GlyphExcludeRanges = without;
        config.FontLoaderFlags = flags;
        if (without == digits_only) {
            config.GlyphMinAdvanceX = config.GlyphMaxAdvanceX = reference_em * digit_width;
            config.PixelSnapH = true;
        }
        ImFont* font = atlas.AddFontFromMemoryTTF(file.data(), file.size(), size, &config);
        atlas.Sources.back().FontDataOwnedByAtlas = false;
        ENSURE(font != nullptr);
        return font;
    };
    const std::string& latin = weight == Weight::regular  ? files.regular
                               : weight == Weight::medium ? files.medium
                                                          : files.semibold;
    const unsigned light = ImGuiFreeTypeLoaderFlags_LightHinting;
    const float size = reference_em * latin_size;
    ImFont* font = add_source(latin, size, 0, false, tabular ? no_digits : nullptr, light);
    if (tabular) add_source(latin, size, 0, true, digits_only, light);
    const bool bold = weight == Weight::semibold;
    const bool own_bold = bold && !files.han_semibold.empty();
    add_source(
        own_bold ? files.han_semibold : files.han, reference_em * files.han_size, files.han_index,
        true, nullptr,
        light | static_cast<unsigned>(bold && !own_bold ? ImGuiFreeTypeLoaderFlags_Bold : 0));
    return font;
}

}  // namespace branchline::ui
