// expects: max_length: at least one character
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"}).max_length(0);

}  // namespace branchline::schema
