// The roles of PRODUCT §2. A user has one role per branch; headquarters, admin and auditor are
// company-wide. `hub` is the authority itself: what it writes, it writes as a pseudo-user.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/label.h"

namespace branchline::schema {

enum class Role : std::uint8_t {
    clerk,
    sales,
    reviewer,
    dispatcher,
    warehouse,
    finance,
    manager,
    headquarters,
    admin,
    auditor,
    hub
};

using RoleMask = std::uint32_t;

template <class... Roles>
constexpr RoleMask roles(Roles... each) {
    return ((RoleMask{1} << static_cast<unsigned>(each)) | ... | RoleMask{0});
}

inline constexpr RoleMask everyone = (RoleMask{1} << 10) - 1;  // all but hub
inline constexpr RoleMask company_wide = roles(Role::headquarters, Role::admin, Role::auditor);

struct RoleName {
    Role role;
    std::string_view name;
    Label label;
};

inline constexpr std::array<RoleName, 11> role_names{{
    {Role::clerk, "clerk", {"内勤", "Clerk"}},
    {Role::sales, "sales", {"销售", "Sales"}},
    {Role::reviewer, "reviewer", {"审核", "Reviewer"}},
    {Role::dispatcher, "dispatcher", {"调度", "Dispatcher"}},
    {Role::warehouse, "warehouse", {"仓库", "Warehouse"}},
    {Role::finance, "finance", {"财务", "Finance"}},
    {Role::manager, "manager", {"分公司经理", "Branch manager"}},
    {Role::headquarters, "headquarters", {"总部", "Headquarters"}},
    {Role::admin, "admin", {"管理员", "Administrator"}},
    {Role::auditor, "auditor", {"审计", "Auditor"}},
    {Role::hub, "hub", {"服务器", "Server"}},
}};

std::optional<Role> parse_role(std::string_view name);
std::string_view role_name(Role role);

}  // namespace branchline::schema
