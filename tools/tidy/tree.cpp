#include "tidy/tree.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tidy/lexer.h"

namespace branchline::tidy {

namespace {

bool is_skipped_folder(const std::string& path, const std::string& name) {
    if (name == ".ci") {
        return false;
    }
    return name.starts_with('.') || path.starts_with("build");
}

std::string read_all(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t token_length(std::string_view code, std::size_t at) {
    if (is_word_character(code[at])) {
        // A number may be parted by ' (20'000), which begins no character literal.
        const bool number = std::isdigit(static_cast<unsigned char>(code[at])) != 0;
        std::size_t end = at + 1;
        while (end < code.size() && (is_word_character(code[end]) ||
                                     (number && code[end] == '\'' && end + 1 < code.size() &&
                                      is_word_character(code[end + 1])))) {
            ++end;
        }
        return end - at;
    }
    if (code[at] == '"' || code[at] == '\'') {
        const std::size_t close = code.find(code[at], at + 1);
        return close == std::string_view::npos ? 1 : close + 1 - at;
    }
    const std::string_view pair = code.substr(at, 2);
    return pair == "::" || pair == "->" ? 2 : 1;
}

// The end of a preprocessor directive, lines continued by a backslash included.
std::size_t directive_end(std::string_view code, std::size_t at) {
    while (true) {
        const std::size_t end = code.find('\n', at);
        if (end == std::string_view::npos) {
            return code.size();
        }
        if (end == 0 || code[end - 1] != '\\') {
            return end;
        }
        at = end + 1;
    }
}

}  // namespace

bool File::is_cpp() const { return path.ends_with(".h") || path.ends_with(".cpp"); }

bool File::is_header() const { return path.ends_with(".h"); }

bool File::is_script() const {
    return path.ends_with(".cmake") || path.ends_with("CMakeLists.txt") || text.starts_with("#!");
}

const File* Tree::find(std::string_view path) const {
    const auto found = std::ranges::find(files, path, &File::path);
    return found == files.end() ? nullptr : &*found;
}

Tree load_tree(const std::filesystem::path& root) {
    Tree tree{root, {}};
    for (std::filesystem::recursive_directory_iterator it(root), end; it != end; ++it) {
        const std::string path = it->path().lexically_relative(root).generic_string();
        if (it->is_directory() && is_skipped_folder(path, it->path().filename().string())) {
            it.disable_recursion_pending();
        }
        if (it->is_symlink() || !it->is_regular_file()) {
            continue;
        }
        File file{path, read_all(it->path()), {}, {}};
        if (file.text.find('\0') != std::string::npos) {
            continue;
        }
        if (file.is_cpp()) {
            Views views = split_views(file.text);
            file.code = std::move(views.code);
            file.literals = std::move(views.literals);
        }
        tree.files.push_back(std::move(file));
    }
    std::ranges::sort(tree.files, {}, &File::path);
    return tree;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<Token> tokens_of(const File& file) {
    const std::string_view code = file.code;
    std::vector<Token> tokens;
    int line = 1;
    bool at_line_start = true;
    for (std::size_t at = 0; at < code.size();) {
        std::size_t next = at + 1;
        if (code[at] == '#' && at_line_start) {
            next = directive_end(code, at);
        } else if (std::isspace(static_cast<unsigned char>(code[at])) == 0) {
            next = at + token_length(code, at);
            const bool literal = code[at] == '"' || code[at] == '\'';
            tokens.push_back({code.substr(at, literal ? 1 : next - at), at, line});
            at_line_start = false;
        }
        const auto passed = std::ranges::count(code.substr(at, next - at), '\n');
        at_line_start = at_line_start || passed > 0;
        line += static_cast<int>(passed);
        at = next;
    }
    return tokens;
}

bool matches(std::string_view pattern, std::string_view path) {
    if (pattern.empty()) {
        return path.empty();
    }
    if (pattern.front() != '*') {
        return !path.empty() && pattern.front() == path.front() &&
               matches(pattern.substr(1), path.substr(1));
    }
    const bool deep = pattern.starts_with("**");
    const std::string_view rest = pattern.substr(deep ? 2 : 1);
    for (std::size_t taken = 0; taken <= path.size(); ++taken) {
        if (matches(rest, path.substr(taken))) {
            return true;
        }
        if (taken < path.size() && path[taken] == '/' && !deep) {
            return false;
        }
    }
    return false;
}

bool matches_any(const std::vector<std::string_view>& patterns, std::string_view path) {
    return std::ranges::any_of(patterns, [&](auto pattern) { return matches(pattern, path); });
}

bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace branchline::tidy
