// expects: constraints not satisfied
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto pieces = integer(16, "pieces", {"件数", "Pieces"}).max_length(3);

}  // namespace branchline::schema
