// expects: constraints not satisfied
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice done{2, "done", {"完成", "Done"}};
inline constexpr std::array known{draft, done};
inline constexpr auto state = status(17, "status", {"状态", "Status"}, known).first();

}  // namespace branchline::schema
