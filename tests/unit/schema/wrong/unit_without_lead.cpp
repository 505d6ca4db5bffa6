// expects: the lead of a unit is missing from the entity
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto code = text(17, "code", {"代码", "Code"}).in_unit(name);
inline constexpr auto all = fields(code);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all);

}  // namespace branchline::schema
