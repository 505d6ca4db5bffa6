// customer_share 客户共享: a branch beside the customer's own that sees the customer with all that
// belongs to it, as long as this row is there. Deleting it takes the sharing back.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::customer_share {

// Another branch is another share.
inline constexpr RoleMask nobody_afterwards = roles(Role::hub);

inline constexpr auto customer = ref(16, "customer", {"客户", "Customer"}, "customer").required();
inline constexpr auto shared_with = ref(17, "shared_with", {"共享给", "Shared with"}, "branch")
                                        .required()
                                        .writers(nobody_afterwards);

inline constexpr auto all = fields(customer, shared_with);

inline constexpr auto spec = entity(18, "customer_share", {"客户共享", "Customer share"}, all)
                                 .title(shared_with)
                                 .child_of(customer)
                                 .shares_with(shared_with)
                                 .rights(rights::sharing)
                                 .deletable();

}  // namespace branchline::domain::customer_share
