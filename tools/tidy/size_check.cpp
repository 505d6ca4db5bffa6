#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "tidy/check.h"
#include "tidy/rules.h"

namespace branchline::tidy {

namespace {

struct Function {
    std::string name;
    int first_line = 0;
    int lines = 0;
};

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

constexpr std::array<std::string_view, 5> type_words = {"namespace", "class", "struct", "union",
                                                        "enum"};
constexpr std::array<std::string_view, 5> not_a_name = {"requires", "alignas", "decltype",
                                                        "noexcept", "explicit"};
constexpr std::array<std::string_view, 3> access_words = {"public", "private", "protected"};

enum class Brace { scope, function, value };

// Finds functions by their braces. What stands before a '{' at namespace or class level decides:
// a parameter list makes a function, a type word a scope, anything else is a value in braces.
class FunctionFinder {
  public:
    explicit FunctionFinder(const File& file) : file_(file), tokens_(tokens_of(file)) {}

    std::vector<Function> run() {
        for (at_ = 0; at_ < tokens_.size(); ++at_) {
            const std::string_view text = tokens_[at_].text;
            if (text == "{") {
                open();
            } else if (text == "}") {
                close();
            } else if (in_scope()) {
                follow_head(text);
            }
        }
        return std::move(found_);
    }

  private:
    struct Open {
        Brace brace;
        std::size_t head;
    };

    bool in_scope() const { return open_.empty() || open_.back().brace == Brace::scope; }

    void follow_head(std::string_view text) {
        parens_ += text == "(" ? 1 : text == ")" ? -1 : 0;
        const bool access =
            text == ":" && at_ > 0 && is_one_of(access_words, tokens_[at_ - 1].text);
        if (access || (text == ";" && parens_ == 0)) {
            start_head();
        }
    }

    void start_head() {
        head_ = at_ + 1;
        parens_ = 0;
    }

    void open() {
        const Brace brace = in_scope() ? classify() : Brace::value;
        open_.push_back({brace, head_});
        if (brace == Brace::scope) {
            start_head();
        }
    }

    void close() {
        if (open_.empty()) {
            return;
        }
        const Open opened = open_.back();
        open_.pop_back();
        if (opened.brace == Brace::function) {
            const int first = tokens_[opened.head].line;
            found_.push_back({name_of(opened.head), first, tokens_[at_].line - first + 1});
        }
        if (opened.brace != Brace::value) {
            start_head();
        }
    }

    Brace classify() const {
        const std::size_t start = skip_template(head_);
        if (parens_ > 0) {
            return Brace::value;
        }
        bool parameters = false;
        bool initializers = false;
        bool is_operator = false;
        int depth = 0;
        for (std::size_t i = start; i < at_; ++i) {
            const std::string_view text = tokens_[i].text;
            is_operator = is_operator || text == "operator";
            parameters = parameters || (text == "(" && !is_one_of(not_a_name, before(i)));
            depth += text == "(" ? 1 : text == ")" ? -1 : 0;
            if (depth > 0) {
                continue;
            }
            if (!parameters && is_one_of(type_words, text)) {
                return Brace::scope;
            }
            if (!parameters && text == "=" && !is_operator) {
                return Brace::value;
            }
            initializers = initializers || (parameters && text == ":");
        }
        if (!parameters) {
            return start < at_ && tokens_[start].text == "extern" ? Brace::scope : Brace::value;
        }
        // `: a_{1}, b_(2) {`: a brace behind a name initializes it, the next one is the body.
        const std::string_view previous = before(at_);
        const bool member = initializers && (is_word_character(previous.back()) || previous == ">");
        return member ? Brace::value : Brace::function;
    }

    std::string_view before(std::size_t i) const {
        return i == 0 ? std::string_view{";"} : tokens_[i - 1].text;
    }

    std::size_t skip_template(std::size_t i) const {
        while (i < at_ && tokens_[i].text == "template") {
            int depth = 0;
            do {
                ++i;
                depth += tokens_[i].text == "<" ? 1 : tokens_[i].text == ">" ? -1 : 0;
            } while (i < at_ && depth > 0);
            ++i;
        }
        return i;
    }

    std::string name_of(std::size_t head) const {
        std::size_t i = skip_template(head);
        while (i + 1 < at_ &&
               (tokens_[i + 1].text != "(" || is_one_of(not_a_name, tokens_[i].text))) {
            ++i;
        }
        std::string name(tokens_[i].text);
        for (; i >= head + 2 && tokens_[i - 1].text == "::"; i -= 2) {
            name = std::string(tokens_[i - 2].text) + "::" + name;
        }
        const std::size_t argument = i + 2;
        if (name.starts_with("TEST_CASE") && argument < at_ && tokens_[argument].text == "\"") {
            const std::size_t start = tokens_[argument].offset;
            const std::size_t end = file_.code.find('"', start + 1);
            name += " " + file_.text.substr(start, end + 1 - start);
        }
        return name;
    }

    const File& file_;
    std::vector<Token> tokens_;
    std::vector<Open> open_;
    std::vector<Function> found_;
    std::size_t at_ = 0;
    std::size_t head_ = 0;
    int parens_ = 0;
};

struct TooLong {
    std::string path;
    int line = 1;
    int lines = 0;
    int limit = 0;
};

// The key is how the exception is written in the ratchet file, without the number.
using Exceptions = std::map<std::string, TooLong>;

Exceptions present_exceptions(const Tree& tree) {
    Exceptions found;
    for (const File& file : tree.files) {
        if (!file.is_cpp()) {
            continue;
        }
        const int lines = static_cast<int>(lines_of(file.text).size());
        if (lines > max_file_lines) {
            found["file " + file.path] = {file.path, 1, lines, max_file_lines};
        }
        std::map<std::string, int> seen;
        for (const Function& function : FunctionFinder(file).run()) {
            std::string key = "function " + file.path + " " + function.name;
            if (const int count = ++seen[function.name]; count > 1) {
                key += " #" + std::to_string(count);  // overloads, in the order of the file
            }
            if (function.lines > max_function_lines) {
                found[key] = {file.path, function.first_line, function.lines, max_function_lines};
            }
        }
    }
    return found;
}

std::map<std::string, int> listed_exceptions(const Tree& tree) {
    std::map<std::string, int> listed;
    const File* file = tree.find(ratchet_path);
    for (const std::string_view line :
         lines_of(file != nullptr ? std::string_view(file->text) : "")) {
        int lines = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), lines);
        const auto used = static_cast<std::size_t>(end - line.data());
        if (error == std::errc{} && used + 1 < line.size()) {
            listed[std::string(line.substr(used + 1))] = lines;
        }
    }
    return listed;
}

}  // namespace

Violations check_sizes(const Tree& tree) {
    Violations found;
    const Exceptions present = present_exceptions(tree);
    const auto listed = listed_exceptions(tree);
    for (const auto& [key, it] : present) {
        const auto exception = listed.find(key);
        const int allowed = exception == listed.end() ? it.limit : exception->second;
        if (it.lines > allowed) {
            found.push_back({it.path, it.line,
                             key + ": " + std::to_string(it.lines) + " lines (limit " +
                                 std::to_string(allowed) + ")"});
        }
    }
    for (const auto& [key, lines] : listed) {
        if (!present.contains(key)) {
            found.push_back({std::string(ratchet_path), 1,
                             key + " is no longer too long: remove it from the list (--bless)"});
        }
    }
    return found;
}

std::string present_ratchet(const Tree& tree) {
    std::string text =
        "# What is longer than allowed today (functions " + std::to_string(max_function_lines) +
        ", files " + std::to_string(max_file_lines) +
        " lines).\n# This list may only shrink; `branchline-tidy --bless` rewrites it.\n";
    for (const auto& [key, it] : present_exceptions(tree)) {
        text += std::to_string(it.lines) + " " + key + "\n";
    }
    return text;
}

}  // namespace branchline::tidy
