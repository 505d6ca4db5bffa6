// expects: constraints not satisfied
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto due = date(16, "due", {"到期", "Due"}).sum();

}  // namespace branchline::schema
