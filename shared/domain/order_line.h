// order_line 货物明细: one kind of cargo of an order. Lines are frozen with the order's content,
// but pieces, weight and volume may be corrected until it is under way: then corrections of two
// people add up, while before review a new figure simply replaces the old one.
#pragma once

#include "domain/order_states.h"
#include "domain/rights.h"

namespace branchline::domain::order_line {

// Classes and divisions of GB 6944 (UN model regulations).
inline constexpr std::array dangerous_classes{
    Choice{11, "1.1", {"1.1 整体爆炸危险", "1.1 Mass explosion hazard"}},
    Choice{12, "1.2", {"1.2 迸射危险", "1.2 Projection hazard"}},
    Choice{13, "1.3", {"1.3 燃烧危险", "1.3 Fire hazard"}},
    Choice{14, "1.4", {"1.4 无重大危险", "1.4 Minor explosion hazard"}},
    Choice{15, "1.5", {"1.5 非常不敏感", "1.5 Very insensitive"}},
    Choice{16, "1.6", {"1.6 极端不敏感", "1.6 Extremely insensitive"}},
    Choice{21, "2.1", {"2.1 易燃气体", "2.1 Flammable gas"}},
    Choice{22, "2.2", {"2.2 非易燃无毒气体", "2.2 Non-flammable, non-toxic gas"}},
    Choice{23, "2.3", {"2.3 毒性气体", "2.3 Toxic gas"}},
    Choice{30, "3", {"3 易燃液体", "3 Flammable liquid"}},
    Choice{41, "4.1", {"4.1 易燃固体", "4.1 Flammable solid"}},
    Choice{42, "4.2", {"4.2 易于自燃", "4.2 Spontaneously combustible"}},
    Choice{43, "4.3", {"4.3 遇水放出易燃气体", "4.3 Dangerous when wet"}},
    Choice{51, "5.1", {"5.1 氧化性物质", "5.1 Oxidizing substance"}},
    Choice{52, "5.2", {"5.2 有机过氧化物", "5.2 Organic peroxide"}},
    Choice{61, "6.1", {"6.1 毒性物质", "6.1 Toxic substance"}},
    Choice{62, "6.2", {"6.2 感染性物质", "6.2 Infectious substance"}},
    Choice{70, "7", {"7 放射性物质", "7 Radioactive material"}},
    Choice{80, "8", {"8 腐蚀性物质", "8 Corrosive substance"}},
    Choice{90, "9", {"9 杂项危险物质", "9 Miscellaneous"}},
};

// Where a changed figure is a correction of something planned: it adds.
inline constexpr auto adds_in = states(order::reviewed, order::scheduled);

inline constexpr auto order =
    ref(16, "order", {"订单", "Order"}, "order").required().editable_in(order::content_editable);
inline constexpr auto cargo = text(17, "cargo", {"货物名称", "Cargo"})
                                  .max_length(512)
                                  .required()
                                  .searchable()
                                  .editable_in(order::content_editable);
inline constexpr auto packaging = text(18, "packaging", {"包装", "Packaging"})
                                      .max_length(60)
                                      .editable_in(order::content_editable);
inline constexpr auto pieces = integer(19, "pieces", {"件数", "Pieces"})
                                   .between(0, 99'999'999)
                                   .sum(adds_in)
                                   .editable_in(order::quantities_editable);
inline constexpr auto weight_g = quantity(20, "weight_g", {"重量", "Weight"}, "g")
                                     .between(0, max_weight_g)
                                     .sum(adds_in)
                                     .editable_in(order::quantities_editable);
inline constexpr auto volume_cm3 = quantity(21, "volume_cm3", {"体积", "Volume"}, "cm3")
                                       .between(0, max_volume_cm3)
                                       .sum(adds_in)
                                       .editable_in(order::quantities_editable);
inline constexpr auto declared_value = money(22, "declared_value", {"声明价值", "Declared value"})
                                           .between(0, max_money)
                                           .editable_in(order::content_editable);
inline constexpr auto temperature = text(23, "temperature", {"温度要求", "Temperature"})
                                        .max_length(60)
                                        .editable_in(order::content_editable);
inline constexpr auto dangerous_class =
    pick(24, "dangerous_class", {"危险品类别", "Dangerous goods class"}, dangerous_classes)
        .editable_in(order::content_editable);

inline constexpr auto all =
    fields(common::branch, common::owner, common::tags, common::archived, order, cargo, packaging,
           pieces, weight_g, volume_cm3, declared_value, temperature, dangerous_class);
inline constexpr auto needed_to_submit = fields(cargo, pieces, weight_g);

inline constexpr auto spec = entity(15, "order_line", {"货物明细", "Order line"}, all)
                                 .title(cargo)
                                 .child_of(order)
                                 .assigned(common::assigned)
                                 .rights(rights::orders)
                                 .rows_editable_in(order::content_editable)
                                 .deletable();

}  // namespace branchline::domain::order_line
