#include "schema/spec.h"

#include <array>

#include "base/ensure.h"

namespace branchline::schema {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 13> kind_names{
    "text",    "long_text", "integer", "boolean", "money", "quantity", "date",
    "instant", "choice",    "ref",     "any_ref", "set",   "status"};
constexpr std::array<std::string_view, 10> rule_names{
    "latest", "ask", "first", "sum", "set", "text", "furthest", "machine", "server", "derived"};

static_assert(kind_names[static_cast<std::size_t>(Kind::status)] == "status");
static_assert(rule_names[static_cast<std::size_t>(Rule::derived)] == "derived");

}  // namespace

std::string_view kind_name(Kind kind) {
    const auto index = static_cast<std::size_t>(kind);
    ENSURE(index < kind_names.size());
    return kind_names[index];
}

std::string_view rule_name(Rule rule) {
    const auto index = static_cast<std::size_t>(rule);
    ENSURE(index < rule_names.size());
    return rule_names[index];
}

const FieldSpec* EntitySpec::field(FieldId wanted) const {
    for (const FieldSpec* each : fields) {
        if (each->id == wanted) return each;
    }
    return nullptr;
}

const FieldSpec* EntitySpec::field(std::string_view wanted) const {
    for (const FieldSpec* each : fields) {
        if (each->name == wanted) return each;
    }
    return nullptr;
}

const Transition* EntitySpec::transition(std::uint8_t wanted) const {
    for (const Transition& each : transitions) {
        if (each.id == wanted) return &each;
    }
    return nullptr;
}

}  // namespace branchline::schema
