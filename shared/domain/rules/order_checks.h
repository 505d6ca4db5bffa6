// The checklist of an order's review: rules that the program runs so that a person need not. Pure:
// what a rule looks at is given, and a rule whose figures are not there says so; "unknown" is never
// "pass". Rules about things that this version does not keep at all (vehicles, receipts, rate
// cards, dimensions …) are not in the list.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/label.h"
#include "schema/record.h"

namespace branchline::domain::rules {

// What a finding is about: a field of the order, or of one of its lines.
struct CheckSpot {
    schema::FieldId field = 0;
    std::optional<std::size_t> line;  // of OrderFacts::lines

    friend bool operator==(const CheckSpot&, const CheckSpot&) = default;
};

struct CheckResult {
    enum class Outcome : std::uint8_t {
        pass,
        fail,  // somebody with the right to has to decide
        warn,  // whoever reviews looks at it
        unknown,
        not_applicable
    };
    std::string id;  // "P02"
    Label what;
    Outcome outcome = Outcome::pass;
    std::string detail_zh;  // the figures used; what is missing where it is unknown
    std::string detail_en;
    bool blocks = false;           // the step is refused, too
    std::vector<CheckSpot> spots;  // where to mend it; empty: nowhere in the order

    friend bool operator==(const CheckResult& a, const CheckResult& b) {
        return a.id == b.id && a.outcome == b.outcome && a.detail_zh == b.detail_zh &&
               a.detail_en == b.detail_en && a.blocks == b.blocks && a.spots == b.spots;
    }
};

// Another order of the same customer.
struct OtherOrder {
    std::string number;
    std::int64_t pickup_from = 0;
    std::int64_t weight_g = 0;
    std::int64_t volume_cm3 = 0;
    std::int64_t pieces = 0;
    std::string lane_from;
    std::string lane_to;
};

struct OrderFacts {
    const schema::Record& order;
    std::span<const schema::Record> lines;
    const schema::Record* customer = nullptr;
    const schema::Record* contract = nullptr;  // that the order names
    std::int64_t now_ms = 0;                   // hub's clock
    std::int64_t offset_minutes = 0;
    std::int64_t data_age_ms = 0;  // since head office was last heard
    // Other orders of the customer within a day of this one's pick-up.
    std::span<const OtherOrder> close{};
    // Other orders of the customer on this lane, of whatever time.
    std::span<const OtherOrder> on_lane{};
    // Agreed prices of his other orders that are taken on and not yet paid.
    std::int64_t open_minor = 0;
    bool may_read_limit = false;
    bool has_contract_in_force = false;  // one that the order does not name
    bool wrote_it = false;               // who looks at it
    bool may_approve = false;
};

// Worst first, then by id.
std::vector<CheckResult> check_order(const OrderFacts& facts);

}  // namespace branchline::domain::rules
