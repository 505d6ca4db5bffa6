// The states of an order, apart because its lines are governed by them, too.
#pragma once

#include "domain/common.h"

namespace branchline::domain::order {

inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice submitted{2, "submitted", {"待审", "Submitted"}};
inline constexpr Choice returned{3, "returned", {"退回", "Returned"}};
inline constexpr Choice reviewed{4, "reviewed", {"已审", "Reviewed"}};
inline constexpr Choice scheduled{5, "scheduled", {"已调度", "Scheduled"}};
inline constexpr Choice in_transit{6, "in_transit", {"运输中", "In transit"}};
inline constexpr Choice delivered{7, "delivered", {"已签收", "Delivered"}};
inline constexpr Choice settled{8, "settled", {"已结算", "Settled"}};
inline constexpr Choice archived{9, "archived", {"已归档", "Archived"}};
inline constexpr Choice cancelled{10, "cancelled", {"已取消", "Cancelled"}};
inline constexpr std::array state_choices{draft,      submitted, returned, reviewed, scheduled,
                                          in_transit, delivered, settled,  archived, cancelled};

inline constexpr auto content_editable = states(draft, submitted, returned);
inline constexpr auto quantities_editable = states(draft, submitted, returned, reviewed, scheduled);

// Taken on and not yet paid: what counts against a customer's credit limit.
inline constexpr auto open_on_credit = states(reviewed, scheduled, in_transit, delivered);

}  // namespace branchline::domain::order
