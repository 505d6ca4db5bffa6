// What the home screen's parts share: the company's days, and short texts of rows.
#pragma once

#include <string>
#include <string_view>

#include "screens/context.h"

namespace branchline::screens {

inline constexpr std::int64_t day_ms = 86'400'000;

// The instant at which the date begins at the company's offset.
std::int64_t start_of(const Context& context, std::int64_t date);
// Monday of the week that holds the date.
std::int64_t week_of(std::int64_t date);
schema::FieldId field_id(const schema::EntitySpec& entity, std::string_view name);
std::string shown(const Context& context, const schema::EntitySpec& entity, const live::Row& row,
                  std::string_view field, const live::Titles& titles);

}  // namespace branchline::screens
