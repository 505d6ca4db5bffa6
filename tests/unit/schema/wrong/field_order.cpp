// expects: fields stand in ascending order of their ids
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto code = text(15, "code", {"代码", "Code"});
inline constexpr auto all = fields(name, code);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all);

}  // namespace branchline::schema
