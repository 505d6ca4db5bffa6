// expects: a row that shares is the child of what it shares
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto with = ref(16, "with", {"共享给", "With"}, "branch");
inline constexpr auto all = fields(with);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all).shares_with(with);

}  // namespace branchline::schema
