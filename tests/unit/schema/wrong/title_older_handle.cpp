// expects: the title is not a field of the entity
#include "schema/declare.h"

namespace branchline::schema {

namespace common {
inline constexpr auto name = text(16, "name", {"名称", "Name"});
}

inline constexpr auto name = common::name.searchable();
inline constexpr auto all = fields(name);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all).title(common::name);

}  // namespace branchline::schema
