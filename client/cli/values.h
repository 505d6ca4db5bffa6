// Values and rows as JSON, in the shapes of the command-line contract, and for people.
#pragma once

#include <string>

#include "cli/context.h"

namespace branchline::cli {

// Text as string, whole numbers as numbers, money as "1000.00", instants and dates as text,
// references as full ids, sets as arrays, nothing as null.
Json json_of(const schema::FieldSpec& field, const schema::Value& value);
// {"id":…, field:…} with every field of the view, declared ones only.
Json json_of(const desk::RowView& row);
// A unit: the value itself, or an object where the unit has several fields.
Json json_of_unit(const schema::EntitySpec& entity, schema::FieldId lead,
                  const schema::Record& values);
Json json_of(const Id& id);             // null id: null
Json json_of_instant(std::int64_t ms);  // 0: null

// For people: labels of choices, names of the rows referred to.
std::string text_of(const Context& context, const schema::FieldSpec& field,
                    const schema::Value& value);

// What a command of the desk did, or its error; gives the exit code.
int print_done(const Context& context, const Result<desk::Done>& done);

// JSON (of --from) to what a person would type: "" for null.
Result<std::string> typed_text(const Json& value);

}  // namespace branchline::cli
