// expects: two choices share one name
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr std::array sizes{Choice{1, "big", {"大", "Big"}},
                                  Choice{2, "big", {"小", "Small"}}};
inline constexpr auto size = pick(16, "size", {"规模", "Size"}, sizes);

}  // namespace branchline::schema
