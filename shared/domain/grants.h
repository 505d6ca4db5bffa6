// Where the merge rules find who may do what: the entities and fields that grant roles.
#pragma once

#include "domain/role_grant.h"
#include "domain/user.h"
#include "schema/catalogue.h"

namespace branchline::domain {

// The numbers only; the caller makes its own struct of them (the sync layer names no entity and
// this layer knows no sync).
struct GrantNumbers {
    schema::EntityId grant = role_grant::spec.spec.id;
    schema::FieldId user = role_grant::user.spec.id;
    schema::FieldId branch = role_grant::branch.spec.id;
    schema::FieldId role = role_grant::role.spec.id;
    schema::FieldId archived = role_grant::archived.spec.id;
    schema::EntityId user_entity = user::spec.spec.id;
    schema::FieldId disabled = user::disabled.spec.id;
};

}  // namespace branchline::domain
