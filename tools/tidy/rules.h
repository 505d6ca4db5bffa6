// The rules of the project as tables: which library stands on which layer, who may include what
// from outside, and which words belong to which folders. The checks read these tables and have no
// rules of their own; a new library or an exception is one line here, with its reason.
#pragma once

#include <string_view>
#include <vector>

namespace branchline::tidy {

struct Library {
    std::string_view name;
    std::string_view house;
    int layer;
};

// The same figures as in the branchline_library() calls.
const std::vector<Library>& libraries();

// Edges that the layers would allow, but the design does not.
struct RefusedEdge {
    std::string_view from;
    std::string_view to;
    std::string_view reason;
};

const std::vector<RefusedEdge>& refused_edges();

struct External {
    std::string_view name;
    std::vector<std::string_view> includes;  // whole names, or beginnings that end in '*'
    std::vector<std::string_view> allowed;   // patterns of paths
    int files_per_folder;                    // 0: as many as you like
};

const std::vector<External>& externals();

struct Word {
    std::vector<std::string_view> any_of;
    std::string_view followed_by = {};      // must stand later on the same line
    std::string_view not_followed_by = {};  // must not stand directly behind it
    std::vector<std::string_view> allowed = {};
    std::string_view message;
};

// Looked for in code, in the text of literals, and in every line of every file.
const std::vector<Word>& code_words();
const std::vector<Word>& literal_words();
const std::vector<Word>& text_words();

// The files that have to write these words down.
const std::vector<std::string_view>& word_lists();

// Where characters of Chinese, Japanese or Korean may stand: labels, test data, documents.
const std::vector<std::string_view>& label_places();

// Files kept byte for byte: no rule about their text applies.
const std::vector<std::string_view>& verbatim_places();

inline constexpr int max_columns = 100;
inline constexpr int max_function_lines = 60;
inline constexpr int max_file_lines = 500;

}  // namespace branchline::tidy
