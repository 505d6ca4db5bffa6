#include "tidy/lexer.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "tidy/tree.h"

namespace branchline::tidy {

namespace {

class Lexer {
  public:
    explicit Lexer(std::string_view text) : text_(text) {
        for (const char c : text) {
            const char blank = c == '\n' ? '\n' : ' ';
            views_.code.push_back(blank);
            views_.literals.push_back(blank);
        }
    }

    Views run() {
        while (at_ < text_.size()) {
            const std::string_view rest = text_.substr(at_);
            if (rest.starts_with("//")) {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (rest.starts_with("/*")) {
                const std::size_t end = text_.find("*/", at_ + 2);
                at_ = end == std::string_view::npos ? text_.size() : end + 2;
            } else if (rest.front() == '"') {
                take_string();
            } else if (rest.front() == '\'' && !is_digit_separator()) {
                take_quoted('\'');
            } else {
                keep(views_.code);
            }
        }
        return std::move(views_);
    }

  private:
    void keep(std::string& view) {
        view[at_] = text_[at_];
        ++at_;
    }

    std::string_view word_before() const {
        std::size_t start = at_;
        while (start > 0 && is_word_character(text_[start - 1])) {
            --start;
        }
        return text_.substr(start, at_ - start);
    }

    // In 1'000 the quote stands inside a number; in u8'x' it follows a word.
    bool is_digit_separator() const {
        const std::string_view word = word_before();
        return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
    }

    void take_string() {
        const std::string_view prefix = word_before();
        if (prefix.ends_with('R') && prefix.size() <= 3) {
            take_raw_string();
        } else {
            take_quoted('"');
        }
    }

    void take_quoted(char quote) {
        keep(views_.code);
        while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
                keep(views_.literals);
            }
            keep(views_.literals);
        }
        if (at_ < text_.size() && text_[at_] == quote) {
            keep(views_.code);
        }
    }

    void take_raw_string() {
        const std::size_t open = text_.find('(', at_);
        if (open == std::string_view::npos) {
            take_quoted('"');
            return;
        }
        const std::string closing = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
        const std::size_t end = std::min(text_.find(closing, open), text_.size() - closing.size());
        keep(views_.code);
        while (at_ < end + closing.size() - 1) {
            keep(views_.literals);
        }
        keep(views_.code);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Views views_;
};

}  // namespace

Views split_views(std::string_view text) { return Lexer(text).run(); }

}  // namespace branchline::tidy
