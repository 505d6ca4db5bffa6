#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace branchline {

namespace {

constexpr std::string_view ideographic_space = "\u3000";
constexpr char32_t replacement = 0xfffd;

bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

const utf8proc_uint8_t* data_of(std::string_view text) {
    return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// Takes one code point off the front of a text that is not empty. A byte that begins none is taken
// alone and gives nothing.
std::optional<char32_t> take_code_point(std::string_view& text) {
    utf8proc_int32_t code_point = 0;
    const auto size =
        utf8proc_iterate(data_of(text), static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    text.remove_prefix(size > 0 ? static_cast<std::size_t>(size) : 1);
    if (size <= 0) return std::nullopt;
    return static_cast<char32_t>(code_point);
}

// Outer white space off, inner runs of it to one blank.
std::string squeeze(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : trim(text)) {
        if (!is_ascii_space(c)) {
            out.push_back(c);
        } else if (!out.ends_with(' ')) {
            out.push_back(' ');
        }
    }
    return out;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto code_point = take_code_point(text);
        if (!code_point || *code_point == 0) return false;
    }
    return true;
}

std::string_view trim(std::string_view text) {
    for (;;) {
        if (!text.empty() && is_ascii_space(text.front())) {
            text.remove_prefix(1);
        } else if (!text.empty() && is_ascii_space(text.back())) {
            text.remove_suffix(1);
        } else if (text.starts_with(ideographic_space)) {
            text.remove_prefix(ideographic_space.size());
        } else if (text.ends_with(ideographic_space)) {
            text.remove_suffix(ideographic_space.size());
        } else {
            return text;
        }
    }
}

std::string normal_form(std::string_view text) {
    // Unicode's NFKC_Casefold: it also drops what nobody can see (zero-width characters, variation
    // selectors), so that a name pasted from a web page equals the typed one.
    constexpr auto options = static_cast<utf8proc_option_t>(
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    utf8proc_uint8_t* mapped = nullptr;
    const auto size =
        utf8proc_map(data_of(text), static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    // Not UTF-8: such text is refused where it comes in; as it is, it equals only itself.
    if (size < 0) return std::string(trim(text));
    return squeeze({reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)});
}

std::size_t code_point_count(std::string_view text) {
    const auto begins_one = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_one));
}

std::vector<char32_t> code_points(std::string_view text) {
    std::vector<char32_t> out;
    out.reserve(text.size());
    while (!text.empty()) out.push_back(take_code_point(text).value_or(replacement));
    return out;
}

std::string to_utf8(char32_t code_point) {
    const auto value = static_cast<utf8proc_int32_t>(code_point);
    if (utf8proc_codepoint_valid(value) == 0) return to_utf8(replacement);
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = utf8proc_encode_char(value, bytes.data());
    return {bytes.begin(), bytes.begin() + size};
}

bool is_han(char32_t code_point) {
    struct Range {
        char32_t first;
        char32_t last;
    };

    constexpr std::array<Range, 7> ranges = {{
        {0x3005, 0x3005},    // repetition mark
        {0x3007, 0x3007},    // the zero of Chinese dates
        {0x3400, 0x4dbf},    // extension A
        {0x4e00, 0x9fff},    // the unified ideographs
        {0xf900, 0xfaff},    // compatibility ideographs
        {0x20000, 0x2fffd},  // extensions B to F and I, compatibility supplement; all of plane 2
        {0x30000, 0x3fffd},  // extensions G and H; plane 3 is set aside for ideographs as well
    }};
    return std::any_of(ranges.begin(), ranges.end(), [code_point](const Range& range) {
        return code_point >= range.first && code_point <= range.last;
    });
}

std::vector<std::string_view> split_lines(std::string_view text) {
    if (text.empty()) return {};
    if (text.ends_with('\n')) text.remove_suffix(1);
    return split(text, '\n');
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

}  // namespace branchline
