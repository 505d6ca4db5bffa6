// customer 客户: who pays. One branch owns it; contacts and addresses are its children, orders,
// contracts, interactions and tasks follow it. Activity (active, dormant, lost) is computed by the
// hub from orders; people may lose, block and unblock.
#pragma once

#include "domain/choices.h"
#include "domain/rights.h"

namespace branchline::domain::customer {

inline constexpr std::array types{
    Choice{1, "shipper", {"直接货主", "Direct shipper"}},
    Choice{2, "forwarder", {"货代", "Freight forwarder"}},
    Choice{3, "third_party", {"三方同行", "Third-party logistics"}},
    Choice{4, "ecommerce", {"电商", "E-commerce"}},
    Choice{5, "individual", {"个人", "Individual"}},
    Choice{6, "government", {"政府事业单位", "Public body"}},
};
inline constexpr std::array industries{
    Choice{1, "agriculture", {"农林牧渔", "Agriculture"}},
    Choice{2, "mining", {"采矿", "Mining"}},
    Choice{3, "food", {"食品饮料", "Food and beverages"}},
    Choice{4, "textiles", {"纺织服装", "Textiles and clothing"}},
    Choice{5, "chemicals", {"化工", "Chemicals"}},
    Choice{6, "pharma", {"医药", "Pharmaceuticals"}},
    Choice{7, "metals", {"钢铁有色", "Metals"}},
    Choice{8, "machinery", {"机械设备", "Machinery"}},
    Choice{9, "electronics", {"电子电器", "Electronics"}},
    Choice{10, "automotive", {"汽车及零部件", "Automotive"}},
    Choice{11, "building", {"建材家居", "Building materials"}},
    Choice{12, "energy", {"能源电力", "Energy"}},
    Choice{13, "retail", {"批发零售", "Wholesale and retail"}},
    Choice{14, "logistics", {"物流运输", "Logistics"}},
    Choice{15, "services", {"服务业", "Services"}},
    Choice{16, "other", {"其他", "Other"}},
};
inline constexpr std::array sizes{
    Choice{1, "large", {"大型", "Large"}},
    Choice{2, "medium", {"中型", "Medium"}},
    Choice{3, "small", {"小型", "Small"}},
    Choice{4, "micro", {"微型", "Micro"}},
};
inline constexpr std::array grades{
    Choice{1, "A", {"A级", "Grade A"}},
    Choice{2, "B", {"B级", "Grade B"}},
    Choice{3, "C", {"C级", "Grade C"}},
    Choice{4, "D", {"D级", "Grade D"}},
};
inline constexpr std::array sources{
    Choice{1, "referral", {"客户介绍", "Referral"}},
    Choice{2, "visit", {"上门拜访", "Visit"}},
    Choice{3, "phone", {"电话开发", "Telephone"}},
    Choice{4, "exhibition", {"展会", "Exhibition"}},
    Choice{5, "internet", {"网络", "Internet"}},
    Choice{6, "tender", {"招投标", "Tender"}},
    Choice{7, "advertising", {"广告", "Advertising"}},
    Choice{8, "other", {"其他", "Other"}},
};

inline constexpr Choice prospect{1, "prospect", {"潜在", "Prospect"}};
inline constexpr Choice active{2, "active", {"正式", "Active"}};
inline constexpr Choice dormant{3, "dormant", {"休眠", "Dormant"}};
inline constexpr Choice lost{4, "lost", {"流失", "Lost"}};
inline constexpr Choice blocked{5, "blocked", {"冻结", "Blocked"}};
inline constexpr std::array state_choices{prospect, active, dormant, lost, blocked};

inline constexpr auto branch = common::branch.writers(rights::hand_over_writers);
inline constexpr auto owner = common::owner.writers(rights::owner_writers);
inline constexpr auto number = schema::number(16, {"编号", "Number"});
inline constexpr auto name =
    text(17, "name", {"名称", "Name"}).required().searchable().natural_key();
inline constexpr auto short_name =
    text(18, "short_name", {"简称", "Short name"}).max_length(60).searchable();
inline constexpr auto pinyin =
    text(19, "pinyin", {"拼音首字母", "Pinyin initials"}).derived().searchable();
inline constexpr auto tax_id =
    text(20, "tax_id", {"税号", "Tax ID"}).max_length(40).searchable().natural_key();
inline constexpr auto type = pick(21, "type", {"类型", "Type"}, types);
inline constexpr auto industry = pick(22, "industry", {"行业", "Industry"}, industries);
inline constexpr auto size = pick(23, "size", {"规模", "Size"}, sizes);
inline constexpr auto grade =
    pick(24, "grade", {"等级", "Grade"}, grades).writers(rights::grade_writers);
inline constexpr auto status = schema::status(25, "status", {"状态", "Status"}, state_choices);
inline constexpr auto needs = long_text(26, "needs", {"需求", "Needs"}).searchable();
inline constexpr auto credit_limit = money(27, "credit_limit", {"信用额度", "Credit limit"})
                                         .between(0, max_money)
                                         .ask()
                                         .readers(rights::credit_readers)
                                         .writers(rights::credit_writers);
inline constexpr auto payment_terms =
    pick(28, "payment_terms", {"结算方式", "Payment terms"}, payment_terms_choices)
        .ask()
        .writers(rights::terms_writers);
inline constexpr auto bank_account = text(29, "bank_account", {"银行账号", "Bank account"})
                                         .max_length(60)
                                         .readers(rights::bank_readers)
                                         .writers(rights::bank_writers);
inline constexpr auto verified_on =
    date(30, "verified_on", {"核对日期", "Verified on"})
        .furthest(roles(Role::reviewer, Role::manager, Role::headquarters));
inline constexpr auto source = pick(31, "source", {"客户来源", "Source"}, sources);
inline constexpr auto lost_reason = text(32, "lost_reason", {"流失原因", "Reason for loss"});
inline constexpr auto block_reason = text(33, "block_reason", {"冻结原因", "Reason for blocking"})
                                         .writers(rights::customer_writers | roles(Role::finance));
inline constexpr auto merged_into = ref(34, "merged_into", {"已合并到", "Merged into"}, "customer");

inline constexpr auto all =
    fields(branch, owner, common::tags, common::archived, number, name, short_name, pinyin, tax_id,
           type, industry, size, grade, status, needs, credit_limit, payment_terms, bank_account,
           verified_on, source, lost_reason, block_reason, merged_into);
inline constexpr auto assigned = fields(owner);

inline constexpr auto unblocked = states(prospect, active, dormant, lost);
inline constexpr auto lose = step(1, "lose", {"标记流失", "Mark as lost"})
                                 .from(states(prospect, active, dormant))
                                 .to(lost)
                                 .by(rights::customer_writers)
                                 .blind(states(prospect, active, dormant))
                                 .reason(lost_reason);
inline constexpr auto block = step(2, "block", {"冻结", "Block"})
                                  .from(unblocked)
                                  .to(blocked)
                                  .by(rights::customer_writers | roles(Role::finance))
                                  .blind(unblocked);
// The hub computes the true activity in the same commit; "active" is the start of that.
inline constexpr auto unblock = step(3, "unblock", {"解冻", "Unblock"})
                                    .from(states(blocked))
                                    .to(active)
                                    .by(rights::customer_writers | roles(Role::finance));
inline constexpr auto activate = step(4, "activate", {"转为正式", "Activate"})
                                     .from(states(prospect, dormant, lost))
                                     .to(active)
                                     .by(roles(Role::hub))
                                     .forward();
inline constexpr auto rest = step(5, "rest", {"转为休眠", "Set dormant"})
                                 .from(states(active))
                                 .to(dormant)
                                 .by(roles(Role::hub));
inline constexpr auto lapse =
    step(6, "lapse", {"自动流失", "Lapse"}).from(states(dormant)).to(lost).by(roles(Role::hub));
inline constexpr auto machine = steps(lose, block, unblock, activate, rest, lapse);

inline constexpr auto spec = entity(8, "customer", {"客户", "Customer"}, all)
                                 .title(name)
                                 .assigned(assigned)
                                 .rights(rights::customer_data)
                                 .transitions(machine)
                                 .deletable(states(prospect));

}  // namespace branchline::domain::customer
