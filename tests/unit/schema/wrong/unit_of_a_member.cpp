// expects: in_unit: name the lead of the unit
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto code = text(17, "code", {"代码", "Code"}).in_unit(name);
inline constexpr auto town = text(18, "town", {"城镇", "Town"}).in_unit(code);

}  // namespace branchline::schema
