// Which declared entities and fields the hub itself reads and writes, said once: who people are,
// what devices they have and what they may do.
#pragma once

#include "domain/branch.h"
#include "domain/device.h"
#include "domain/role_grant.h"
#include "domain/user.h"
#include "sync/grant_roles.h"

namespace branchline::hub {

inline constexpr schema::EntityId branch_entity = domain::branch::spec.spec.id;
inline constexpr schema::EntityId user_entity = domain::user::spec.spec.id;
inline constexpr schema::EntityId device_entity = domain::device::spec.spec.id;
inline constexpr schema::EntityId grant_entity = domain::role_grant::spec.spec.id;

inline constexpr sync::GrantFields grant_fields{
    grant_entity,
    domain::role_grant::user.spec.id,
    domain::role_grant::branch.spec.id,
    domain::role_grant::role.spec.id,
    domain::role_grant::archived.spec.id,
    user_entity,
    domain::user::disabled.spec.id,
};

// Choice ids of device.state.
enum class DeviceState : std::uint8_t { active = 1, revoked = 2, wiped = 3 };

}  // namespace branchline::hub
