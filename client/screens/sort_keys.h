// The order of a list as its questions and settings have it ("FIELD", "FIELD:desc", several
// separated by commas), as keys, and what a press on a heading makes of it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/list.h"

namespace branchline::screens {

std::vector<ui::SortedBy> sort_keys(std::string_view sort);
std::string sort_text(const std::vector<ui::SortedBy>& keys);

// Pressed again and again a heading sorts upwards, downwards, not at all. `further`: within the
// order that is, as a key behind its last one; three are as many as anybody reads.
std::vector<ui::SortedBy> sorted_anew(std::vector<ui::SortedBy> keys, std::string_view column,
                                      bool further);

}  // namespace branchline::screens
