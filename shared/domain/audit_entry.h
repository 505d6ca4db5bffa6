// audit_entry 审计: who did what, when and where from. Written by the hub alone, never changed
// (server/hub/audit.h). Without a user: the operator at the server, or the server by itself.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::audit_entry {

inline constexpr std::array events{
    Choice{1, "enrolled", {"设备注册", "Device enrolled"}},
    Choice{2, "device_revoked", {"设备吊销", "Device revoked"}},
    Choice{3, "device_wiped", {"设备擦除", "Device wiped"}},
    Choice{4, "user_added", {"新增用户", "User added"}},
    Choice{5, "role_changed", {"角色变更", "Role changed"}},
    Choice{6, "user_disabled", {"用户停用", "User disabled"}},
    Choice{7, "branch_added", {"新增分公司", "Branch added"}},
    Choice{8, "backup_made", {"完成备份", "Backup made"}},
    Choice{9, "restored", {"从备份恢复", "Restored from a backup"}},
    Choice{10, "heal_begun", {"开始收回各设备的改动", "Collecting from devices begun"}},
    Choice{11, "heal_ended", {"收回改动结束", "Collecting from devices ended"}},
    Choice{12, "courier_taken", {"收取信使文件", "Courier file taken"}},
    Choice{13, "login_refused", {"拒绝登录", "Login refused"}},
    Choice{14, "two_live_copies", {"同一设备有两份副本在用", "Two live copies of a device"}},
};

inline constexpr auto branch = common::branch.server();
inline constexpr auto at = instant(16, "at", {"时间", "At"}).server();
inline constexpr auto user = ref(17, "user", {"用户", "User"}, "user").server();
inline constexpr auto device = ref(18, "device", {"设备", "Device"}, "device").server();
inline constexpr auto action = text(19, "action", {"操作", "Action"}).server();
inline constexpr auto about = any_ref(20, "about", {"关联记录", "About"}).server();
inline constexpr auto detail = long_text(21, "detail", {"详情", "Detail"}).server();

inline constexpr auto event = pick(22, "event", {"事件", "Event"}, events).required().server();

inline constexpr auto all = fields(branch, at, user, device, action, about, detail, event);
inline constexpr auto assigned = fields(user);

inline constexpr auto spec = entity(6, "audit_entry", {"审计记录", "Audit entry"}, all)
                                 .title(event)
                                 .assigned(assigned)
                                 .rights(rights::audit)
                                 .append_only()
                                 .server_only();

}  // namespace branchline::domain::audit_entry
