// expects: constraints not satisfied
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"}).between(1, 2);

}  // namespace branchline::schema
