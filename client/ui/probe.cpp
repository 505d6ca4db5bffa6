#include "ui/probe.h"

#include <algorithm>
#include <utility>

namespace branchline::ui {

void Probe::push(std::string_view name) {
    if (on_) scopes_.emplace_back(name);
}

void Probe::pop() {
    if (on_ && !scopes_.empty()) scopes_.pop_back();
}

void Probe::add(Seen seen) {
    if (!on_) return;
    std::string path;
    for (const std::string& scope : scopes_) path += scope + "/";
    seen.path = path + seen.path;
    seen_.push_back(std::move(seen));
}

const Seen* Probe::find(std::string_view path) const {
    const auto at = std::ranges::find_if(
        seen_, [&](const Seen& each) { return std::string_view(each.path).ends_with(path); });
    return at == seen_.end() ? nullptr : &*at;
}

const Seen* Probe::find_label(std::string_view label) const {
    const auto at = std::ranges::find(seen_, label, &Seen::label);
    return at == seen_.end() ? nullptr : &*at;
}

}  // namespace branchline::ui
