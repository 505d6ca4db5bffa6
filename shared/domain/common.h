// What the declarations of all entities share. Ids 1..15 are reserved in every entity for common
// fields, an entity's own fields start at 16. An entity that narrows a common field (who may write
// it, who gives it) declares its own handle from the one here, under the same id.
//
// `branch` and `owner` of a new row default to the author's branch and himself; their `writers`
// decide who may change them afterwards.
#pragma once

#include "schema/declare.h"

namespace branchline::domain {

// The words of the declarations (text, ref, entity, Role, ...) without a prefix.
using namespace schema;

// Large enough for any company, small enough that a sum over all its rows stays far from overflow.
inline constexpr std::int64_t max_money = 100'000'000'000'000;  // minor units
inline constexpr std::int64_t max_weight_g = 1'000'000'000'000;
inline constexpr std::int64_t max_volume_cm3 = 1'000'000'000'000;

namespace common {
inline constexpr auto branch = ref(1, "branch", {"分公司", "Branch"}, "branch");
inline constexpr auto owner = ref(2, "owner", {"负责人", "Owner"}, "user");
inline constexpr auto tags = set_of(3, "tags", {"标签", "Tags"});
inline constexpr auto archived = boolean(4, "archived", {"已归档", "Archived"});

inline constexpr auto assigned = fields(owner);
}  // namespace common

}  // namespace branchline::domain
