// expects: an entity id is 1 or more
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto all = fields(name);
inline constexpr auto spec = entity(0, "thing", {"事物", "Thing"}, all);

}  // namespace branchline::schema
