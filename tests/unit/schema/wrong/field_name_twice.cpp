// expects: two fields share one name
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto again = text(17, "name", {"代码", "Code"});
inline constexpr auto all = fields(name, again);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all);

}  // namespace branchline::schema
