#include "pinyin/pinyin.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "base/text.h"
#include "pinyin/table.h"

namespace branchline::pinyin {

namespace {

constexpr std::size_t combinations_at_most = 8;
constexpr std::size_t typed_at_most = 64;
constexpr std::size_t longest_reading = 6;  // zhuang

const ReadingSet* set_of(char32_t han) {
    if (han < 0x3400) return nullptr;
    const std::span table(entries, entry_count);
    const auto at = std::ranges::lower_bound(table, std::uint32_t{han}, {}, &Entry::code_point);
    if (at == table.end() || at->code_point != han) return nullptr;
    return &reading_sets[at->set];
}

// A character of a text: its readings, or what it is written as.
struct Unit {
    std::vector<std::string_view> readings;
    std::string as_is;
};

bool is_punctuation(char32_t point) {
    const auto within = [point](char32_t first, char32_t last) {
        return point >= first && point <= last;
    };
    if (point < 0x80) return !within('a', 'z') && !within('0', '9');
    return within(0x80, 0xbf) || within(0x2000, 0x206f) || within(0x3000, 0x303f);
}

// Blanks and punctuation are left out.
std::vector<Unit> units_of(std::string_view text) {
    std::vector<Unit> units;
    for (const char32_t point : code_points(normal_form(text))) {
        if (const ReadingSet* set = set_of(point)) {
            units.push_back({split(set->readings, ' '), {}});
        } else if (!is_punctuation(point)) {
            units.push_back({{}, to_utf8(point)});
        }
    }
    return units;
}

// Matches typed letters against units from one place on.
class Speller {
  public:
    Speller(const std::vector<Unit>& units, std::string_view typed)
        : units_(units), typed_(typed) {}

    bool from(std::size_t unit, std::size_t letter) {
        if (letter == typed_.size()) return true;
        if (unit == units_.size() || !tried_.insert({unit, letter}).second) return false;
        const std::string_view rest = typed_.substr(letter);
        const Unit& here = units_[unit];
        if (!here.as_is.empty()) {
            return rest.starts_with(here.as_is) && from(unit + 1, letter + here.as_is.size());
        }
        return std::ranges::any_of(here.readings, [&](std::string_view reading) {
            if (reading.starts_with(rest)) return true;
            const bool whole = rest.starts_with(reading);
            if (whole && from(unit + 1, letter + reading.size())) return true;
            return rest.front() == reading.front() && from(unit + 1, letter + 1);
        });
    }

  private:
    const std::vector<Unit>& units_;
    std::string_view typed_;
    std::set<std::pair<std::size_t, std::size_t>> tried_;
};

std::string letters_of(std::string_view typed) {
    std::string letters;
    for (const char c : normal_form(typed)) {
        if (c != ' ' && c != '\'') letters.push_back(c);
    }
    return letters.size() > typed_at_most ? std::string() : letters;
}

const std::set<std::string_view>& syllables() {
    static const std::set<std::string_view> all = [] {
        std::set<std::string_view> made;
        for (std::size_t i = 0; i < entry_count; ++i) {
            for (const std::string_view reading :
                 split(reading_sets[entries[i].set].readings, ' ')) {
                // Grunts such as "ng" would cut every "qing" in two.
                const bool spoken = reading.find_first_of("aeiouv") != std::string_view::npos;
                if (spoken) made.insert(reading);
            }
        }
        return made;
    }();
    return all;
}

bool begins_syllable(std::string_view letters) {
    const auto at = syllables().lower_bound(letters);
    return at != syllables().end() && at->starts_with(letters);
}

void cut(std::string_view rest, const std::string& before, std::vector<std::string>& found) {
    if (found.size() >= combinations_at_most) return;
    for (std::size_t size = std::min(rest.size(), longest_reading); size > 0; --size) {
        const std::string_view head = rest.substr(0, size);
        if (size == rest.size() && begins_syllable(head)) {
            std::string made = before + head.front();
            if (std::ranges::find(found, made) == found.end()) found.push_back(std::move(made));
        } else if (size > 1 && syllables().contains(head)) {
            cut(rest.substr(size), before + head.front(), found);
        }
    }
}

}  // namespace

std::string_view readings(char32_t han) {
    const ReadingSet* set = set_of(han);
    return set == nullptr ? std::string_view() : set->readings;
}

std::string_view initials(char32_t han) {
    const ReadingSet* set = set_of(han);
    return set == nullptr ? std::string_view() : set->initials;
}

std::string initials_of(std::string_view text) {
    std::vector<std::string> made{""};
    for (const Unit& unit : units_of(text)) {
        std::vector<std::string> longer;
        for (const std::string& each : made) {
            if (!unit.as_is.empty()) {
                longer.push_back(each + unit.as_is);
                continue;
            }
            std::string used;
            for (const std::string_view reading : unit.readings) {
                const bool again = used.find(reading.front()) != std::string::npos;
                if (again || longer.size() >= combinations_at_most) continue;
                used.push_back(reading.front());
                longer.push_back(each + reading.front());
            }
        }
        made = std::move(longer);
    }
    std::string text_of_all;
    for (const std::string& each : made) {
        text_of_all.append(text_of_all.empty() ? "" : " ").append(each);
    }
    return text_of_all;
}

Spelling spelling(std::string_view text, std::string_view typed) {
    const std::string letters = letters_of(typed);
    if (letters.empty()) return Spelling::none;
    const std::vector<Unit> units = units_of(text);
    Speller speller(units, letters);
    for (std::size_t start = 0; start < units.size(); ++start) {
        if (speller.from(start, 0)) return start == 0 ? Spelling::beginning : Spelling::inside;
    }
    return Spelling::none;
}

std::vector<std::string> spelled_initials(std::string_view typed) {
    std::vector<std::string> found;
    const std::string letters = letters_of(typed);
    if (letters.size() > 1) cut(letters, {}, found);
    std::erase(found, letters);
    return found;
}

}  // namespace branchline::pinyin
