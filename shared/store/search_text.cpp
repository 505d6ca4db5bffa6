#include "store/search_text.h"

#include <algorithm>

#include "base/text.h"

namespace branchline::store {

namespace {

constexpr std::size_t piece_size = 3;
// A run of letters that is longer is cut: nobody types it, and FTS5 has a limit of its own.
constexpr std::size_t longest_token = 96;
constexpr std::size_t longest_run = 40;
// Stands at the end of each text and of each run of pieces. It is cut into a token of its own that
// no folded text can hold, so no phrase reaches from one text into the next.
constexpr std::string_view text_end = " \x02 ";

struct CodePoint {
    char32_t value = 0;
    std::size_t size = 1;
};

// Bytes that are not UTF-8 give 0, a separator, one at a time.
CodePoint code_point_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || at + size > text.size()) return {};
    char32_t value = first & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) return {};
        value = value << 6 | (byte(i) & 0x3fU);
    }
    return {value, size};
}

enum class Sort : std::uint8_t { separator, letter, alone };

bool within(char32_t value, char32_t first, char32_t last) {
    return value >= first && value <= last;
}

bool is_ascii_digit(char32_t value) { return within(value, '0', '9'); }

bool is_ascii_letter(char32_t value) { return within(value, 'a', 'z'); }

Sort sort_of(char32_t value) {
    if (value == 0x02) return Sort::alone;
    if (value == static_cast<char32_t>(leading_mark)) return Sort::letter;
    if (value < 0x80)
        return is_ascii_digit(value) || is_ascii_letter(value | 0x20) ? Sort::letter
                                                                      : Sort::separator;
    if (within(value, 0x4e00, 0x9fff) || is_han(value)) return Sort::alone;
    if (within(value, 0x3041, 0x30ff) || within(value, 0x31f0, 0x31ff)) return Sort::alone;
    if (within(value, 0xe000, 0xf8ff) || value >= 0xf0000) return Sort::alone;  // private use
    if (within(value, 0x80, 0xbf) || value == 0xd7 || value == 0xf7) return Sort::separator;
    if (within(value, 0x2000, 0x206f) || within(value, 0x2190, 0x2bff)) return Sort::separator;
    if (within(value, 0x3000, 0x303f) || within(value, 0xfe10, 0xfe6f)) return Sort::separator;
    if (within(value, 0x1f000, 0x1faff)) return Sort::separator;  // pictures
    return Sort::letter;
}

// Code points whose folded form is known without the tables: ASCII and its wide forms, the unified
// ideographs, Chinese punctuation. 0 = ask the tables.
char32_t quick_fold(char32_t value) {
    if (value < 0x20 || value == 0x7f) return ' ';
    if (value < 0x80) return within(value, 'A', 'Z') ? value | 0x20 : value;
    if (within(value, 0x3400, 0x4dbf) || within(value, 0x4e00, 0x9fff)) return value;
    if (within(value, 0x3000, 0x3003) || within(value, 0x3008, 0x3011)) return ' ';
    if (within(value, 0xff01, 0xff5e)) return quick_fold(value - 0xfee0);
    return 0;
}

void append_utf8(std::string& out, char32_t value) {
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (value < 0x80) return put(value);
    // What is folded quickly lies in the basic plane, beyond the two-byte forms.
    put(0xe0 | value >> 12);
    put(0x80 | (value >> 6 & 0x3f));
    put(0x80 | (value & 0x3f));
}

}  // namespace

std::string search_form(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        const char32_t folded = quick_fold(point.value);
        if (folded == 0 || point.value == 0) {
            out = normal_form(text);
            for (char& c : out)
                if (static_cast<unsigned char>(c) < 0x20) c = ' ';
            return out;
        }
        append_utf8(out, folded);
        at += point.size;
    }
    return out;
}

bool Cutter::next() {
    colocated = false;
    CodePoint point;
    for (begin = end;; begin += point.size) {
        if (begin >= text_.size()) return false;
        point = code_point_at(text_, begin);
        const Sort sort = sort_of(point.value);
        if (sort != Sort::separator) {
            alone = sort == Sort::alone;
            break;
        }
        if (point.value == static_cast<char32_t>(colocation_mark)) colocated = true;
    }
    end = begin + point.size;
    if (point.value == static_cast<char32_t>(leading_mark) && end < text_.size()) {
        point = code_point_at(text_, end);
        alone = sort_of(point.value) == Sort::alone;
        if (alone) end += point.size;
    }
    if (alone) return true;
    while (end < text_.size() && end - begin < longest_token) {
        point = code_point_at(text_, end);
        if (sort_of(point.value) != Sort::letter) break;
        end += point.size;
    }
    return true;
}

namespace {

// Pieces of one run of characters: for each place, every combination of readings, at most eight;
// of three also the first two. `leads`: the run begins a name.
void append_pieces(std::string& out, const std::vector<std::string_view>& readings, bool leads) {
    constexpr std::size_t most_readings = 8;
    for (std::size_t place = 0; place < readings.size(); ++place) {
        std::vector<std::string> pieces{""};
        const std::size_t last = std::min(place + piece_size, readings.size());
        for (std::size_t i = place; i < last; ++i) {
            std::vector<std::string> longer;
            for (const std::string& piece : pieces)
                for (const char reading : readings[i])
                    if (longer.size() < most_readings) longer.push_back(piece + reading);
            pieces = std::move(longer);
        }
        std::vector<std::string> beside = pieces;
        for (const std::string& piece : pieces) {
            std::string pair = piece.substr(0, piece_size - 1);
            if (std::find(beside.begin(), beside.end(), pair) == beside.end())
                beside.push_back(std::move(pair));
            if (leads && place == 0) beside.push_back(leading_mark + piece);
        }
        for (std::size_t i = 0; i < beside.size(); ++i) {
            out.push_back(i == 0 ? ' ' : colocation_mark);
            out += beside[i];
        }
    }
}

void append_initials(std::string& out, std::string_view folded, const Initials& initials) {
    std::vector<std::string_view> run;
    bool leads = false;
    const auto finish = [&] {
        append_pieces(out, run, leads);
        out.append(text_end);
        run.clear();
    };
    Cutter first(folded);
    const std::size_t begin = first.next() ? first.begin : 0;
    for (std::size_t at = 0; at < folded.size();) {
        const CodePoint point = code_point_at(folded, at);
        const std::string_view readings =
            sort_of(point.value) == Sort::alone ? initials.of(point.value) : std::string_view();
        if (!readings.empty()) {
            if (run.empty()) leads = at == begin;
            run.push_back(readings);
        } else if (!run.empty()) {
            finish();
        }
        at += point.size;
    }
    if (!run.empty()) finish();
}

void append_piece_run(std::string& out, std::string_view run) {
    if (run.size() < piece_size) return;
    run = run.substr(0, longest_run);
    for (std::size_t i = 0; i + piece_size <= run.size(); ++i) {
        out.push_back(' ');
        out += run.substr(i, piece_size);
    }
    out.append(text_end);
}

// Strings of digits, as telephone numbers are written: single blanks and hyphens do not end them.
void append_digits(std::string& out, std::string_view folded) {
    std::string run;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const char c = folded[i];
        if (is_ascii_digit(static_cast<unsigned char>(c))) {
            run.push_back(c);
            continue;
        }
        const bool joins = (c == '-' || c == ' ') && i + 1 < folded.size() &&
                           is_ascii_digit(static_cast<unsigned char>(folded[i + 1]));
        if (joins || run.empty()) continue;
        append_piece_run(out, run);
        run.clear();
    }
    append_piece_run(out, run);
}

void append_words(std::string& out, const std::string& folded, bool is_name) {
    Cutter first(folded);
    const std::size_t end = is_name && first.next() ? first.end : 0;
    out.append(folded, 0, end);
    if (end > 0) out.append({colocation_mark, leading_mark}).append(first.token());
    // The mark between two texts: no phrase goes from one into the other.
    out.append(folded, end).append(text_end);
}

}  // namespace

SearchDocument make_document(const std::vector<SearchableText>& texts, const Initials& initials) {
    SearchDocument document;
    for (const SearchableText& each : texts) {
        if (each.text.empty()) continue;
        const std::string folded = search_form(each.text);
        append_words(document.words, folded, each.is_name);
        append_digits(document.digits, folded);
        if (each.is_name && initials.of != nullptr)
            append_initials(document.initials, folded, initials);
    }
    return document;
}

namespace {

bool all_of(std::string_view text, bool (*is)(char32_t)) {
    return std::all_of(text.begin(), text.end(),
                       [is](char c) { return is(static_cast<unsigned char>(c)); });
}

std::vector<std::string> pieces_of(std::string_view run) {
    std::vector<std::string> pieces;
    run = run.substr(0, longest_run);
    for (std::size_t i = 0; i + piece_size <= run.size(); ++i)
        pieces.emplace_back(run.substr(i, piece_size));
    return pieces;
}

// The ways to find one word, its tokens being neighbours.
std::vector<SearchQuery::Phrase> ways_of(const std::vector<std::string>& tokens, bool last_alone,
                                         bool with_initials) {
    using Place = SearchQuery::Place;
    const std::string& first = tokens.front();
    const bool one = tokens.size() == 1;
    if (one && first.size() >= piece_size && all_of(first, is_ascii_digit))
        return {{Place::digits, pieces_of(first), false}};
    // Beginnings of one or two digits would be half of all numbers.
    const bool begins = !last_alone && !(one && all_of(first, is_ascii_digit));
    std::vector<SearchQuery::Phrase> ways{{Place::words, tokens, begins}};
    if (with_initials && one && all_of(first, is_ascii_letter)) {
        if (first.size() >= piece_size) {
            ways.push_back({Place::initials, pieces_of(first), false});
        } else {
            ways.push_back({Place::initials, tokens, first.size() == 1});
        }
    }
    return ways;
}

// A whole input such as "138 1234 5678" or "021-6234": digits in groups.
std::string grouped_digits(std::string_view folded) {
    std::string digits;
    std::size_t groups = 0;
    bool inside = false;
    for (const char c : folded) {
        const bool digit = is_ascii_digit(static_cast<unsigned char>(c));
        if (!digit && c != ' ' && c != '-') return {};
        if (digit && !inside) ++groups;
        if (digit) digits.push_back(c);
        inside = digit;
    }
    return groups > 1 && digits.size() >= piece_size ? digits : std::string();
}

// Where the last character of a text begins.
std::size_t last_begin(std::string_view text) {
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) --at;
    return at;
}

std::string_view name_of(SearchQuery::Place place) {
    switch (place) {
        case SearchQuery::Place::initials:
            return "initials";
        case SearchQuery::Place::digits:
            return "digits";
        default:
            return "words";
    }
}

std::string expression_of(const SearchQuery::Phrase& phrase) {
    std::string text(name_of(phrase.place));
    text += " : \"";
    for (std::size_t i = 0; i < phrase.tokens.size(); ++i)
        text.append(i > 0 ? " " : "").append(phrase.tokens[i]);
    text += '"';
    if (phrase.begins) text += " *";
    return text;
}

bool found_in(std::string_view column, const SearchQuery::Phrase& phrase) {
    std::vector<std::vector<std::string_view>> places;
    Cutter cutter(column);
    while (cutter.next()) {
        if (!cutter.colocated || places.empty()) places.emplace_back();
        places.back().push_back(cutter.token());
    }
    const std::size_t count = phrase.tokens.size();
    for (std::size_t start = 0; start + count <= places.size(); ++start) {
        bool all = true;
        for (std::size_t i = 0; i < count && all; ++i) {
            const std::string& wanted = phrase.tokens[i];
            const bool begins = phrase.begins && i + 1 == count;
            const auto& tokens = places[start + i];
            all = std::any_of(tokens.begin(), tokens.end(), [&](std::string_view token) {
                return begins ? token.starts_with(wanted) : token == wanted;
            });
        }
        if (all) return true;
    }
    return false;
}

bool found_in(const SearchDocument& document, const SearchQuery::Phrase& phrase) {
    switch (phrase.place) {
        case SearchQuery::Place::initials:
            return found_in(document.initials, phrase);
        case SearchQuery::Place::digits:
            return found_in(document.digits, phrase);
        default:
            return found_in(document.words, phrase);
    }
}

}  // namespace

SearchQuery::SearchQuery(std::string_view typed, bool with_initials) {
    constexpr std::size_t longest_input = 400;
    constexpr std::size_t most_words = 12;
    constexpr std::size_t most_tokens = 40;
    typed = typed.substr(0, longest_input);
    // Not in the middle of a character.
    while (!typed.empty() && code_point_at(typed, last_begin(typed)).value == 0)
        typed.remove_suffix(1);
    const std::string folded = search_form(typed);
    for (const std::string_view word : split(folded, ' ')) {
        std::vector<std::string> tokens;
        Cutter cutter(word);
        while (tokens.size() < most_tokens && cutter.next()) tokens.emplace_back(cutter.token());
        if (!tokens.empty() && words_.size() < most_words)
            words_.push_back(ways_of(tokens, cutter.alone, with_initials));
    }
    const std::string digits = grouped_digits(folded);
    if (!digits.empty()) digits_ = Phrase{Place::digits, pieces_of(digits), false};
}

std::string SearchQuery::expression_from(std::size_t first) const {
    std::string text;
    for (std::size_t word = first; word < words_.size(); ++word) {
        text += text.empty() ? "(" : " AND (";
        for (const Phrase& way : words_[word])
            text.append(text.ends_with('(') ? "" : " OR ").append(expression_of(way));
        text += ")";
    }
    return text;
}

std::string SearchQuery::expression() const {
    std::string text = "(" + expression_from(0) + ")";
    if (digits_) text += " OR " + expression_of(*digits_);
    return text;
}

std::string SearchQuery::leading_expression() const {
    std::string text = "(";
    for (Phrase way : words_.front()) {
        if (way.place == Place::digits) continue;
        // Beginnings of names are few: here two letters may be the beginning of a piece.
        way.begins = way.begins || (way.place == Place::initials && way.tokens.size() == 1);
        way.tokens.front().insert(0, 1, leading_mark);
        text += (text.size() > 1 ? " OR " : "") + expression_of(way);
    }
    if (text.size() == 1) return {};
    text += ")";
    if (words_.size() > 1) text += " AND " + expression_from(1);
    return text;
}

bool SearchQuery::broad() const {
    if (words_.size() != 1) return false;
    const std::vector<std::string>& tokens = words_.front().front().tokens;
    return tokens.size() == 1 && tokens.front().size() == 1;
}

bool SearchQuery::matches(const SearchDocument& document) const {
    if (digits_ && found_in(document, *digits_)) return true;
    return !words_.empty() &&
           std::all_of(words_.begin(), words_.end(), [&](const std::vector<Phrase>& ways) {
               return std::any_of(ways.begin(), ways.end(),
                                  [&](const Phrase& phrase) { return found_in(document, phrase); });
           });
}

}  // namespace branchline::store
