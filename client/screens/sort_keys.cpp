#include "screens/sort_keys.h"

#include <algorithm>

#include "base/text.h"

namespace branchline::screens {

namespace {

constexpr std::string_view down = ":desc";
constexpr std::size_t keys_at_most = 3;

}  // namespace

std::vector<ui::SortedBy> sort_keys(std::string_view sort) {
    std::vector<ui::SortedBy> keys;
    for (const std::string_view key : split(sort, ',')) {
        if (key.empty()) continue;
        keys.push_back({std::string(key.substr(0, key.find(':'))), key.ends_with(down)});
    }
    return keys;
}

std::string sort_text(const std::vector<ui::SortedBy>& keys) {
    std::string text;
    for (const ui::SortedBy& key : keys) {
        if (!text.empty()) text += ',';
        text += key.column;
        if (key.descending) text += down;
    }
    return text;
}

std::vector<ui::SortedBy> sorted_anew(std::vector<ui::SortedBy> keys, std::string_view column,
                                      bool further) {
    if (!further) {
        std::erase_if(keys, [&](const ui::SortedBy& key) { return key.column != column; });
    }
    const auto at = std::ranges::find(keys, column, &ui::SortedBy::column);
    if (at == keys.end()) {
        if (keys.size() == keys_at_most) keys.pop_back();
        keys.push_back({std::string(column), false});
    } else if (!at->descending) {
        at->descending = true;
    } else {
        keys.erase(at);
    }
    return keys;
}

}  // namespace branchline::screens
