// expects: two fields share one name
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto first = number(16, {"编号", "Number"});
inline constexpr auto second = number(17, {"单号", "No."});
inline constexpr auto all = fields(first, second);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all);

}  // namespace branchline::schema
