// expects: constraints not satisfied
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"}).three_way();

}  // namespace branchline::schema
