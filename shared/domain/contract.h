// contract 合同: what was agreed with a customer for a period. Nobody signs what he wrote, and what
// is signed stands; the official serial is given by the hub when the signature is accepted.
#pragma once

#include "domain/contract_states.h"
#include "domain/rights.h"

namespace branchline::domain::contract {

inline constexpr std::array kinds{
    Choice{1, "sales", {"销售合同", "Sales contract"}},
    Choice{2, "framework", {"框架合同", "Framework contract"}},
    Choice{3, "agreement", {"协议", "Agreement"}},
};
inline constexpr std::array renewals{
    Choice{1, "none", {"不续约", "None"}},
    Choice{2, "negotiated", {"协商续约", "By negotiation"}},
    Choice{3, "automatic", {"自动续约", "Automatic"}},
};

inline constexpr auto number = schema::number(16, {"合同编号", "Number"});
inline constexpr auto customer =
    ref(17, "customer", {"客户", "Customer"}, "customer").required().editable_in(content_editable);
inline constexpr auto kind =
    pick(18, "kind", {"合同类型", "Kind"}, kinds).editable_in(content_editable);
inline constexpr auto title =
    text(19, "title", {"标题", "Title"}).required().searchable().editable_in(content_editable);
inline constexpr auto starts_on =
    date(20, "starts_on", {"生效日期", "Starts on"}).editable_in(content_editable);
inline constexpr auto ends_on =
    date(21, "ends_on", {"截止日期", "Ends on"}).in_unit(starts_on).editable_in(content_editable);
inline constexpr auto value = money(22, "value", {"合同金额", "Value"})
                                  .between(0, max_money)
                                  .ask()
                                  .editable_in(content_editable);
inline constexpr auto volume_commitment =
    quantity(23, "volume_commitment", {"承诺货量", "Volume commitment"}, "g")
        .between(0, max_weight_g)
        .editable_in(content_editable);
inline constexpr auto renewal =
    pick(24, "renewal", {"续约方式", "Renewal"}, renewals).editable_in(content_editable);
inline constexpr auto content =
    long_text(25, "content", {"合同内容", "Content"}).three_way().editable_in(content_editable);
inline constexpr auto status = schema::status(26, "status", {"状态", "Status"}, state_choices);
inline constexpr auto serial =
    text(27, "serial", {"正式编号", "Serial"}).max_length(60).searchable().server();
inline constexpr auto return_reason = text(28, "return_reason", {"退回原因", "Reason for return"});

inline constexpr auto all = fields(
    common::branch, common::owner, common::tags, common::archived, number, customer, kind, title,
    starts_on, ends_on, value, volume_commitment, renewal, content, status, serial, return_reason);

// What review and signature stand for.
inline constexpr auto covered =
    fields(customer, kind, title, starts_on, ends_on, value, volume_commitment, renewal, content);
inline constexpr std::array<std::string_view, 1> covered_children{"obligation"};

inline constexpr auto needed_to_submit = fields(starts_on, ends_on, value);
inline constexpr auto period = fields(starts_on, ends_on);
inline constexpr std::array submit_guards{
    Guard{"period_and_value",
          {"起止日期和金额要填全", "Period and value are complete"},
          Guard::Kind::filled,
          needed_to_submit,
          {}},
    Guard{
        "period", {"生效日期不晚于截止日期", "Period in order"}, Guard::Kind::ordered, period, {}},
};
inline constexpr std::array row_checks{
    Check{"period",
          {"生效日期不晚于截止日期", "Period in order"},
          period,
          states(in_review, signed_state, in_force)},
};

inline constexpr auto deciders = roles(Role::manager, Role::headquarters);
inline constexpr auto deciders_or_hub = deciders | roles(Role::hub);
inline constexpr auto submit = step(1, "submit", {"提交审批", "Submit"})
                                   .from(states(draft))
                                   .to(in_review)
                                   .by(deciders | roles(Role::clerk))
                                   .forward()
                                   .marks_writer()
                                   .covers(covered)
                                   .guards(submit_guards);
inline constexpr auto send_back = step(2, "return", {"退回", "Return"})
                                      .from(states(in_review))
                                      .to(draft)
                                      .by(deciders)
                                      .reason(return_reason)
                                      .clears_writers();
inline constexpr auto sign = step(3, "sign", {"签订", "Sign"})
                                 .from(states(in_review))
                                 .to(signed_state)
                                 .by(deciders)
                                 .forward()
                                 .four_eyes()
                                 .covers(covered)
                                 .covers_children(covered_children);
inline constexpr auto enforce = step(4, "enforce", {"生效", "Bring into force"})
                                    .from(states(signed_state))
                                    .to(in_force)
                                    .by(deciders_or_hub)
                                    .forward();
inline constexpr auto expire =
    step(5, "expire", {"到期", "Expire"}).from(states(in_force)).to(expired).by(deciders_or_hub);
inline constexpr auto terminate = step(6, "terminate", {"终止", "Terminate"})
                                      .from(states(signed_state, in_force))
                                      .to(terminated)
                                      .by(deciders);
inline constexpr auto archive = step(7, "archive", {"归档", "Archive"})
                                    .from(states(expired, terminated))
                                    .to(archived)
                                    .by(deciders_or_hub);
inline constexpr auto machine = steps(submit, send_back, sign, enforce, expire, terminate, archive);

inline constexpr auto spec = entity(12, "contract", {"合同", "Contract"}, all)
                                 .title(title)
                                 .follows(customer)
                                 .assigned(common::assigned)
                                 .rights(rights::contracts)
                                 .transitions(machine)
                                 .checks(row_checks)
                                 .deletable(states(draft));

}  // namespace branchline::domain::contract
