// expects: the initial value is not one of the choices
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr Choice big{1, "big", {"大", "Big"}};
inline constexpr Choice small{2, "small", {"小", "Small"}};
inline constexpr std::array sizes{big};
inline constexpr auto size = pick(16, "size", {"规模", "Size"}, sizes).initial(small);

}  // namespace branchline::schema
