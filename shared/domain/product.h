// product 产品服务: what is sold, with its list price. Company-wide; archived, never deleted.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::product {

inline constexpr auto code = text(16, "code", {"代码", "Code"}).max_length(40).searchable();
inline constexpr auto name = text(17, "name", {"名称", "Name"}).required().searchable();
inline constexpr auto unit = text(18, "unit", {"计价单位", "Unit"}).max_length(40);
inline constexpr auto price =
    money(19, "price", {"单价", "Price"}).between(0, max_money).readers(rights::price_readers);

inline constexpr auto all = fields(common::tags, common::archived, code, name, unit, price);

inline constexpr auto spec = entity(7, "product", {"产品服务", "Product"}, all)
                                 .title(name)
                                 .reference_data()
                                 .rights(rights::reference);

}  // namespace branchline::domain::product
