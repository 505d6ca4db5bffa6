// The control: all of these mistakes avoided.
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice done{2, "done", {"完成", "Done"}};
inline constexpr std::array known{draft, done};
inline constexpr std::array sizes{Choice{1, "big", {"大", "Big"}},
                                  Choice{2, "small", {"小", "Small"}}};

inline constexpr auto owner = ref(1, "owner", {"负责人", "Owner"}, "user");
inline constexpr auto code = number(16, {"编号", "Number"});
inline constexpr auto name = text(17, "name", {"名称", "Name"}).required().max_length(20);
inline constexpr auto state = status(18, "status", {"状态", "Status"}, known);
inline constexpr auto starts = date(19, "starts", {"开始", "Starts"}).editable_in(states(draft));
inline constexpr auto ends = date(20, "ends", {"结束", "Ends"}).in_unit(starts);
inline constexpr auto pieces = integer(21, "pieces", {"件数", "Pieces"}).between(0, 9).sum();
inline constexpr auto size = pick(22, "size", {"规模", "Size"}, sizes).initial(sizes[1]);
inline constexpr auto notes = long_text(23, "notes", {"备注", "Notes"}).three_way();
inline constexpr auto why = text(24, "why", {"原因", "Why"});
inline constexpr auto all =
    fields(owner, code, name, state, starts, ends, pieces, size, notes, why);
inline constexpr auto assigned = fields(owner);
inline constexpr auto period = fields(starts, ends);

inline constexpr std::array guards{
    Guard{"filled", {"填全", "Complete"}, Guard::Kind::filled, period, {}},
    Guard{"period", {"期间", "Period"}, Guard::Kind::ordered, period, {}},
    Guard{"lines", {"明细", "Lines"}, Guard::Kind::has_child, {}, "line"},
};
inline constexpr std::array rules{Check{"period", {"期间", "Period"}, period, states(done)}};
inline constexpr auto finish = step(1, "finish", {"完成", "Finish"})
                                   .from(states(draft))
                                   .to(done)
                                   .by(roles(Role::clerk))
                                   .blind(states(draft))
                                   .reason(why)
                                   .covers(period)
                                   .guards(guards);
inline constexpr auto machine = steps(finish);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all)
                                 .title(name)
                                 .assigned(assigned)
                                 .rights({.read = everyone, .write = roles(Role::clerk)})
                                 .transitions(machine)
                                 .checks(rules)
                                 .deletable(states(draft));

}  // namespace branchline::schema
