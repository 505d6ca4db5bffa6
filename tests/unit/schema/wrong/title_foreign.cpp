// expects: the title is not a field of the entity
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto code = text(17, "code", {"代码", "Code"});
inline constexpr auto all = fields(name);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all).title(code);

}  // namespace branchline::schema
