// expects: ids of states are below 32
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr std::array known{Choice{32, "draft", {"草稿", "Draft"}}};
inline constexpr auto state = status(16, "status", {"状态", "Status"}, known);

}  // namespace branchline::schema
