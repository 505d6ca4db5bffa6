#include "screens/labelled.h"

#include <algorithm>
#include <array>

namespace branchline::screens {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

struct Told {
    std::string_view rule;
    Label label;
};

// Rules that no declaration names.
constexpr std::array plain_rules{
    Told{"required", {"必填", "required"}},
    Told{"reason", {"要写原因", "say why"}},
    Told{"parent", {"所属记录", "what it belongs to"}},
};

// A group writes a row and its children: the field may be of either.
const FieldSpec* field_near(const schema::Catalogue& catalogue, const EntitySpec& entity,
                            std::string_view name) {
    if (const FieldSpec* own = entity.field(name)) return own;
    for (const schema::Reference& child : catalogue.children_of(entity.id)) {
        if (const FieldSpec* field = child.entity->field(name)) return field;
    }
    return nullptr;
}

template <class List>
const Label* label_in(const List& list, std::string_view name) {
    const auto at = std::ranges::find(list, name, [](const auto& each) { return each.name; });
    return at == list.end() ? nullptr : &at->label;
}

// A step, a rule or a state of the entity, or of the one whose machine governs it.
const Label* rule_of(const EntitySpec& entity, std::string_view name) {
    if (const Label* step = label_in(entity.transitions, name)) return step;
    if (const Label* check = label_in(entity.checks, name)) return check;
    for (const schema::Transition& step : entity.transitions) {
        if (const Label* guard = label_in(step.guards, name)) return guard;
    }
    return entity.machine == nullptr ? nullptr : label_in(entity.machine->choices, name);
}

std::string detail_of(const schema::Catalogue& catalogue, const EntitySpec& entity,
                      const std::string& detail, Lang lang) {
    if (const EntitySpec* named = catalogue.entity(detail)) {
        return std::string(named->label.in(lang));
    }
    for (const EntitySpec* each : {&entity, catalogue.governing(entity.id)}) {
        const Label* rule = each == nullptr ? nullptr : rule_of(*each, detail);
        if (rule != nullptr) return std::string(rule->in(lang));
    }
    const auto* told = std::ranges::find(plain_rules, detail, &Told::rule);
    return told == plain_rules.end() ? detail : std::string(told->label.in(lang));
}

}  // namespace

Error labelled(const schema::Catalogue& catalogue, Error error, Lang lang) {
    const std::size_t dot = error.where.find('.');
    const std::string_view where = error.where;
    const EntitySpec* entity = catalogue.entity(where.substr(0, dot));
    if (entity == nullptr) return error;
    const std::string_view name =
        dot == std::string_view::npos ? std::string_view{} : where.substr(dot + 1);
    const FieldSpec* field = field_near(catalogue, *entity, name);
    std::string place(entity->label.in(lang));
    if (field != nullptr) place += " · " + std::string(field->label.in(lang));
    // The first of the fields stands in the place already.
    if (field != nullptr) std::erase(error.fields, std::string(field->name));
    for (std::string& each : error.fields) {
        if (const FieldSpec* other = field_near(catalogue, *entity, each)) {
            each = std::string(other->label.in(lang));
        }
    }
    error.where = std::move(place);
    // Later codes tell what was typed.
    if (error.code <= Code::required) {
        error.detail = detail_of(catalogue, *entity, error.detail, lang);
    }
    return error;
}

std::string fault_of_value(const Error& error, Lang lang) {
    return Error{error.code, {}, error.detail, {}}.message(lang);
}

}  // namespace branchline::screens
