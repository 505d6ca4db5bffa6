// Dangerous and perishable goods, times, contract, money, people.
#include <algorithm>
#include <array>

#include "base/civil.h"
#include "base/text.h"
#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "domain/rules/checklist.h"
#include "schema/validate.h"

namespace branchline::domain::rules {

namespace {

using Outcome = CheckResult::Outcome;
using schema::Record;

constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::int64_t ms_per_hour = 3'600'000;

// The first of the words that the text holds; "" = none.
std::string_view word_in(std::string_view text, std::span<const std::string_view> words) {
    const auto at = std::ranges::find_if(
        words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
    return at == words.end() ? std::string_view() : *at;
}

std::string name_of(const Record& line) {
    return normal_form(line.text(order_line::cargo.spec.id));
}

bool is_filled(const Record& record, const schema::FieldSpec& field) {
    return schema::is_filled(record.find(field.id));
}

bool is_dangerous(const Record& line) { return is_filled(line, order_line::dangerous_class.spec); }

constexpr std::array<std::string_view, 15> dangerous_words{
    "锂电池", "油漆", "酒精", "打火机", "火机油", "农药", "气瓶",  "双氧水",
    "干冰",   "汽油", "柴油", "烟花",   "硫酸",   "盐酸", "香蕉水"};
constexpr std::array<std::string_view, 10> food_words{"食品", "粮", "米",   "面粉", "水果",
                                                      "蔬菜", "肉", "饮料", "奶",   "食用油"};
constexpr std::array<std::string_view, 8> cold_words{"冷冻", "冷藏", "冰鲜",   "疫苗",
                                                     "生鲜", "鲜活", "冰淇淋", "血液"};

std::string local_time(std::int64_t at_ms, std::int64_t offset_minutes) {
    std::string text = format_instant(at_ms + offset_minutes * ms_per_minute).substr(0, 16);
    std::ranges::replace(text, 'T', ' ');
    return text;
}

std::string hours(std::int64_t ms) { return std::to_string(ms / ms_per_hour) + " h"; }

void check_declared(const OrderFacts& facts, Checklist& list) {
    std::vector<Finding> undeclared;
    std::vector<Finding> mixed;
    std::vector<Finding> incomplete;
    const bool any = std::ranges::any_of(facts.lines, is_dangerous);
    for (std::size_t i = 0; i < facts.lines.size(); ++i) {
        const Record& line = facts.lines[i];
        const std::string cargo = name_of(line);
        const CheckSpot goods{order_line::dangerous_class.spec.id, i};
        const std::string_view word = word_in(cargo, dangerous_words);
        if (!word.empty() && !is_dangerous(line)) {
            undeclared.push_back(
                {{cargo + "：含“" + std::string(word) + "”，没有危险品类别",
                  cargo + ": \"" + std::string(word) + "\" without a dangerous goods class"},
                 {goods}});
        }
        if (any && !is_dangerous(line) && !word_in(cargo, food_words).empty()) {
            mixed.push_back({{cargo + "与危险品同单", cargo + " together with dangerous goods"},
                             {{order_line::cargo.spec.id, i}}});
        }
        if (is_dangerous(line)) {
            Words words = line_name(facts, i);
            words += {"：联合国编号、应急电话、安全说明书未登记",
                      ": UN number, emergency phone, safety sheet not kept"};
            incomplete.push_back({std::move(words), {goods}});
        }
    }
    list.add("D01", {"危险品已申报", "Dangerous goods are declared"}, Outcome::fail, undeclared,
             {"货名里没有未申报的危险品", "No name sounds like undeclared dangerous goods"});
    if (!any) {
        const Words none{"没有危险品", "No dangerous goods"};
        list.add("D02", {"危险品资料齐全", "Dangerous goods papers"}, Outcome::not_applicable,
                 none);
        list.add("D03", {"危险品不与食品混装", "Dangerous goods apart from food"},
                 Outcome::not_applicable, none);
        return;
    }
    list.add("D02", {"危险品资料齐全", "Dangerous goods papers"}, Outcome::unknown, incomplete, {});
    list.add("D03", {"危险品不与食品混装", "Dangerous goods apart from food"}, Outcome::fail, mixed,
             {"没有食品同单", "No food in the same order"});
}

void check_temperature(const OrderFacts& facts, Checklist& list) {
    std::vector<Finding> findings;
    std::size_t cold = 0;
    for (std::size_t i = 0; i < facts.lines.size(); ++i) {
        const Record& line = facts.lines[i];
        const std::string cargo = name_of(line);
        const bool stated = is_filled(line, order_line::temperature.spec);
        if (stated || !word_in(cargo, cold_words).empty()) ++cold;
        if (!stated && !word_in(cargo, cold_words).empty()) {
            findings.push_back({{cargo + "：没有温度要求", cargo + ": no temperature is stated"},
                                {{order_line::temperature.spec.id, i}}});
        }
    }
    const Label what{"温控货物有温度要求", "Temperature is stated"};
    if (cold == 0) {
        return list.add("D04", what, Outcome::not_applicable,
                        {"没有温控货物", "No temperature-controlled cargo"});
    }
    list.add("D04", what, Outcome::fail, findings, {"温度要求都有", "All of it has one"});
}

void check_pickup(const OrderFacts& facts, Checklist& list) {
    constexpr std::int64_t late_at_most = 30 * ms_per_minute;
    const std::int64_t pickup = facts.order.integer(order::pickup_from.spec.id);
    const Label not_past{"提货时间未过", "Pick-up is not in the past"};
    const Label cut_off{"当日提货在截单前", "Same-day pick-up before cut-off"};
    if (!is_filled(facts.order, order::pickup_from.spec)) {
        const Words missing{"缺提货时间起", "Pick-up from is missing"};
        list.add("T01", not_past, Outcome::unknown, missing, order::pickup_from.spec);
        list.add("T05", cut_off, Outcome::unknown, missing, order::pickup_from.spec);
        return;
    }
    const std::string at = local_time(pickup, facts.offset_minutes);
    list.add("T01", not_past, pickup + late_at_most < facts.now_ms ? Outcome::fail : Outcome::pass,
             {at, at}, order::pickup_from.spec);
    const bool same_day =
        date_of(pickup, facts.offset_minutes) == date_of(facts.now_ms, facts.offset_minutes);
    if (same_day) {
        list.add("T05", cut_off, Outcome::unknown,
                 {"当日提货 " + at + "，分公司截单时间未登记",
                  "Same-day pick-up " + at + "; no cut-off time is kept for the branch"},
                 order::pickup_from.spec);
    } else {
        list.add("T05", cut_off, Outcome::not_applicable, {"不是当日提货", "Not the same day"});
    }
}

void check_transit(const OrderFacts& facts, Checklist& list) {
    constexpr std::int64_t least_slack = 4 * ms_per_hour;
    const Label enough{"送达时间够用", "Enough time to deliver"};
    const Label slack{"留有余量", "Some slack is left"};
    const Label workdays{"避开节假日", "Clear of public holidays"};
    if (!is_filled(facts.order, order::pickup_to.spec) ||
        !is_filled(facts.order, order::delivery_to.spec)) {
        const Words missing{"缺提货时间止或送达时间止", "Pick-up to or delivery to is missing"};
        const schema::FieldSpec& field = is_filled(facts.order, order::pickup_to.spec)
                                             ? order::delivery_to.spec
                                             : order::pickup_to.spec;
        list.add("T02", enough, Outcome::unknown, missing, field);
        list.add("T03", slack, Outcome::unknown, missing, field);
        list.add("T04", workdays, Outcome::unknown, missing, field);
        return;
    }
    const std::int64_t time = facts.order.integer(order::delivery_to.spec.id) -
                              facts.order.integer(order::pickup_to.spec.id);
    const Words figure{"提货后 " + hours(time), hours(time) + " after pick-up"};
    Words unknown = figure;
    unknown += {"，线路运行时间未登记", "; no transit time is kept for the lane"};
    list.add("T02", enough, time <= 0 ? Outcome::fail : Outcome::unknown,
             time <= 0 ? figure : unknown, order::delivery_to.spec);
    list.add("T03", slack, time < least_slack ? Outcome::warn : Outcome::unknown,
             time < least_slack ? figure : unknown, order::delivery_to.spec);
    list.add("T04", workdays, Outcome::unknown,
             {"工作日历未登记", "No calendar of working days is kept"}, order::delivery_to.spec);
}

}  // namespace

void check_dangerous_goods(const OrderFacts& facts, Checklist& list) {
    check_declared(facts, list);
    check_temperature(facts, list);
}

void check_times(const OrderFacts& facts, Checklist& list) {
    check_pickup(facts, list);
    check_transit(facts, list);
}

void check_contract(const OrderFacts& facts, Checklist& list) {
    constexpr std::int64_t soon_days = 30;
    const Label valid{"合同有效", "Contract is in force"};
    const Label lasting{"合同未临近到期", "Contract does not expire soon"};
    if (!is_filled(facts.order, order::contract.spec)) {
        const bool forgotten = facts.has_contract_in_force;
        list.add("K01", valid, forgotten ? Outcome::warn : Outcome::not_applicable,
                 forgotten ? Words{"该客户有生效合同，订单没有选",
                                   "The customer has a contract in force; the order names none"}
                           : Words{"没有合同", "No contract"},
                 order::contract.spec);
        return list.add("K02", lasting, Outcome::not_applicable, {"没有合同", "No contract"});
    }
    if (facts.contract == nullptr) {
        const Words absent{"合同不在本机", "The contract is not on this desk"};
        list.add("K01", valid, Outcome::unknown, absent, order::contract.spec);
        return list.add("K02", lasting, Outcome::unknown, absent, order::contract.spec);
    }
    const Record& contract = *facts.contract;
    const bool in_force =
        contract.integer(contract::status.spec.id) == std::int64_t{contract::in_force.id};
    const std::int64_t from = contract.integer(contract::starts_on.spec.id);
    const std::int64_t to = contract.integer(contract::ends_on.spec.id);
    const Words period{format_date(from) + " 至 " + format_date(to),
                       format_date(from) + " to " + format_date(to)};
    if (!is_filled(facts.order, order::pickup_from.spec) ||
        !is_filled(contract, contract::ends_on.spec)) {
        const schema::FieldSpec& field = is_filled(facts.order, order::pickup_from.spec)
                                             ? order::contract.spec
                                             : order::pickup_from.spec;
        list.add("K01", valid, in_force ? Outcome::unknown : Outcome::fail,
                 {"缺提货时间或合同期限", "Pick-up or the contract's period is missing"}, field);
        return list.add("K02", lasting, Outcome::unknown,
                        {"缺提货时间或合同期限", "Pick-up or the contract's period is missing"},
                        field);
    }
    const std::int64_t pickup =
        date_of(facts.order.integer(order::pickup_from.spec.id), facts.offset_minutes);
    const std::int64_t delivery =
        date_of(facts.order.integer(order::delivery_to.spec.id), facts.offset_minutes);
    const bool covers = in_force && from <= pickup && pickup <= to;
    list.add("K01", valid, covers ? Outcome::pass : Outcome::fail, period, order::contract.spec);
    const std::int64_t today = date_of(facts.now_ms, facts.offset_minutes);
    const bool ends = to < delivery || to < today + soon_days;
    list.add("K02", lasting, ends ? Outcome::warn : Outcome::pass, period, order::contract.spec);
}

void check_money(const OrderFacts& facts, Checklist& list) {
    constexpr std::int64_t fresh_at_most = 24 * ms_per_hour;
    const Label limit_label{"信用额度够用", "Within the credit limit"};
    const Label age_label{"信用数据是新的", "Credit figures are fresh"};
    const std::int64_t price = facts.order.integer(order::agreed_price.spec.id);
    const bool has_limit = facts.customer != nullptr &&
                           is_filled(*facts.customer, domain::customer::credit_limit.spec);
    const Words absent = is_filled(facts.order, order::customer.spec)
                             ? Words{"客户不在本机", "The customer is not on this desk"}
                             : Words{"还没选客户", "No customer is chosen yet"};
    if (facts.customer == nullptr || !facts.may_read_limit) {
        const Words hidden = facts.customer == nullptr
                                 ? absent
                                 : Words{"您看不到信用额度", "You may not see the limit"};
        list.add("F01", limit_label, Outcome::unknown, hidden, order::customer.spec);
        list.add("F05", age_label, Outcome::unknown, hidden);
    } else if (!has_limit) {
        const Words none{"没有设信用额度", "No limit is set"};
        list.add("F01", limit_label, Outcome::not_applicable, none);
        list.add("F05", age_label, Outcome::not_applicable, none);
    } else {
        const std::int64_t limit = facts.customer->integer(domain::customer::credit_limit.spec.id);
        const Words figures{"在途未结 " + amount(facts.open_minor) + " + 本单 " + amount(price) +
                                "，额度 " + amount(limit),
                            "Open " + amount(facts.open_minor) + " + this order " + amount(price) +
                                ", limit " + amount(limit)};
        const bool beyond = facts.open_minor + price > limit;
        list.add("F01", limit_label, beyond ? Outcome::fail : Outcome::pass, figures, true,
                 {{order::agreed_price.spec.id, {}}});
        const bool stale = facts.data_age_ms > fresh_at_most;
        list.add("F05", age_label, stale ? Outcome::warn : Outcome::pass,
                 {"与总部上次联系在 " + hours(facts.data_age_ms) + " 前",
                  "Head office was heard " + hours(facts.data_age_ms) + " ago"});
    }
    if (facts.customer == nullptr) {
        list.add("F03", {"客户未冻结", "Customer is not blocked"}, Outcome::unknown, absent,
                 order::customer.spec);
    } else {
        const bool blocked = facts.customer->integer(domain::customer::status.spec.id) ==
                             std::int64_t{domain::customer::blocked.id};
        const std::string& why = facts.customer->text(domain::customer::block_reason.spec.id);
        list.add("F03", {"客户未冻结", "Customer is not blocked"},
                 blocked ? Outcome::fail : Outcome::pass, blocked ? Words{why, why} : Words{},
                 order::customer.spec);
    }
    constexpr std::int64_t prepaid = 5;
    const bool pays_first = facts.order.integer(order::payment_terms.spec.id) == prepaid;
    list.add("F04", {"预付款已到", "Prepayment has arrived"},
             pays_first ? Outcome::unknown : Outcome::not_applicable,
             pays_first ? Words{"收款未登记，派车前请核实",
                                "Payments are not kept here; make sure before dispatch"}
                        : Words{"不是预付", "Not prepaid"},
             order::payment_terms.spec);
}

void check_people(const OrderFacts& facts, Checklist& list) {
    std::int64_t weight = 0;
    std::int64_t pieces = 0;
    for (const Record& line : facts.lines) {
        weight += line.integer(order_line::weight_g.spec.id);
        pieces += line.integer(order_line::pieces.spec.id);
    }
    const std::string to = normal_form(facts.order.text(order::lane_to.spec.id));
    std::vector<Finding> twins;
    for (const OtherOrder& other : facts.close) {
        const std::int64_t apart =
            std::max(weight, other.weight_g) - std::min(weight, other.weight_g);
        const bool same_weight = apart * 50 <= std::max(weight, other.weight_g);
        if (same_weight && pieces == other.pieces && to == normal_form(other.lane_to)) {
            twins.push_back({{other.number, other.number}, {{order::customer.spec.id, {}}}});
        }
    }
    list.add("U01", {"不是重复订单", "Not a duplicate"}, Outcome::warn, twins,
             {"前后一天没有相同的订单", "No such order within a day"});
    const Label eyes{"审核人不是录入人", "Reviewed by somebody else"};
    if (!facts.may_approve) {
        return list.add("U02", eyes, Outcome::not_applicable,
                        {"您不审核订单", "You do not review orders"});
    }
    list.add("U02", eyes, facts.wrote_it ? Outcome::fail : Outcome::pass,
             facts.wrote_it ? Words{"这份订单是您写的", "You wrote it"} : Words{}, true);
}

}  // namespace branchline::domain::rules
