// expects: the rule of a unit is declared at its lead
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto code = text(17, "code", {"代码", "Code"}).in_unit(name).ask();

}  // namespace branchline::schema
