// expects: between: the lower limit is above the upper one
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto pieces = integer(16, "pieces", {"件数", "Pieces"}).between(2, 1);

}  // namespace branchline::schema
