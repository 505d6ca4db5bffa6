// Three-way merge of texts for the reference model: lines are compared, changes of different lines
// both hold, changes of one line clash. Independent of the one in shared/sync.
#pragma once

#include <optional>
#include <string>

namespace branchline::test {

// Nothing when lines clash.
std::optional<std::string> merge_texts(const std::string& base, const std::string& mine,
                                       const std::string& theirs);

}  // namespace branchline::test
