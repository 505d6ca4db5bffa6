// Who may read and write what: one value per area of the rights table of the product, and the
// masks of its confidential fields. Entities name their area; a field's own `readers` and `writers`
// narrow or widen it. Who may take a step is said at the step.
#pragma once

#include "domain/common.h"

namespace branchline::domain::rights {

// Customers with their contacts and addresses. Finance writes three fields, see below.
inline constexpr Rights customer_data{
    .read = roles(Role::clerk, Role::reviewer, Role::dispatcher, Role::finance, Role::manager,
                  Role::headquarters, Role::auditor),
    .write = roles(Role::clerk, Role::reviewer, Role::manager, Role::headquarters),
    .read_assigned = roles(Role::sales),
    .write_assigned = roles(Role::sales),
};

// With whom a customer is shared: said by who answers for the branch, read by who reads it.
inline constexpr Rights sharing{
    .read = customer_data.read,
    .write = roles(Role::manager, Role::headquarters),
    .read_assigned = customer_data.read_assigned,
};

// Orders with their lines. Dispatcher and finance act by steps only.
inline constexpr Rights orders{
    .read = roles(Role::clerk, Role::reviewer, Role::dispatcher, Role::warehouse, Role::finance,
                  Role::manager, Role::headquarters, Role::auditor),
    .write = roles(Role::clerk, Role::reviewer, Role::manager),
    .read_assigned = roles(Role::sales),
    .write_assigned = roles(Role::sales),
};

// Contracts with their obligations.
inline constexpr Rights contracts{
    .read = roles(Role::clerk, Role::reviewer, Role::finance, Role::manager, Role::headquarters,
                  Role::auditor),
    .write = roles(Role::clerk, Role::manager, Role::headquarters),
    .read_assigned = roles(Role::sales),
    .write_assigned = roles(Role::sales),
};

// What was said and done with the customer.
inline constexpr Rights service{
    .read = roles(Role::clerk, Role::reviewer, Role::dispatcher, Role::warehouse, Role::finance,
                  Role::manager, Role::headquarters, Role::auditor),
    .write = roles(Role::clerk, Role::manager),
    .read_assigned = roles(Role::sales),
    .write_assigned = roles(Role::sales),
};

// Tasks, meetings, suggestions: everybody who works in a branch.
inline constexpr Rights office{
    .read = roles(Role::clerk, Role::sales, Role::reviewer, Role::dispatcher, Role::warehouse,
                  Role::finance, Role::manager, Role::headquarters, Role::auditor),
    .write = roles(Role::clerk, Role::sales, Role::reviewer, Role::dispatcher, Role::warehouse,
                   Role::finance, Role::manager, Role::headquarters),
};

inline constexpr Rights reference{
    .read = everyone,
    .write = roles(Role::headquarters, Role::admin),
};

// What everybody needs to name a branch or a colleague; the hub's admin verbs write it.
inline constexpr Rights directory{.read = everyone};

// Devices and roles: everybody sees his own.
inline constexpr RoleMask people_readers =
    roles(Role::manager, Role::headquarters, Role::admin, Role::auditor);
inline constexpr Rights people{.read = people_readers, .read_assigned = everyone};

// The audit trail: everybody sees his own entries.
inline constexpr Rights audit{.read = people_readers, .read_assigned = everyone};

// Confidential fields.
inline constexpr RoleMask customer_writers =
    roles(Role::clerk, Role::sales, Role::reviewer, Role::manager, Role::headquarters);
inline constexpr RoleMask credit_readers =
    roles(Role::finance, Role::reviewer, Role::manager, Role::headquarters, Role::auditor);
inline constexpr RoleMask bank_readers = roles(Role::finance, Role::auditor);
inline constexpr RoleMask price_readers = everyone & ~roles(Role::warehouse);

// Fields that not everybody with the right to write the customer may change.
inline constexpr RoleMask credit_writers = roles(Role::finance, Role::manager, Role::headquarters);
inline constexpr RoleMask terms_writers = roles(Role::finance, Role::manager);
inline constexpr RoleMask bank_writers = roles(Role::finance);
inline constexpr RoleMask grade_writers = roles(Role::manager);
inline constexpr RoleMask owner_writers = roles(Role::manager, Role::headquarters);
inline constexpr RoleMask hand_over_writers = roles(Role::headquarters);

}  // namespace branchline::domain::rights
