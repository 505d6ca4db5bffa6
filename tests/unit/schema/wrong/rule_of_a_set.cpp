// expects: constraints not satisfied
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto tags = set_of(16, "tags", {"标签", "Tags"}).ask();

}  // namespace branchline::schema
