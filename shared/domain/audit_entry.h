// audit_entry 审计: who did what, when and where from. Written by the hub alone, never changed.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::audit_entry {

inline constexpr auto branch = common::branch.server();
inline constexpr auto at = instant(16, "at", {"时间", "At"}).server();
inline constexpr auto user = ref(17, "user", {"用户", "User"}, "user").server();
inline constexpr auto device = ref(18, "device", {"设备", "Device"}, "device").server();
inline constexpr auto action = text(19, "action", {"操作", "Action"}).required().server();
inline constexpr auto about = any_ref(20, "about", {"关联记录", "About"}).server();
inline constexpr auto detail = long_text(21, "detail", {"详情", "Detail"}).server();

inline constexpr auto all = fields(branch, at, user, device, action, about, detail);
inline constexpr auto assigned = fields(user);

inline constexpr auto spec = entity(6, "audit_entry", {"审计记录", "Audit entry"}, all)
                                 .title(action)
                                 .assigned(assigned)
                                 .rights(rights::audit)
                                 .append_only()
                                 .server_only();

}  // namespace branchline::domain::audit_entry
