#include "exchange/headings.h"

#include "base/text.h"

namespace branchline::exchange {

using schema::EntitySpec;
using schema::FieldSpec;

namespace {

bool is_label(Label label, std::string_view key) {
    return normal_form(label.zh) == key || normal_form(label.en) == key;
}

std::vector<Target> within(const EntitySpec& entity, std::string_view key) {
    if (key == "id") return {{&entity, Target::Part::id, nullptr}};
    if (const FieldSpec* field = entity.field(key)) {
        return {{&entity, Target::Part::field, field}};
    }
    std::vector<Target> found;
    for (const FieldSpec* field : entity.fields) {
        if (is_label(field->label, key)) found.push_back({&entity, Target::Part::field, field});
    }
    return found;
}

std::string key_of(std::string_view heading) {
    const std::string folded = normal_form(heading);
    std::string_view key = folded;
    while (key.starts_with('*')) key = trim(key.substr(1));
    while (key.ends_with('*')) key = trim(key.substr(0, key.size() - 1));
    return std::string(key);
}

}  // namespace

std::string target_name(const Target& target, const EntitySpec& table) {
    const std::string prefix =
        target.entity == &table ? "" : std::string(target.entity->name) + ".";
    switch (target.part) {
        case Target::Part::id:
            return prefix + "id";
        case Target::Part::row_group:
            return "row_group";
        case Target::Part::field:
            return prefix + std::string(target.field->name);
    }
    return prefix;
}

std::vector<Target> targets_of(const schema::Catalogue& catalogue, const EntitySpec& table,
                               std::string_view heading) {
    const std::string key = key_of(heading);
    if (key.empty()) return {};
    std::vector<Target> found = within(table, key);
    if (!found.empty()) return found;
    if (key == "row_group") return {{&table, Target::Part::row_group, nullptr}};
    const std::size_t point = key.find('.');
    if (point == std::string::npos) return {};
    const std::string_view prefix = trim(std::string_view(key).substr(0, point));
    const std::string_view rest = trim(std::string_view(key).substr(point + 1));
    for (const schema::Reference& child : catalogue.children_of(table.id)) {
        if (child.entity->name != prefix && !is_label(child.entity->label, prefix)) continue;
        const std::vector<Target> inside = within(*child.entity, rest);
        found.insert(found.end(), inside.begin(), inside.end());
    }
    return found;
}

}  // namespace branchline::exchange
