// device 设备: one registration of a user's computer, with the code that stands in its business
// numbers. Written by the hub only.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::device {

inline constexpr std::array states_of_device{
    Choice{1, "active", {"正常", "Active"}},
    Choice{2, "revoked", {"已吊销", "Revoked"}},
    Choice{3, "wiped", {"已擦除", "Wiped"}},
};

inline constexpr auto archived = common::archived.server();
inline constexpr auto code = text(16, "code", {"代码", "Code"}).max_length(20).server();
inline constexpr auto name = text(17, "name", {"名称", "Name"}).server();
inline constexpr auto user = ref(18, "user", {"用户", "User"}, "user").required().server();
inline constexpr auto state = pick(19, "state", {"状态", "State"}, states_of_device).server();
inline constexpr auto last_contact =
    instant(20, "last_contact", {"最近联系", "Last contact"}).server();

inline constexpr auto all = fields(archived, code, name, user, state, last_contact);
inline constexpr auto assigned = fields(user);

inline constexpr auto spec = entity(4, "device", {"设备", "Device"}, all)
                                 .title(name)
                                 .reference_data()
                                 .assigned(assigned)
                                 .rights(rights::people)
                                 .server_only();

}  // namespace branchline::domain::device
