#include "domain/catalogue.h"

#include <array>

#include "domain/address.h"
#include "domain/attachment.h"
#include "domain/audit_entry.h"
#include "domain/branch.h"
#include "domain/contact.h"
#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/customer_share.h"
#include "domain/department.h"
#include "domain/device.h"
#include "domain/interaction.h"
#include "domain/obligation.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "domain/product.h"
#include "domain/role_grant.h"
#include "domain/task.h"
#include "domain/user.h"

namespace branchline::domain {
namespace {

// Raised with every published change of the declarations.
constexpr std::uint32_t catalogue_number = 3;

// Ascending ids; what others refer to stands before them, so that a replica that is being filled in
// this order shows few unresolved references.
constexpr std::array<const EntitySpec*, 18> entities{
    &branch::spec.spec,     &department::spec.spec,  &user::spec.spec,
    &device::spec.spec,     &role_grant::spec.spec,  &audit_entry::spec.spec,
    &product::spec.spec,    &customer::spec.spec,    &contact::spec.spec,
    &address::spec.spec,    &interaction::spec.spec, &contract::spec.spec,
    &obligation::spec.spec, &order::spec.spec,       &order_line::spec.spec,
    &task::spec.spec,       &attachment::spec.spec,  &customer_share::spec.spec,
};

}  // namespace

const schema::Catalogue& catalogue() {
    static const schema::Catalogue instance(catalogue_number, entities);
    return instance;
}

}  // namespace branchline::domain
