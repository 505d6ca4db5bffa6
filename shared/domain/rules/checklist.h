// How the rules of the checklist write down what they found. For order_checks*.cpp only.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/rules/order_checks.h"

namespace branchline::domain::rules {

// A text in both languages, made of figures.
struct Words {
    std::string zh;
    std::string en;

    Words& operator+=(const Words& other) {
        zh += other.zh;
        en += other.en;
        return *this;
    }
};

struct Finding {
    Words words;
    std::vector<CheckSpot> spots;
};

class Checklist {
  public:
    using Outcome = CheckResult::Outcome;

    void add(std::string id, Label what, Outcome outcome, Words detail, bool blocks = false,
             std::vector<CheckSpot> spots = {}) {
        results_.push_back({std::move(id), what, outcome, std::move(detail.zh),
                            std::move(detail.en), blocks && outcome == Outcome::fail,
                            std::move(spots)});
    }

    // About one field of the order.
    void add(std::string id, Label what, Outcome outcome, Words detail,
             const schema::FieldSpec& field) {
        add(std::move(id), what, outcome, std::move(detail), false, {{field.id, {}}});
    }

    // Findings of several lines under one rule: the worst that was found, with each of them.
    void add(std::string id, Label what, Outcome bad, const std::vector<Finding>& findings,
             Words fine, bool blocks = false) {
        if (findings.empty()) return add(std::move(id), what, Outcome::pass, std::move(fine));
        Words all;
        std::vector<CheckSpot> spots;
        for (const Finding& each : findings) {
            if (!all.zh.empty()) all += Words{"；", "; "};
            all += each.words;
            spots.insert(spots.end(), each.spots.begin(), each.spots.end());
        }
        add(std::move(id), what, bad, std::move(all), blocks, std::move(spots));
    }

    [[nodiscard]] std::vector<CheckResult> take() { return std::move(results_); }

  private:
    std::vector<CheckResult> results_;
};

// A line by its cargo, or by its place where that is not named yet.
Words line_name(const OrderFacts& facts, std::size_t line);
// "1,250 kg" and the like, from minor units, without needless zeros.
std::string kilograms(std::int64_t grams);
std::string cubic_metres(std::int64_t cm3);
std::string amount(std::int64_t minor);

void check_completeness(const OrderFacts& facts, Checklist& list);
void check_cargo(const OrderFacts& facts, Checklist& list);
void check_dangerous_goods(const OrderFacts& facts, Checklist& list);
void check_times(const OrderFacts& facts, Checklist& list);
void check_contract(const OrderFacts& facts, Checklist& list);
void check_money(const OrderFacts& facts, Checklist& list);
void check_people(const OrderFacts& facts, Checklist& list);

}  // namespace branchline::domain::rules
