// interaction 沟通记录: a call, visit or message, as it was. Corrected by a further entry, never
// rewritten.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::interaction {

inline constexpr std::array kinds{
    Choice{1, "call", {"电话", "Call"}},       Choice{2, "visit", {"拜访", "Visit"}},
    Choice{3, "email", {"邮件", "E-mail"}},    Choice{4, "wechat", {"微信", "WeChat"}},
    Choice{5, "meeting", {"会议", "Meeting"}}, Choice{6, "other", {"其他", "Other"}},
};
inline constexpr std::array directions{
    Choice{1, "inbound", {"客户来访", "Inbound"}},
    Choice{2, "outbound", {"我方联系", "Outbound"}},
};

inline constexpr auto customer = ref(16, "customer", {"客户", "Customer"}, "customer").required();
inline constexpr auto contact = ref(17, "contact", {"联系人", "Contact"}, "contact");
inline constexpr auto kind = pick(18, "kind", {"沟通方式", "Kind"}, kinds);
inline constexpr auto direction = pick(19, "direction", {"方向", "Direction"}, directions);
inline constexpr auto at = instant(20, "at", {"时间", "At"});
inline constexpr auto summary = long_text(21, "summary", {"内容", "Summary"}).searchable();
inline constexpr auto outcome = long_text(22, "outcome", {"结果", "Outcome"}).max_length(2'000);

inline constexpr auto all = fields(common::branch, common::owner, common::tags, common::archived,
                                   customer, contact, kind, direction, at, summary, outcome);

inline constexpr auto spec = entity(11, "interaction", {"沟通记录", "Interaction"}, all)
                                 .title(summary)
                                 .follows(customer)
                                 .assigned(common::assigned)
                                 .rights(rights::service)
                                 .append_only();

}  // namespace branchline::domain::interaction
