// expects: an entity has one machine
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice done{2, "done", {"完成", "Done"}};
inline constexpr std::array known{draft, done};
inline constexpr auto state = status(17, "status", {"状态", "Status"}, known);
inline constexpr auto other = status(18, "other", {"另一", "Other"}, known);
inline constexpr auto all = fields(state, other);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all);

}  // namespace branchline::schema
