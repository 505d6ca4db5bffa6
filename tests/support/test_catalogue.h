// Entities for the tests of the sync rules, small and complete: every rule, a machine with
// covering, blind, exclusive and four-eyes steps, an owned child, references, a natural key, a row
// check. They are not the product's, so that a change of the product's declarations moves no test
// of the rules.
#pragma once

#include "schema/catalogue.h"
#include "schema/declare.h"

namespace branchline::test {

using namespace schema;

inline constexpr RoleMask writers = roles(Role::clerk, Role::manager);
inline constexpr Rights rights{.read = everyone, .write = writers};

namespace office {
inline constexpr auto code = text(16, "code", {"代码", "Code"});
inline constexpr auto all = fields(code);
inline constexpr auto spec =
    entity(1, "branch", {"分公司", "Branch"}, all).title(code).reference_data().rights(rights);
}  // namespace office

namespace party {
inline constexpr auto name = text(16, "name", {"名称", "Name"}).required().natural_key();
inline constexpr auto head = ref(17, "head", {"上级", "Head"}, "party");
inline constexpr auto limit = money(18, "limit", {"额度", "Limit"}).ask();
inline constexpr auto all = fields(name, head, limit);
inline constexpr auto spec = entity(2, "party", {"单位", "Party"}, all)
                                 .title(name)
                                 .reference_data()
                                 .rights(rights)
                                 .deletable();
}  // namespace party

namespace deal {
// States, shared with the lines.
inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice submitted{2, "submitted", {"待审", "Submitted"}};
inline constexpr Choice returned{3, "returned", {"退回", "Returned"}};
inline constexpr Choice approved{4, "approved", {"已审", "Approved"}};
inline constexpr Choice closed{5, "closed", {"已关闭", "Closed"}};
inline constexpr Choice cancelled{6, "cancelled", {"已取消", "Cancelled"}};
inline constexpr std::array state_choices{draft, submitted, returned, approved, closed, cancelled};
inline constexpr auto content_states = states(draft, submitted, returned);
}  // namespace deal

namespace line {
inline constexpr auto owner = ref(16, "deal", {"交易", "Deal"}, "deal").required();
inline constexpr auto cargo = text(17, "cargo", {"货物", "Cargo"}).required();
// A figure while one person works on the deal, a running total once others correct it.
inline constexpr auto pieces = integer(18, "pieces", {"件数", "Pieces"})
                                   .sum(states(deal::submitted, deal::approved))
                                   .between(0, 40);
inline constexpr auto all = fields(owner, cargo, pieces);
inline constexpr auto counted = fields(pieces);
inline constexpr auto spec = entity(4, "deal_line", {"明细", "Line"}, all)
                                 .title(cargo)
                                 .child_of(owner)
                                 .rights(rights)
                                 .rows_editable_in(deal::content_states)
                                 .deletable();
}  // namespace line

namespace deal {
inline constexpr auto branch = ref(1, "branch", {"分公司", "Branch"}, "branch");
inline constexpr auto number = schema::number(16, {"单号", "Number"});
inline constexpr auto customer = ref(17, "party", {"单位", "Party"}, "party");
inline constexpr auto title = text(18, "title", {"标题", "Title"}).required();  // latest
inline constexpr auto price =
    money(19, "price", {"价格", "Price"}).ask().readers(writers).editable_in(content_states);
inline constexpr auto terms = text(20, "terms", {"条款", "Terms"}).writers(roles(Role::manager));
inline constexpr auto grade = integer(21, "grade", {"等级", "Grade"}).first();
inline constexpr auto memo = long_text(22, "memo", {"备注", "Memo"}).three_way();
inline constexpr auto visited =
    date(23, "visited", {"拜访", "Visited"}).furthest(roles(Role::manager));
inline constexpr auto low = integer(24, "low", {"下限", "Low"});           // latest, checked
inline constexpr auto high = integer(25, "high", {"上限", "High"}).ask();  // ask, checked
inline constexpr auto city = text(26, "city", {"城市", "City"});           // a unit, covered
inline constexpr auto street = text(27, "street", {"街道", "Street"}).in_unit(city);
inline constexpr auto tags = set_of(28, "tags", {"标签", "Tags"});
inline constexpr auto status = schema::status(29, "status", {"状态", "Status"}, state_choices);
inline constexpr auto reason = text(30, "reason", {"原因", "Reason"});
inline constexpr auto balance = money(31, "balance", {"余额", "Balance"}).sum().between(-90, 90);
inline constexpr auto rate = money(32, "rate", {"费率", "Rate"}).ask();  // a unit that asks
inline constexpr auto rate_per = text(33, "rate_per", {"计费单位", "Per"}).in_unit(rate);

inline constexpr auto all =
    fields(branch, number, customer, title, price, terms, grade, memo, visited, low, high, city,
           street, tags, status, reason, balance, rate, rate_per);
inline constexpr auto content = fields(title, price, city, street);
inline constexpr std::array<std::string_view, 1> content_children{"deal_line"};

inline constexpr auto range_fields = fields(low, high);
inline constexpr std::array range_checks{Check{"range", {"区间", "Range"}, range_fields}};

inline constexpr auto place_fields = fields(city);
inline constexpr std::array submit_guards{
    Guard{"place", {"地点", "Place"}, Guard::Kind::filled, place_fields, {}},
    Guard{"lines", {"明细", "Lines"}, Guard::Kind::has_child, line::counted, "deal_line"}};

inline constexpr auto submit = step(1, "submit", {"提交", "Submit"})
                                   .from(states(draft, returned))
                                   .to(submitted)
                                   .by(writers)
                                   .marks_writer()
                                   .guards(submit_guards);
inline constexpr auto approve = step(2, "approve", {"审核", "Approve"})
                                    .from(states(submitted))
                                    .to(approved)
                                    .by(roles(Role::reviewer, Role::manager))
                                    .four_eyes()
                                    .covers(content)
                                    .covers_children(content_children);
inline constexpr auto turn_back = step(3, "return", {"退回", "Return"})
                                      .from(states(submitted))
                                      .to(returned)
                                      .by(roles(Role::reviewer, Role::manager))
                                      .reason(reason)
                                      .clears_writers();
inline constexpr auto close =
    step(4, "close", {"关闭", "Close"}).from(states(approved)).to(closed).by(writers).exclusive();
inline constexpr auto cancel = step(5, "cancel", {"取消", "Cancel"})
                                   .from(states(draft, submitted, returned, approved))
                                   .to(cancelled)
                                   .by(writers)
                                   .blind(content_states);
inline constexpr auto reopen =
    step(6, "reopen", {"恢复", "Reopen"}).from(states(approved, cancelled)).to(draft).by(writers);
inline constexpr auto all_steps = steps(submit, approve, turn_back, close, cancel, reopen);

inline constexpr auto spec = entity(3, "deal", {"交易", "Deal"}, all)
                                 .title(title)
                                 .rights(rights)
                                 .transitions(all_steps)
                                 .checks(range_checks)
                                 .deletable(states(draft));
}  // namespace deal

// Refers to a deal without belonging to it.
namespace visit {
inline constexpr auto about = ref(16, "deal", {"交易", "Deal"}, "deal");
inline constexpr auto what = text(17, "what", {"事项", "What"}).required();
inline constexpr auto all = fields(about, what);
inline constexpr auto spec = entity(5, "visit", {"拜访", "Visit"}, all)
                                 .title(what)
                                 .reference_data()
                                 .rights(rights)
                                 .deletable();
}  // namespace visit

inline const Catalogue& test_catalogue() {
    static constexpr std::array<const EntitySpec*, 5> entities{&office::spec.spec,
                                                               &party::spec.spec, &deal::spec.spec,
                                                               &line::spec.spec, &visit::spec.spec};
    static const Catalogue catalogue(1, entities);
    return catalogue;
}

}  // namespace branchline::test
