// A small catalogue for the tests of this layer: `thing` with a machine, its child `part`, and
// `place` to refer to. Every kind of field occurs.
#pragma once

#include "schema/declare.h"

namespace branchline::schema::things {

namespace place {
inline constexpr auto name = text(16, "name", {"名称", "Name"}).required();
inline constexpr auto above = ref(17, "above", {"上级", "Above"}, "place");
inline constexpr auto all = fields(name, above);
inline constexpr auto spec = entity(1, "place", {"地点", "Place"}, all)
                                 .title(name)
                                 .reference_data()
                                 .rights({.read = everyone});
}  // namespace place

namespace thing {
inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice done{2, "done", {"已完成", "Done"}};
inline constexpr std::array known{draft, done};
inline constexpr std::array sizes{Choice{1, "big", {"大", "Big"}},
                                  Choice{2, "small", {"小", "Small"}}};

inline constexpr auto code = number(16, {"编号", "Number"});
inline constexpr auto name =
    text(17, "name", {"名称", "Name"}).required().max_length(10).natural_key();
inline constexpr auto state = status(18, "status", {"状态", "Status"}, known);
inline constexpr auto starts = date(19, "starts", {"开始", "Starts"});
inline constexpr auto ends = date(20, "ends", {"结束", "Ends"}).in_unit(starts);
inline constexpr auto pieces = integer(21, "pieces", {"件数", "Pieces"}).between(1, 1'000'000);
inline constexpr auto price = money(22, "price", {"价格", "Price"})
                                  .between(0, 99'999'999)
                                  .readers(roles(Role::manager, Role::finance));
inline constexpr auto weight = quantity(23, "weight", {"重量", "Weight"}, "g");
inline constexpr auto notes = long_text(24, "notes", {"备注", "Notes"});
inline constexpr auto hold = boolean(25, "hold", {"暂缓", "Hold"});
inline constexpr auto at = instant(26, "at", {"时间", "At"});
inline constexpr auto size = pick(27, "size", {"规模", "Size"}, sizes);
inline constexpr auto where = ref(28, "where", {"地点", "Where"}, "place");
inline constexpr auto about = any_ref(29, "about", {"关联", "About"});
inline constexpr auto tags = set_of(30, "tags", {"标签", "Tags"});
inline constexpr auto serial = text(31, "serial", {"序号", "Serial"}).server();
inline constexpr auto initials = text(32, "initials", {"首字母", "Initials"}).derived();
inline constexpr auto secret = text(33, "secret", {"机密", "Secret"}).readers(roles(Role::manager));
inline constexpr auto all = fields(code, name, state, starts, ends, pieces, price, weight, notes,
                                   hold, at, size, where, about, tags, serial, initials, secret);

inline constexpr auto period = fields(starts, ends);
inline constexpr std::array rules{Check{"period", {"期间", "Period"}, period, states(done)}};
inline constexpr auto machine =
    steps(step(1, "finish", {"完成", "Finish"}).from(states(draft)).to(done).by(everyone));
inline constexpr auto spec = entity(2, "thing", {"事物", "Thing"}, all)
                                 .title(name)
                                 .rights({.read = roles(Role::clerk, Role::manager, Role::finance),
                                          .write = roles(Role::clerk),
                                          .read_assigned = roles(Role::sales)})
                                 .transitions(machine)
                                 .checks(rules);
}  // namespace thing

namespace part {
inline constexpr auto thing = ref(16, "thing", {"事物", "Thing"}, "thing").required();
inline constexpr auto name = text(17, "name", {"名称", "Name"});
inline constexpr auto made_at = ref(18, "made_at", {"产地", "Made at"}, "place");
inline constexpr auto all = fields(thing, name, made_at);
inline constexpr auto spec = entity(3, "part", {"部件", "Part"}, all)
                                 .title(name)
                                 .child_of(thing)
                                 .rights({.read = everyone})
                                 .rows_editable_in(states(thing::draft));
}  // namespace part

inline constexpr std::array<const EntitySpec*, 3> entities{&place::spec.spec, &thing::spec.spec,
                                                           &part::spec.spec};

}  // namespace branchline::schema::things
