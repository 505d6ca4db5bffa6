#include "ui/text.h"

#include <algorithm>

#include "base/text.h"

namespace branchline::ui {

namespace {

char32_t character_at(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) return lead;
    const std::size_t size = next_character(text, at) - at;
    char32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    }
    return code;
}

// Each of these may stand alone: no blank is needed beside it.
bool is_ideograph(char32_t c) {
    return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

bool begins_no_line(char32_t c) {
    return std::u32string_view(U"，。、；：？！）》」』】％…·,.;:?!)%").find(c) !=
           std::u32string_view::npos;
}

bool ends_no_line(char32_t c) {
    return std::u32string_view(U"（《「『【(").find(c) != std::u32string_view::npos;
}

bool may_break(char32_t before, char32_t after) {
    if (begins_no_line(after) || ends_no_line(before)) return false;
    if (before == ' ') return after != ' ';
    return is_ideograph(before) || is_ideograph(after);
}

std::string_view without_blanks(std::string_view line) {
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    return line;
}

// Where the line that begins at `from` ends, not beyond `end`.
std::size_t end_of_line(std::string_view text, std::size_t from, std::size_t end, float width,
                        const Measure& measure) {
    std::size_t fits = from;    // last place where it may break
    std::size_t anyhow = from;  // last place up to which it fits
    char32_t before = 0;
    for (std::size_t at = from; at < end;) {
        const char32_t here = character_at(text, at);
        if (at > from && may_break(before, here)) fits = at;
        const std::size_t next = std::min(next_character(text, at), end);
        if (measure(without_blanks(text.substr(from, next - from))) > width) {
            if (fits > from) return fits;
            return anyhow > from ? anyhow : next;
        }
        anyhow = next;
        before = here;
        at = next;
    }
    return end;
}

}  // namespace

std::size_t next_character(std::string_view text, std::size_t at) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    return at;
}

std::vector<std::string_view> wrap(std::string_view text, float width, const Measure& measure) {
    std::vector<std::string_view> lines;
    std::size_t from = 0;
    do {
        const std::size_t stop = std::min(text.find('\n', from), text.size());
        do {
            const std::size_t end = end_of_line(text, from, stop, width, measure);
            lines.push_back(without_blanks(text.substr(from, end - from)));
            from = end;
            while (from < stop && text[from] == ' ') ++from;
        } while (from < stop);
        from = stop + 1;
    } while (from <= text.size());
    return lines;
}

std::string cut_to(std::string_view text, float width, const Measure& measure) {
    const std::size_t line_end = text.find('\n');
    const bool more = line_end != std::string_view::npos;
    if (more) text = text.substr(0, line_end);
    if (!more && measure(text) <= width) return std::string(text);
    constexpr std::string_view ellipsis = "…";
    const float room = width - measure(ellipsis);
    std::size_t low = 0;
    std::size_t high = text.size();
    while (low < high) {  // the longest beginning that fits
        std::size_t middle = (low + high + 1) / 2;
        while (middle < text.size() && (static_cast<unsigned char>(text[middle]) & 0xC0U) == 0x80U)
            ++middle;
        if (middle <= high && measure(text.substr(0, middle)) <= room) {
            low = middle;
        } else {
            high = std::max(low, (low + high + 1) / 2 - 1);
        }
    }
    while (low > 0 && low < text.size() && (static_cast<unsigned char>(text[low]) & 0xC0U) == 0x80U)
        --low;
    return std::string(without_blanks(text.substr(0, low))) + std::string(ellipsis);
}

}  // namespace branchline::ui
