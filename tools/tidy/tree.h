// The files of the project as the checks see them. A tree is loaded once, is never changed, and
// every check reads it on the one thread there is. A C++ file has two more views of its text, of
// the same length and with the same line ends: `code` has comments and the inside of literals
// blanked, `literals` has everything else blanked. So a word in a comment is no call, and a word
// in a string is no type.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::tidy {

struct File {
    std::string path;  // from the root, with '/'
    std::string text;
    std::string code;
    std::string literals;

    bool is_cpp() const;
    bool is_header() const;
    bool is_script() const;  // shell or CMake
};

struct Tree {
    std::filesystem::path root;
    std::vector<File> files;  // sorted by path

    const File* find(std::string_view path) const;
};

struct Token {
    std::string_view text;  // a word, a number, `::`, `->`, one sign, or `"` for a whole literal
    std::size_t offset = 0;
    int line = 0;
};

// All text files below root except build folders, hidden folders (but .ci) and binary files.
Tree load_tree(const std::filesystem::path& root);

std::vector<std::string_view> lines_of(std::string_view text);

// The tokens of File::code; preprocessor lines have none.
std::vector<Token> tokens_of(const File& file);

// `*` stands for anything but '/', `**` for anything.
bool matches(std::string_view pattern, std::string_view path);

bool matches_any(const std::vector<std::string_view>& patterns, std::string_view path);

bool is_word_character(char c);

}  // namespace branchline::tidy
