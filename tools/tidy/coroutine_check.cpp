#include <algorithm>
#include <array>

#include "tidy/check.h"

namespace branchline::tidy {

namespace {

// GCC 12 destroys temporaries twice when they live across a suspension: lambdas with captures and
// aggregates written inside the full expression that also holds a co_await. A named local before
// the co_await is always right, so that is what the rule asks for.
class AwaitFinder {
  public:
    explicit AwaitFinder(const File& file) : path_(file.path), tokens_(tokens_of(file)) {
        frames_.push_back({});
    }

    Violations run() {
        for (at_ = 0; at_ < tokens_.size(); ++at_) {
            step(tokens_[at_].text);
        }
        end_expression();
        return std::move(found_);
    }

  private:
    // One block, or one pair of braces inside an expression, with the expression being read in it.
    struct Frame {
        bool inside_expression = false;
        bool is_lambda = false;
        int parens = 0;
        int await_line = 0;
        bool has_brace = false;
        bool has_lambda = false;
        bool awaits_body = false;  // a lambda was introduced, its body comes
        bool starts = true;
        bool is_control = false;
    };

    void step(std::string_view text) {
        Frame& frame = frames_.back();
        if (text == "{") {
            open();
            return;
        }
        if (text == "}") {
            close();
            return;
        }
        if (text == ";") {
            end_expression();
            return;
        }
        if (frame.starts) {
            frame.is_control = is_one_of({"if", "for", "while", "switch", "else", "catch"}, text);
            frame.starts = false;
        }
        frame.parens += text == "(" ? 1 : text == ")" ? -1 : 0;
        if (text == "co_await") {
            frame.await_line = tokens_[at_].line;
        }
        if (text == "[" && starts_lambda()) {
            frame.has_lambda = true;
            frame.awaits_body = true;
        }
    }

    void open() {
        Frame& frame = frames_.back();
        const bool lambda = frame.awaits_body;
        if (opens_value(frame)) {
            frame.has_brace = true;
            frame.awaits_body = false;
            frames_.push_back({.inside_expression = true, .is_lambda = lambda});
        } else {
            end_expression();
            frames_.push_back({});
        }
    }

    // A block wrongly taken for a value does no harm: its statements are looked at one by one, and
    // the head before it holds no co_await.
    bool opens_value(const Frame& frame) const {
        if (frame.parens > 0 || frame.awaits_body) {
            return true;
        }
        const std::string_view previous = at_ == 0 ? ";" : tokens_[at_ - 1].text;
        return !frame.is_control &&
               !is_one_of({";", "{", "}", ":", ")", "do", "try", "else"}, previous);
    }

    void close() {
        if (frames_.size() == 1) {
            return;
        }
        const Frame closed = frames_.back();
        if (!closed.inside_expression || closed.is_lambda) {
            end_expression();
        }
        frames_.pop_back();
        Frame& outer = frames_.back();
        if (!closed.inside_expression) {
            outer = {.inside_expression = outer.inside_expression, .is_lambda = outer.is_lambda};
        } else if (!closed.is_lambda) {
            outer.await_line = std::max(outer.await_line, closed.await_line);
            outer.has_lambda = outer.has_lambda || closed.has_lambda;
        }
    }

    void end_expression() {
        Frame& frame = frames_.back();
        if (frame.await_line > 0 && (frame.has_brace || frame.has_lambda)) {
            found_.push_back({path_, frame.await_line,
                              "a lambda or braces in an expression with co_await: name the value "
                              "on a line of its own first (GCC 12 destroys it twice)"});
        }
        frame.await_line = 0;
        frame.has_brace = false;
        frame.has_lambda = false;
        frame.awaits_body = false;
        frame.starts = frame.parens == 0;
        frame.is_control = frame.is_control && frame.parens > 0;  // the parts of a for (;;)
    }

    // Subscripts follow a value, attributes are doubled, structured bindings follow `auto`.
    bool starts_lambda() const {
        const std::string_view next = at_ + 1 < tokens_.size() ? tokens_[at_ + 1].text : "";
        std::size_t i = at_;
        while (i > 0 && tokens_[i - 1].text == "&") {
            --i;
        }
        const std::string_view previous = i == 0 ? ";" : tokens_[i - 1].text;
        if (next == "[" || previous == "[" || previous == "auto") {
            return false;
        }
        if (is_one_of({"return", "co_return", "co_await", "co_yield"}, previous)) {
            return true;
        }
        return !is_word_character(previous.back()) && !is_one_of({")", "]", "\""}, previous);
    }

    static bool is_one_of(std::initializer_list<std::string_view> list, std::string_view text) {
        return std::ranges::find(list, text) != list.end();
    }

    std::string path_;
    std::vector<Token> tokens_;
    std::vector<Frame> frames_;
    Violations found_;
    std::size_t at_ = 0;
};

}  // namespace

Violations check_coroutines(const Tree& tree) {
    Violations found;
    for (const File& file : tree.files) {
        if (!file.is_cpp() || file.code.find("co_await") == std::string::npos) {
            continue;
        }
        for (Violation& violation : AwaitFinder(file).run()) {
            found.push_back(std::move(violation));
        }
    }
    return found;
}

}  // namespace branchline::tidy
