// user 用户: somebody who works here. Everybody may know his colleagues' names and logins, because
// owners and salespersons are named by them. Written by the hub's admin verbs only.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::user {

inline constexpr auto archived = common::archived.server();
inline constexpr auto login =
    text(16, "login", {"登录名", "Login"}).max_length(60).required().searchable().server();
inline constexpr auto name = text(17, "name", {"姓名", "Name"}).required().searchable().server();
inline constexpr auto disabled =
    boolean(18, "disabled", {"已停用", "Disabled"}).server().readers(rights::people_readers);

inline constexpr auto all = fields(archived, login, name, disabled);

inline constexpr auto spec = entity(3, "user", {"用户", "User"}, all)
                                 .title(name)
                                 .reference_data()
                                 .rights(rights::directory)
                                 .server_only();

}  // namespace branchline::domain::user
