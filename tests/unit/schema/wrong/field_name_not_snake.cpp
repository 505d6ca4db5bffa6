// expects: names are snake_case
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "shortName", {"简称", "Short name"});

}  // namespace branchline::schema
