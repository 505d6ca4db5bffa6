// role_grant 角色授权: the role of a user in a branch; without a branch the role is company-wide.
// Written by the hub's admin verbs only.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::role_grant {

// The grantable roles as choices, id = number of the Role.
consteval auto choices_of_roles() {
    std::array<Choice, role_names.size() - 1> choices{};
    for (std::size_t i = 0; i < choices.size(); ++i) {
        choices[i] = {static_cast<std::uint16_t>(role_names[i].role), role_names[i].name,
                      role_names[i].label};
    }
    return choices;
}

inline constexpr auto role_choices = choices_of_roles();

inline constexpr auto branch = common::branch.server();
inline constexpr auto archived = common::archived.server();
inline constexpr auto user = ref(16, "user", {"用户", "User"}, "user").required().server();
inline constexpr auto role = pick(17, "role", {"角色", "Role"}, role_choices).required().server();

inline constexpr auto all = fields(branch, archived, user, role);
inline constexpr auto assigned = fields(user);

inline constexpr auto spec = entity(5, "role_grant", {"角色授权", "Role grant"}, all)
                                 .title(role)
                                 .reference_data()
                                 .assigned(assigned)
                                 .rights(rights::people)
                                 .server_only();

}  // namespace branchline::domain::role_grant
