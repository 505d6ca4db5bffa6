// branch 分公司: an office with its own staff, customers and numbers. Written by the hub's admin
// verbs only.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::branch {

inline constexpr auto archived = common::archived.server();
inline constexpr auto code =
    text(16, "code", {"代码", "Code"}).max_length(20).required().searchable().server();
inline constexpr auto name = text(17, "name", {"名称", "Name"}).required().searchable().server();
inline constexpr auto region = text(18, "region", {"地区", "Region"}).server();
inline constexpr auto cutoff =
    text(19, "cutoff", {"截单时间", "Cut-off time"}).max_length(5).server();

inline constexpr auto all = fields(archived, code, name, region, cutoff);

inline constexpr auto spec = entity(1, "branch", {"分公司", "Branch"}, all)
                                 .title(name)
                                 .reference_data()
                                 .rights(rights::directory)
                                 .server_only();

}  // namespace branchline::domain::branch
