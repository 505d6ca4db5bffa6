// Completeness, cargo and its plausibility. Densities are compared by cross-multiplication: no
// figure is rounded before it is judged.
#include "domain/rules/order_checks.h"

#include <algorithm>
#include <array>

#include "base/decimal.h"
#include "base/text.h"
#include "domain/order.h"
#include "domain/order_line.h"
#include "domain/rules/checklist.h"
#include "schema/validate.h"

namespace branchline::domain::rules {

namespace {

using Outcome = CheckResult::Outcome;
using schema::Record;

constexpr std::int64_t grams_per_kg = 1'000;

bool has_any(std::string_view text, std::span<const std::string_view> words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// Whole units of the field's digits, without zeros at the end.
std::string trimmed(std::int64_t units, int digits) {
    std::string text = format_decimal(units, digits);
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

Words line_words(const OrderFacts& facts, std::size_t line) {
    Words words = line_name(facts, line);
    words += {"：", ": "};
    return words;
}

std::int64_t weight_of(const Record& line) { return line.integer(order_line::weight_g.spec.id); }

std::int64_t volume_of(const Record& line) { return line.integer(order_line::volume_cm3.spec.id); }

// Grams a cm³ are tonnes a m³. The limits of the fields keep both sides far from overflow.
bool is_lighter(const Record& line, std::int64_t kg_per_m3) {
    return weight_of(line) * grams_per_kg < kg_per_m3 * volume_of(line);
}

bool is_heavier(const Record& line, std::int64_t kg_per_m3) {
    return weight_of(line) * grams_per_kg > kg_per_m3 * volume_of(line);
}

Words density_words(const Record& line) {
    const auto density = multiply_divide(weight_of(line), grams_per_kg, volume_of(line));
    const std::string figure = std::to_string(density.value_or(0)) + " kg/m³";
    return {
        figure + "（" + kilograms(weight_of(line)) + "，" + cubic_metres(volume_of(line)) + "）",
        figure + " (" + kilograms(weight_of(line)) + ", " + cubic_metres(volume_of(line)) + ")"};
}

// What usually lies outside of the ordinary band, and how far.
constexpr std::array<std::string_view, 9> heavy_words{"钢", "铁", "矿",   "水泥", "铜",
                                                      "铅", "锌", "石材", "金属"};
constexpr std::array<std::string_view, 4> light_words{"泡沫", "空箱", "空瓶", "气泡膜"};

struct Band {
    std::int64_t least;
    std::int64_t most;
};

Band band_of(const Record& line) {
    const std::string& cargo = line.text(order_line::cargo.spec.id);
    return {has_any(cargo, light_words) ? 10 : 30, has_any(cargo, heavy_words) ? 8'000 : 2'000};
}

void check_names(const OrderFacts& facts, Checklist& list) {
    constexpr std::array<std::string_view, 7> vague{"货物", "配件", "杂货", "样品",
                                                    "其他", "物品", "百货"};
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < facts.lines.size(); ++i) {
        const std::string cargo = normal_form(facts.lines[i].text(order_line::cargo.spec.id));
        if (cargo.empty()) continue;
        if (code_point_count(cargo) < 2 || std::ranges::find(vague, cargo) != vague.end()) {
            findings.push_back(
                {{"“" + cargo + "”说明不了是什么货", "\"" + cargo + "\" does not say what it is"},
                 {{order_line::cargo.spec.id, i}}});
        }
    }
    list.add("C05", {"货名具体", "Cargo is named precisely"}, Outcome::warn, findings,
             {"货名都具体", "All names are precise"});
}

void check_quantities(const OrderFacts& facts, Checklist& list) {
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < facts.lines.size(); ++i) {
        const Record& line = facts.lines[i];
        std::vector<CheckSpot> spots;
        const auto given = [&](const schema::FieldSpec& field) {
            return schema::is_filled(line.find(field.id));
        };
        const auto not_positive = [&](const schema::FieldSpec& field) {
            return given(field) && line.integer(field.id) <= 0;
        };
        Words found = line_words(facts, i);
        const auto find = [&](const schema::FieldSpec& field, const Words& words) {
            if (!spots.empty()) found += {"，", ", "};
            found += words;
            spots.push_back({field.id, i});
        };
        if (not_positive(order_line::weight_g.spec)) {
            find(order_line::weight_g.spec, {"重量不大于 0", "weight is not above 0"});
        }
        if (not_positive(order_line::pieces.spec)) {
            find(order_line::pieces.spec, {"件数不大于 0", "pieces are not above 0"});
        }
        if (!given(order_line::weight_g.spec) && !given(order_line::volume_cm3.spec)) {
            find(order_line::weight_g.spec, {"重量和体积都没有", "neither weight nor volume"});
        }
        if (!spots.empty()) findings.push_back({std::move(found), std::move(spots)});
    }
    list.add("P01", {"重量、件数大于零", "Weight and pieces above zero"}, Outcome::fail, findings,
             {"数量都大于 0", "All figures are above 0"}, true);
}

void check_densities(const OrderFacts& facts, Checklist& list) {
    std::vector<Finding> odd;
    std::vector<Finding> slips;
    std::size_t known = 0;
    Words fine;
    for (std::size_t i = 0; i < facts.lines.size(); ++i) {
        const Record& line = facts.lines[i];
        if (weight_of(line) <= 0 || volume_of(line) <= 0) continue;
        ++known;
        Words words = line_words(facts, i);
        words += density_words(line);
        if (!fine.zh.empty()) fine += Words{"；", "; "};
        fine += words;
        const Band band = band_of(line);
        const CheckSpot weight{order_line::weight_g.spec.id, i};
        if (is_lighter(line, 1) || is_heavier(line, 23'000)) {
            const bool light = is_lighter(line, 1);
            words += light ? Words{"，重量可能差 1,000 倍（吨当成了公斤）或体积多写了 1,000 倍",
                                   "; the weight may be 1,000 times too small (t for kg) or the "
                                   "volume 1,000 times too large"}
                           : Words{"，体积可能差 1,000 倍（立方米当成了升）或重量多写了 1,000 倍",
                                   "; the volume may be 1,000 times too small (m³ for litres) or "
                                   "the weight 1,000 times too large"};
            slips.push_back({std::move(words),
                             {light ? weight : CheckSpot{order_line::volume_cm3.spec.id, i}}});
        } else if (is_lighter(line, band.least) || is_heavier(line, band.most)) {
            words += {"，通常 " + std::to_string(band.least) + "–" + std::to_string(band.most),
                      ", usually " + std::to_string(band.least) + "–" + std::to_string(band.most)};
            odd.push_back({std::move(words), {weight}});
        }
    }
    const Label usual{"密度合理", "Density is plausible"};
    const Label units{"单位没有写错", "Units are not mistaken"};
    if (known == 0) {
        const Words missing{"没有同时填重量和体积的明细", "No line has both weight and volume"};
        std::vector<CheckSpot> spots;
        for (std::size_t i = 0; i < facts.lines.size(); ++i) {
            const bool weighed = weight_of(facts.lines[i]) > 0;
            spots.push_back(
                {weighed ? order_line::volume_cm3.spec.id : order_line::weight_g.spec.id, i});
        }
        list.add("P02", usual, Outcome::unknown, missing, false, spots);
        list.add("P03", units, Outcome::unknown, missing, false, spots);
        return;
    }
    list.add("P02", usual, Outcome::warn, odd, fine);
    list.add("P03", units, Outcome::fail, slips, fine);
}

void check_handling(const OrderFacts& facts, Checklist& list) {
    constexpr std::array<std::string_view, 4> machines{"叉车", "吊", "forklift", "crane"};
    constexpr std::array<std::string_view, 2> upstairs{"上楼", "upstairs"};
    const std::string wishes = normal_form(facts.order.text(order::special_requirements.spec.id));
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < facts.lines.size(); ++i) {
        const Record& line = facts.lines[i];
        const std::int64_t pieces = line.integer(order_line::pieces.spec.id);
        if (pieces <= 0 || weight_of(line) <= 0) continue;
        const std::int64_t each = weight_of(line) / pieces;
        Words words = line_words(facts, i);
        const std::vector<CheckSpot> spots{{order::special_requirements.spec.id, {}},
                                           {order_line::pieces.spec.id, i}};
        words += {"每件 " + kilograms(each), kilograms(each) + " a piece"};
        if (each > 2'000 * grams_per_kg && !has_any(wishes, machines)) {
            words += {"，没有要求叉车或吊装", ", no forklift or crane is asked for"};
            findings.push_back({std::move(words), spots});
        } else if (each > 50 * grams_per_kg && has_any(wishes, upstairs)) {
            words += {"，要求送货上楼", ", to be carried upstairs"};
            findings.push_back({std::move(words), spots});
        }
    }
    list.add("P04", {"单件重量与装卸要求相符", "Piece weight fits the handling"}, Outcome::warn,
             findings, {"单件不过重", "No piece is too heavy"});
}

std::int64_t total(const OrderFacts& facts, const schema::FieldSpec& field) {
    std::int64_t sum = 0;
    for (const Record& line : facts.lines) sum += line.integer(field.id);
    return sum;
}

std::size_t largest_line(const OrderFacts& facts, const schema::FieldSpec& field) {
    const auto figure = [&](const Record& line) { return line.integer(field.id); };
    return static_cast<std::size_t>(std::ranges::max_element(facts.lines, {}, figure) -
                                    facts.lines.begin());
}

// The least figure that so many per cent of them do not exceed (nearest rank).
std::int64_t percentile(std::vector<std::int64_t> figures, std::size_t per_cent) {
    std::ranges::sort(figures);
    const std::size_t rank = (figures.size() * per_cent + 99) / 100;
    return figures[std::max<std::size_t>(rank, 1) - 1];
}

void check_outliers(const OrderFacts& facts, Checklist& list) {
    constexpr std::size_t enough = 20;
    const Label what{"与该客户这条线路的往常相符", "As usual for the customer on this lane"};
    const std::string n = std::to_string(facts.on_lane.size());
    if (facts.on_lane.empty()) {
        return list.add("P06", what, Outcome::not_applicable,
                        {"这条线路没有以往订单", "No earlier orders on this lane"});
    }
    std::vector<Finding> findings;
    const auto compare = [&](const schema::FieldSpec& field, auto figure, auto text, Words name) {
        const std::int64_t now = total(facts, field);
        std::vector<std::int64_t> figures;
        for (const OtherOrder& other : facts.on_lane) {
            if (figure(other) > 0) figures.push_back(figure(other));
        }
        if (figures.empty() || now <= 0) return;
        const std::int64_t median = percentile(figures, 50);
        const std::int64_t high = percentile(figures, 95);
        const bool above = figures.size() >= enough && now > 3 * high;
        if (!above && now <= 100 * median) return;
        name += {" " + text(now) + "，往常中位数 " + text(median) + "，95% 不超过 " + text(high) +
                     "（" + n + " 单）",
                 " " + text(now) + "; usually " + text(median) + ", 95% up to " + text(high) +
                     " (" + n + " orders)"};
        findings.push_back({std::move(name), {{field.id, largest_line(facts, field)}}});
    };
    compare(order_line::weight_g.spec, [](const OtherOrder& o) { return o.weight_g; }, kilograms,
            {"重量", "Weight"});
    compare(order_line::volume_cm3.spec, [](const OtherOrder& o) { return o.volume_cm3; },
            cubic_metres, {"体积", "Volume"});
    list.add("P06", what, Outcome::warn, findings,
             {"与以往 " + n + " 单相符", "In line with " + n + " earlier orders"});
}

void check_value(const OrderFacts& facts, Checklist& list) {
    constexpr std::int64_t minor_per_yuan = 100;
    constexpr std::int64_t uninsured_at_most = 500'000 * minor_per_yuan;
    const Label what{"声明价值合理", "Declared value is plausible"};
    std::vector<Finding> findings;
    std::int64_t value_of_all = 0;
    for (std::size_t i = 0; i < facts.lines.size(); ++i) {
        const Record& line = facts.lines[i];
        const std::int64_t value = line.integer(order_line::declared_value.spec.id);
        value_of_all += value;
        if (value <= 0 || weight_of(line) <= 0) continue;
        const auto per_kg = multiply_divide(value, grams_per_kg, weight_of(line)).value_or(0);
        if (per_kg <= 10'000 * minor_per_yuan && per_kg * 2 >= minor_per_yuan) continue;
        Words words = line_words(facts, i);
        words += {"每公斤 " + amount(per_kg) + " 元", amount(per_kg) + " CNY a kg"};
        findings.push_back({std::move(words), {{order_line::declared_value.spec.id, i}}});
    }
    if (value_of_all == 0) {
        return list.add("P09", what, Outcome::not_applicable,
                        {"没有声明价值", "No value is declared"});
    }
    if (value_of_all > uninsured_at_most) {
        const schema::FieldSpec& value = order_line::declared_value.spec;
        findings.push_back(
            {{"共 " + amount(value_of_all) + " 元，超过 500000 元，没有保价记录",
              amount(value_of_all) + " CNY in all, above 500000 without recorded insurance"},
             {{value.id, largest_line(facts, value)}}});
    }
    list.add("P09", what, Outcome::warn, findings,
             {"共 " + amount(value_of_all) + " 元", amount(value_of_all) + " CNY in all"});
}

int badness(const CheckResult& result) {
    switch (result.outcome) {
        case Outcome::fail:
            return result.blocks ? 0 : 1;
        case Outcome::warn:
            return 2;
        case Outcome::unknown:
            return 3;
        case Outcome::pass:
            return 4;
        default:
            return 5;
    }
}

}  // namespace

Words line_name(const OrderFacts& facts, std::size_t line) {
    const std::string cargo = normal_form(facts.lines[line].text(order_line::cargo.spec.id));
    if (!cargo.empty()) return {cargo, cargo};
    const std::string number = std::to_string(line + 1);
    return {"第 " + number + " 行", "Line " + number};
}

std::string kilograms(std::int64_t grams) { return trimmed(grams, 3) + " kg"; }

std::string cubic_metres(std::int64_t cm3) { return trimmed(cm3, 6) + " m³"; }

std::string amount(std::int64_t minor) { return format_decimal(minor, 2); }

void check_completeness(const OrderFacts& facts, Checklist& list) {
    constexpr std::array needed{&order::customer.spec,   &order::lane_from.spec,
                                &order::lane_to.spec,    &order::pickup_from.spec,
                                &order::pickup_to.spec,  &order::delivery_from.spec,
                                &order::delivery_to.spec};
    std::vector<Finding> missing;
    const auto require = [&](const Record& record, const schema::FieldSpec& field,
                             std::optional<std::size_t> line) {
        if (schema::is_filled(record.find(field.id))) return;
        Words words{std::string(field.label.zh), std::string(field.label.en)};
        if (line) {
            const std::string number = std::to_string(*line + 1);
            words += {"（第 " + number + " 行）", " (line " + number + ")"};
        }
        missing.push_back({std::move(words), {{field.id, line}}});
    };
    for (const schema::FieldSpec* field : needed) require(facts.order, *field, {});
    if (facts.lines.empty()) {
        missing.push_back({{"货物明细", "Cargo lines"}, {{order_line::cargo.spec.id, 0}}});
    }
    for (std::size_t i = 0; i < facts.lines.size(); ++i) {
        for (const schema::FieldSpec* field :
             {&order_line::cargo.spec, &order_line::pieces.spec, &order_line::weight_g.spec}) {
            require(facts.lines[i], *field, i);
        }
    }
    list.add("C01", {"必填项齐全", "Required fields are filled"}, Outcome::fail, missing,
             {"必填项都有", "Nothing is missing"}, true);
    const std::string from = normal_form(facts.order.text(order::lane_from.spec.id));
    const std::string to = normal_form(facts.order.text(order::lane_to.spec.id));
    const Label apart{"始发地与目的地不同", "From and to differ"};
    if (from.empty() || to.empty()) {
        list.add("C04", apart, Outcome::unknown, {"缺始发地或目的地", "From or to is missing"},
                 from.empty() ? order::lane_from.spec : order::lane_to.spec);
    } else {
        list.add("C04", apart, from == to ? Outcome::warn : Outcome::pass,
                 {from + " → " + to, from + " → " + to}, order::lane_to.spec);
    }
}

void check_cargo(const OrderFacts& facts, Checklist& list) {
    check_names(facts, list);
    check_quantities(facts, list);
    check_densities(facts, list);
    check_handling(facts, list);
    check_outliers(facts, list);
    check_value(facts, list);
}

std::vector<CheckResult> check_order(const OrderFacts& facts) {
    Checklist list;
    check_completeness(facts, list);
    check_cargo(facts, list);
    check_dangerous_goods(facts, list);
    check_times(facts, list);
    check_contract(facts, list);
    check_money(facts, list);
    check_people(facts, list);
    std::vector<CheckResult> results = list.take();
    std::ranges::stable_sort(results, [](const CheckResult& a, const CheckResult& b) {
        return std::pair(badness(a), a.id) < std::pair(badness(b), b.id);
    });
    return results;
}

}  // namespace branchline::domain::rules
