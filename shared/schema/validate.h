// Checks of values and of one row, the same at the desk before saving, at the hub and in imports.
// Pure; every offending field is named at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/catalogue.h"
#include "schema/record.h"

namespace branchline::schema {

// Does the value fit the field (kind, limits, length, choice, UTF-8)? Null always fits here;
// `required` is a matter of the row. Codes: `limit` for a number, date or instant out of its range,
// else bad_value; the detail is language-neutral ("61 > 60" characters, "U+0007").
Status check_value(const FieldSpec& field, const Value& value);

// Does the field have a value (for `required` and the guards)? Text that shows nothing and an
// empty set are none.
bool is_filled(const Value* value);

struct RowFault {
    std::string rule;             // "required", or the name of a Check
    std::vector<FieldId> fields;  // what the rule reads
};

// Required fields and the entity's checks for the state the row is in (a new row: the first one).
// All missing required fields are one fault.
std::vector<RowFault> check_row(const EntitySpec& entity, const Record& row);

// Text typed or read from a file -> value that passes check_value, and back. Outer white space is
// trimmed; nothing left = null. References are not resolved here: ref and any_ref give bad_value,
// and are formatted as the full id of the row. Sets are separated by ';'. Choices by name or label
// in either language; money "1000.00"; booleans true/false/yes/no/是/否/1/0; dates and instants as
// in base/civil.h.
Result<Value> parse_value(const FieldSpec& field, std::string_view text);
std::string format_value(const FieldSpec& field, const Value& value);  // for files and CLI
std::string display_value(const FieldSpec& field, const Value& value, Lang lang);

// Canonical form for natural keys, number look-ups and comparing.
std::string comparison_key(const FieldSpec& field, const Value& value);

}  // namespace branchline::schema
