// Splits C++ text into what is code and what stands in literals; used by load_tree() only. It
// knows comments, strings, characters, raw strings and digit separators, and nothing of grammar.
#pragma once

#include <string>
#include <string_view>

namespace branchline::tidy {

struct Views {
    std::string code;
    std::string literals;
};

Views split_views(std::string_view text);

}  // namespace branchline::tidy
