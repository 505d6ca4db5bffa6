// department 部门: where tasks and hand-offs of a branch go when no person is named.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::department {

inline constexpr std::array kinds{
    Choice{1, "sales", {"销售", "Sales"}},         Choice{2, "finance", {"财务", "Finance"}},
    Choice{3, "warehouse", {"仓库", "Warehouse"}}, Choice{4, "transport", {"运输", "Transport"}},
    Choice{5, "service", {"客服", "Service"}},
};

inline constexpr auto name = text(16, "name", {"名称", "Name"}).required().searchable();
inline constexpr auto kind = pick(17, "kind", {"职能", "Kind"}, kinds);

inline constexpr auto all = fields(common::branch, common::archived, name, kind);

inline constexpr auto spec = entity(2, "department", {"部门", "Department"}, all)
                                 .title(name)
                                 .reference_data()
                                 .rights(rights::reference);

}  // namespace branchline::domain::department
