// expects: rows are assigned by a field that the entity does not have
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto owner = ref(17, "owner", {"负责人", "Owner"}, "user");
inline constexpr auto all = fields(name);
inline constexpr auto assigned = fields(owner);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all).assigned(assigned);

}  // namespace branchline::schema
