// expects: a field id is 1 or more
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(0, "name", {"名称", "Name"});

}  // namespace branchline::schema
