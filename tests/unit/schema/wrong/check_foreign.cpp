// expects: a check reads a field that the entity does not have
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr auto starts = date(17, "starts", {"开始", "Starts"});
inline constexpr auto ends = date(18, "ends", {"结束", "Ends"});
inline constexpr auto all = fields(name, starts);
inline constexpr auto period = fields(starts, ends);
inline constexpr std::array rules{Check{"period", {"期间", "Period"}, period}};
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all).checks(rules);

}  // namespace branchline::schema
