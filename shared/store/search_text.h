// How text becomes searchable, without any SQL. A text is folded (case, width, compatibility
// forms), then cut into tokens: every Han character (and kana, and private-use code point of older
// GB 18030 fonts) is a token, a run of other letters and digits is one. A phrase of such tokens
// finds any part of a Chinese name, also of one or two characters.
//
// Two columns stand beside the words of a row, both as overlapping pieces of three characters, so
// that a phrase of pieces finds any part of them from three characters on:
//   initials   pinyin initials of the Han characters of names, by a function given from outside;
//              the pieces at the end are shorter, and beside each longer piece stands its beginning
//              of two, so that two letters are a token as well; one letter finds beginnings
// What a name, or the initials in it, begins with stands a second time beside itself, with a mark
// (leading_mark): for finding as one types, where beginnings come first.
//   digits     of telephone numbers and other strings of digits: "the last four" finds them
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::store {

// Folded text: its tokens are those of normal_form(text), got faster for what our texts mostly
// hold. No control characters are left in it.
std::string search_form(std::string_view text);

// Cuts a folded text into tokens.
class Cutter {
  public:
    explicit Cutter(std::string_view folded) : text_(folded) {}

    bool next();

    [[nodiscard]] std::string_view token() const { return text_.substr(begin, end - begin); }

    std::size_t begin = 0;
    std::size_t end = 0;
    bool alone = false;      // a Han character or the like
    bool colocated = false;  // another reading of the token before it

  private:
    std::string_view text_;
};

// Marks a token that stands at the place of the one before it. Never part of a folded text.
inline constexpr char colocation_mark = '\x01';
// The first character of a token that says: a name begins here.
inline constexpr char leading_mark = '\x03';

// Where pinyin initials come from. `of` gives every initial a Han character can have, lower case,
// "" = none known; nullptr = no initials are indexed. `version` counts changes of the table.
struct Initials {
    std::string_view (*of)(char32_t han) = nullptr;
    int version = 0;
};

// What is indexed of a row, a text a column, ready to be cut.
struct SearchDocument {
    std::string words;
    std::string initials;
    std::string digits;
};

struct SearchableText {
    std::string_view text;
    bool is_name;  // gets initials
};

SearchDocument make_document(const std::vector<SearchableText>& texts, const Initials& initials);

// What a person typed, understood: every word of it must be found in one of the ways given.
class SearchQuery {
  public:
    SearchQuery(std::string_view typed, bool with_initials);

    // Nothing in it that could be searched for.
    [[nodiscard]] bool empty() const { return words_.empty(); }

    // Quoted phrases of tokens only: nothing typed can be taken for an operator of FTS5.
    [[nodiscard]] std::string expression() const;
    // Narrower: a name, or the initials of one, begins with the first word. Empty: names do not
    // begin like that.
    [[nodiscard]] std::string leading_expression() const;
    // One letter or digit: it is in half of all rows.
    [[nodiscard]] bool broad() const;
    // The same question, asked of a row that is not in the index.
    [[nodiscard]] bool matches(const SearchDocument& document) const;

    enum class Place : std::uint8_t { words, initials, digits };

    struct Phrase {
        Place place;
        std::vector<std::string> tokens;  // neighbours
        bool begins = false;              // of the last token only the beginning is given
    };

  private:
    [[nodiscard]] std::string expression_from(std::size_t first) const;

    std::vector<std::vector<Phrase>> words_;  // all of these, each in one of its ways
    std::optional<Phrase> digits_;            // or all of it as one string of digits
};

}  // namespace branchline::store
