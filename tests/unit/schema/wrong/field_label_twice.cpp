// expects: two fields share one label
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto code = text(17, "code", {"名称", "Code"});
inline constexpr auto all = fields(name, code);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all);

}  // namespace branchline::schema
