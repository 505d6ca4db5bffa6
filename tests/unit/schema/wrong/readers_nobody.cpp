// expects: a field that nobody may read
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"}).readers(0);

}  // namespace branchline::schema
