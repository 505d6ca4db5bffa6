// expects: a step is blind for a state it does not start from
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", "Name"});
inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice done{2, "done", {"完成", "Done"}};
inline constexpr std::array known{draft, done};
inline constexpr auto state = status(17, "status", {"状态", "Status"}, known);
inline constexpr auto all = fields(name, state);
inline constexpr auto machine = steps(step(1, "finish", {"完成", "Finish"})
                                          .from(states(draft))
                                          .to(done)
                                          .by(everyone)
                                          .blind(states(done)));
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all).transitions(machine);

}  // namespace branchline::schema
