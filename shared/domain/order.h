// order 订单: what the customer wants carried, from where to where and when. Content and lines are
// editable until review; from then on only what roles may still correct by `sum` (order_line.h).
#pragma once

#include "domain/choices.h"
#include "domain/customer.h"
#include "domain/order_line.h"
#include "domain/order_states.h"
#include "domain/rights.h"

namespace branchline::domain::order {

inline constexpr auto number = schema::number(16, {"单号", "Number"});
inline constexpr auto customer =
    ref(17, "customer", {"客户", "Customer"}, "customer").required().editable_in(content_editable);
inline constexpr auto contract =
    ref(18, "contract", {"合同", "Contract"}, "contract").editable_in(content_editable);
inline constexpr auto salesperson =
    ref(19, "salesperson", {"业务员", "Salesperson"}, "user").editable_in(content_editable);
inline constexpr auto lane_from =
    text(20, "lane_from", {"始发地", "From"}).searchable().editable_in(content_editable);
inline constexpr auto lane_to =
    text(21, "lane_to", {"目的地", "To"}).searchable().editable_in(content_editable);
inline constexpr auto pickup_from =
    instant(22, "pickup_from", {"提货时间起", "Pick-up from"}).editable_in(content_editable);
inline constexpr auto pickup_to = instant(23, "pickup_to", {"提货时间止", "Pick-up to"})
                                      .in_unit(pickup_from)
                                      .editable_in(content_editable);
inline constexpr auto delivery_from =
    instant(24, "delivery_from", {"送达时间起", "Delivery from"}).editable_in(content_editable);
inline constexpr auto delivery_to = instant(25, "delivery_to", {"送达时间止", "Delivery to"})
                                        .in_unit(delivery_from)
                                        .editable_in(content_editable);
inline constexpr auto special_requirements =
    long_text(26, "special_requirements", {"特殊要求", "Special requirements"})
        .editable_in(content_editable);
inline constexpr auto payment_terms =
    pick(27, "payment_terms", {"结算方式", "Payment terms"}, payment_terms_choices)
        .editable_in(content_editable);
inline constexpr auto status = schema::status(28, "status", {"状态", "Status"}, state_choices);
inline constexpr auto hold = boolean(29, "hold", {"暂缓", "On hold"});
inline constexpr auto hold_reason = text(30, "hold_reason", {"暂缓原因", "Reason for hold"});
inline constexpr auto agreed_price = money(31, "agreed_price", {"协议价", "Agreed price"})
                                         .between(0, max_money)
                                         .readers(rights::price_readers)
                                         .editable_in(content_editable);
inline constexpr auto cancel_reason =
    text(32, "cancel_reason", {"取消原因", "Reason for cancelling"});
inline constexpr auto return_reason = text(33, "return_reason", {"退回原因", "Reason for return"});
inline constexpr auto total_weight_g =
    quantity(34, "total_weight_g", {"总重量", "Total weight"}, "g").derived();
inline constexpr auto total_volume_cm3 =
    quantity(35, "total_volume_cm3", {"总体积", "Total volume"}, "cm3").derived();
inline constexpr auto total_pieces =
    integer(36, "total_pieces", {"总件数", "Total pieces"}).derived();

inline constexpr auto all = fields(
    common::branch, common::owner, common::tags, common::archived, number, customer, contract,
    salesperson, lane_from, lane_to, pickup_from, pickup_to, delivery_from, delivery_to,
    special_requirements, payment_terms, status, hold, hold_reason, agreed_price, cancel_reason,
    return_reason, total_weight_g, total_volume_cm3, total_pieces);
inline constexpr auto assigned = fields(common::owner, salesperson);

// What an approval stands for.
inline constexpr auto content =
    fields(customer, contract, salesperson, lane_from, lane_to, pickup_from, pickup_to,
           delivery_from, delivery_to, special_requirements, payment_terms, agreed_price);
inline constexpr std::array<std::string_view, 1> content_children{"order_line"};

inline constexpr auto lane_and_windows =
    fields(lane_from, lane_to, pickup_from, pickup_to, delivery_from, delivery_to);
inline constexpr auto windows = fields(pickup_from, pickup_to, delivery_from, delivery_to);
inline constexpr auto pickup_window = fields(pickup_from, pickup_to);
inline constexpr auto transit_window = fields(pickup_to, delivery_from);
inline constexpr auto delivery_window = fields(delivery_from, delivery_to);
inline constexpr auto credit_basis = fields(customer, agreed_price);

inline constexpr std::array submit_guards{
    Guard{"lane_and_windows",
          {"线路和时间窗要填全", "Lane and windows are complete"},
          Guard::Kind::filled,
          lane_and_windows,
          {}},
    Guard{"pickup_window",
          {"提货时间起不晚于止", "Pick-up window in order"},
          Guard::Kind::ordered,
          pickup_window,
          {}},
    Guard{"transit_window",
          {"提货先于送达", "Pick-up before delivery"},
          Guard::Kind::ordered,
          transit_window,
          {}},
    Guard{"delivery_window",
          {"送达时间起不晚于止", "Delivery window in order"},
          Guard::Kind::ordered,
          delivery_window,
          {}},
    Guard{
        "lines",
        {"至少一行货物明细，含货名、件数、重量", "At least one line with cargo, pieces and weight"},
        Guard::Kind::has_child,
        order_line::needed_to_submit,
        "order_line"},
};
inline constexpr std::array approve_guards{
    Guard{"credit",
          {"不超过客户信用额度", "Within the customer's credit limit"},
          Guard::Kind::within_limit,
          credit_basis,
          {},
          &domain::customer::credit_limit.spec,
          open_on_credit},
};
// What submit has checked stays true while others go on editing.
inline constexpr std::array row_checks{
    Check{"windows",
          {"时间窗先后有序", "Windows in order"},
          windows,
          states(submitted, reviewed, scheduled)},
};

inline constexpr auto submit =
    step(1, "submit", {"提交审核", "Submit"})
        .from(states(draft, returned))
        .to(submitted)
        .by(roles(Role::clerk, Role::sales, Role::reviewer, Role::manager))
        .forward()
        .marks_writer()
        .guards(submit_guards);
inline constexpr auto send_back = step(2, "return", {"退回", "Return"})
                                      .from(states(submitted))
                                      .to(returned)
                                      .by(roles(Role::reviewer, Role::manager))
                                      .reason(return_reason)
                                      .clears_writers();
inline constexpr auto approve = step(3, "approve", {"审核通过", "Approve"})
                                    .from(states(submitted))
                                    .to(reviewed)
                                    .by(roles(Role::reviewer, Role::manager))
                                    .forward()
                                    .four_eyes()
                                    .covers(content)
                                    .covers_children(content_children)
                                    .guards(approve_guards);
inline constexpr auto schedule = step(4, "schedule", {"调度", "Schedule"})
                                     .from(states(reviewed))
                                     .to(scheduled)
                                     .by(roles(Role::dispatcher, Role::manager))
                                     .forward();
inline constexpr auto depart = step(5, "depart", {"发车", "Depart"})
                                   .from(states(scheduled))
                                   .to(in_transit)
                                   .by(roles(Role::dispatcher, Role::manager))
                                   .forward();
inline constexpr auto deliver = step(6, "deliver", {"签收", "Deliver"})
                                    .from(states(in_transit))
                                    .to(delivered)
                                    .by(roles(Role::dispatcher, Role::manager))
                                    .forward();
inline constexpr auto settle = step(7, "settle", {"结算", "Settle"})
                                   .from(states(delivered))
                                   .to(settled)
                                   .by(roles(Role::finance, Role::manager))
                                   .forward();
inline constexpr auto archive = step(8, "archive", {"归档", "Archive"})
                                    .from(states(settled, cancelled))
                                    .to(archived)
                                    .by(roles(Role::hub, Role::manager));
inline constexpr auto cancel = step(9, "cancel", {"取消", "Cancel"})
                                   .from(content_editable)
                                   .to(cancelled)
                                   .by(roles(Role::clerk, Role::reviewer, Role::manager))
                                   .blind(content_editable)
                                   .reason(cancel_reason);
// Once reviewed, others have planned with it: the manager decides, and sees what he cancels.
inline constexpr auto cancel_reviewed = step(10, "cancel", {"取消", "Cancel"})
                                            .from(states(reviewed, scheduled))
                                            .to(cancelled)
                                            .by(roles(Role::manager))
                                            .reason(cancel_reason);
inline constexpr auto machine = steps(submit, send_back, approve, schedule, depart, deliver, settle,
                                      archive, cancel, cancel_reviewed);

inline constexpr auto spec = entity(14, "order", {"订单", "Order"}, all)
                                 .title(number)
                                 .follows(customer)
                                 .assigned(assigned)
                                 .rights(rights::orders)
                                 .transitions(machine)
                                 .checks(row_checks)
                                 .deletable(states(draft));

}  // namespace branchline::domain::order
