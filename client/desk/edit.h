// What a person wants of a row, as he types it and as values: FIELD=VALUE, FIELD=null, FIELD+=X and
// FIELD-=X for sets and sums. Command line, palette and forms make the same Edit of it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "schema/catalogue.h"
#include "schema/record.h"

namespace branchline::desk {

class Lookup;

struct Assignment {
    enum class Kind : std::uint8_t { set, clear, add, remove };
    std::string field;  // name, or label in either language
    Kind kind = Kind::set;
    std::string text;
};

struct Edit {
    schema::Record values;                                       // null clears
    std::vector<std::pair<schema::FieldId, std::string>> added;  // elements of sets
    std::vector<std::pair<schema::FieldId, std::string>> removed;
    std::vector<std::pair<schema::FieldId, std::int64_t>> increased;

    [[nodiscard]] bool empty() const {
        return values.size() == 0 && added.empty() && removed.empty() && increased.empty();
    }
};

// bad_value if there is no sign in it.
Result<Assignment> parse_assignment(std::string_view text);

// By name, else by label in either language. unknown_field if there is none.
Result<const schema::FieldSpec*> find_field(const schema::EntitySpec& entity,
                                            std::string_view name);

// Text to the value of a field, references resolved.
Result<schema::Value> read_value(Lookup& lookup, const schema::FieldSpec& field,
                                 std::string_view text);

// All assignments to one row. A field that is named twice is a slip: bad_value.
Result<Edit> read_edit(Lookup& lookup, const schema::EntitySpec& entity,
                       const std::vector<Assignment>& assignments);

}  // namespace branchline::desk
