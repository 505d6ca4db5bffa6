// expects: deletable in certain states: the entity has no machine
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto all = fields(name);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all).deletable(1);

}  // namespace branchline::schema
