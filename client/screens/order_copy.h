// A new order like the customer's last one: content and lines, with the windows moved by whole days
// until the pick-up lies ahead, so that what is left to type is what has changed.
#pragma once

#include <string>

#include "screens/context.h"
#include "screens/draft.h"

namespace branchline::screens {

// What is copied counts as typed: it is kept with the draft and can be taken back. Gives by how
// many days the windows were moved. Lines come behind those that are there. Pure.
std::int64_t copy_order(const Manner& manner, const schema::Catalogue& catalogue,
                        const live::RecordAnswer& last, Draft& draft);

// Finding the last order takes answers, and so frames.
class OrderCopy {
  public:
    // `except`: the order that is being typed.
    void begin(const RowId& customer, const RowId& except);

    [[nodiscard]] bool is_busy() const { return !customer_.is_null(); }

    struct Found {
        const live::RecordAnswer* last = nullptr;  // nullptr: there is none
        std::string number;
    };

    // Nothing: the answers are not there yet.
    std::optional<Found> look(Context& context);

  private:
    RowId customer_;
    RowId except_;
};

}  // namespace branchline::screens
