#include "stories/sentence.h"

#include <sstream>

namespace branchline::test {

namespace {

bool is_mark(char c) { return c == ',' || c == ':'; }

bool match_from(const Words& pattern, std::size_t at, const Words& sentence, std::size_t from,
                Words& places) {
    if (at == pattern.size()) return from == sentence.size();
    if (from >= sentence.size()) return false;
    const std::string& expected = pattern[at];
    if (expected == "{word}") {
        if (is_mark(sentence[from].front())) return false;
        places.push_back(sentence[from]);
        if (match_from(pattern, at + 1, sentence, from + 1, places)) return true;
        places.pop_back();
        return false;
    }
    if (expected == "{row}") {
        if (from + 2 > sentence.size() || is_mark(sentence[from + 1].front())) return false;
        places.push_back(sentence[from]);
        places.push_back(sentence[from + 1]);
        if (match_from(pattern, at + 1, sentence, from + 2, places)) return true;
        places.resize(places.size() - 2);
        return false;
    }
    if (expected == "{text}") {
        for (std::size_t end = from + 1; end <= sentence.size(); ++end) {
            places.push_back(joined(Words(sentence.begin() + static_cast<std::ptrdiff_t>(from),
                                          sentence.begin() + static_cast<std::ptrdiff_t>(end))));
            if (match_from(pattern, at + 1, sentence, end, places)) return true;
            places.pop_back();
        }
        return false;
    }
    return sentence[from] == expected && match_from(pattern, at + 1, sentence, from + 1, places);
}

}  // namespace

Words words_of(std::string_view line) {
    Words words;
    std::istringstream in{std::string(line)};
    for (std::string word; in >> word;) {
        if (word.size() == 1 || !is_mark(word.back())) {
            words.push_back(word);
            continue;
        }
        words.push_back(word.substr(0, word.size() - 1));
        words.emplace_back(1, word.back());
    }
    return words;
}

std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words) {
        if (!text.empty() && !is_mark(word.front())) text += ' ';
        text += word;
    }
    return text;
}

std::optional<Words> match(std::string_view pattern, const Words& sentence) {
    Words places;
    if (!match_from(words_of(pattern), 0, sentence, 0, places)) return std::nullopt;
    return places;
}

}  // namespace branchline::test
