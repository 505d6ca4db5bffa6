// What others have changed in a record since its form was opened, field by field: who, when, and
// what stood there before. One's own changes, wherever they were made, are no news.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "screens/context.h"

namespace branchline::screens {

struct Arrival {
    std::string by;  // name; empty: not known here
    std::int64_t at_ms = 0;
    schema::Value before;
};

class Arrivals {
  public:
    // The form begins with these values.
    void begin(const schema::Record& values);

    // Once a frame. Nothing is asked while nothing differs.
    void look(Context& context, const live::RecordAnswer& record);

    // nullptr: nobody has changed it, or it is not known yet who did.
    [[nodiscard]] const Arrival* at(schema::FieldId field) const;

  private:
    using History = std::shared_ptr<const live::Answered<live::HistoryQuestion>>;

    [[nodiscard]] bool has_news(const live::RecordAnswer& record) const;
    void take(const live::HistoryAnswer& history, const live::RecordAnswer& record,
              const UserId& user);

    schema::Record opened_;
    std::map<schema::FieldId, Arrival> arrived_;
    schema::Record seen_;  // that was looked at last
    History history_;
};

}  // namespace branchline::screens
