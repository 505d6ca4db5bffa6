#include "screens/import_mapping.h"

#include <algorithm>

#include "base/text.h"
#include "exchange/headings.h"

namespace branchline::screens {

namespace {

constexpr std::size_t headings_kept = 200;

}  // namespace

ImportMapping::ImportMapping(std::string_view kept) {
    for (const std::string_view line : split(kept, '\n')) {
        const std::size_t sign = line.find('=');
        if (sign == 0 || sign == std::string_view::npos) continue;
        pairs_.emplace_back(line.substr(0, sign), line.substr(sign + 1));
    }
}

void ImportMapping::set(const std::string& heading, std::string field) {
    const std::string key = normal_form(heading);
    std::erase_if(pairs_, [&](const auto& each) { return normal_form(each.second) == key; });
    if (!field.empty()) pairs_.emplace(pairs_.begin(), std::move(field), heading);
}

std::string ImportMapping::field_of(std::string_view heading) const {
    const std::string key = normal_form(heading);
    const auto found = std::ranges::find_if(
        pairs_, [&](const auto& each) { return normal_form(each.second) == key; });
    return found == pairs_.end() ? std::string() : found->first;
}

// One a line. A heading of two lines counts for its own file only.
std::string ImportMapping::to_keep() const {
    std::string text;
    std::size_t count = 0;
    for (const auto& [field, heading] : pairs_) {
        if (heading.find('\n') != std::string::npos || count == headings_kept) continue;
        text += field + "=" + heading + "\n";
        ++count;
    }
    return text;
}

std::vector<ImportTarget> import_targets(const schema::Catalogue& catalogue,
                                         const schema::EntitySpec& entity) {
    std::vector<ImportTarget> targets;
    const auto add = [&](const schema::EntitySpec& from, const Label& of) {
        for (const schema::FieldSpec* field : from.fields) {
            const bool read = field->is_written_by_desks() || field->is_number;
            if (!read || field == from.parent) continue;
            const exchange::Target target{&from, exchange::Target::Part::field, field};
            targets.push_back({exchange::target_name(target, entity), field->label, of});
        }
    };
    add(entity, {"", ""});
    for (const schema::Reference& child : catalogue.children_of(entity.id)) {
        add(*child.entity, child.entity->label);
    }
    return targets;
}

}  // namespace branchline::screens
