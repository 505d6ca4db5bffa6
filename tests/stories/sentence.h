// One line of a story against one pattern of its language. A pattern is words and places:
//   {word}   one word                 {row}    two words: an entity and a name of the story's own
//   {text}   words up to what follows in the pattern, or to the end
// A comma or colon at the end of a word stands for itself. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::test {

using Words = std::vector<std::string>;

Words words_of(std::string_view line);
std::string joined(const Words& words);

// What stands in the places, in their order; of a {row} two. Nothing: it is another sentence.
std::optional<Words> match(std::string_view pattern, const Words& sentence);

}  // namespace branchline::test
