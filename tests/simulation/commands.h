// What the commands of the workload share; see workload.h.
#pragma once

#include "simulation/workload.h"

namespace branchline::test {

template <class T>
const T& one_of(const std::vector<T>& from, Random& dice) {
    return from[dice.below(from.size())];
}

// A clerk at his desk, about to do something.
struct Clerk {
    desk::Replica& replica;
    const Workload& workload;
    Random& dice;

    [[nodiscard]] bool toss() const { return dice.below(2) == 0; }

    // The live rows of an entity on which the clerks meet, as this desk shows them.
    [[nodiscard]] std::vector<sync::RowPointer> rows(schema::EntityId entity) const;
    // One of them; null if there is none.
    [[nodiscard]] sync::RowPointer row(schema::EntityId entity) const;
    [[nodiscard]] schema::RoleMask roles() const;
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::int64_t number(std::int64_t unit) const;  // one of a few multiples of it
    [[nodiscard]] schema::Value value(const schema::FieldSpec& field,
                                      const schema::Value& before) const;
    [[nodiscard]] std::string lines(const std::string& before) const;

    [[nodiscard]] Done finish(sync::Composer& composer, const Status& composed,
                              const std::string& what) const;
};

Done create_customer(const Clerk& clerk);
Done create_order(const Clerk& clerk);
Done create_contract(const Clerk& clerk);
Done create_child(const Clerk& clerk);
Done attach(const Clerk& clerk);
Done share(const Clerk& clerk);

Done edit_field(const Clerk& clerk);
Done edit_money(const Clerk& clerk);
Done edit_text(const Clerk& clerk);
Done edit_quantity(const Clerk& clerk);
Done edit_tags(const Clerk& clerk);
Done edit_date(const Clerk& clerk);
Done use_new(const Clerk& clerk);

}  // namespace branchline::test
