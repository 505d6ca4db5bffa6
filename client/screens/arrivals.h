// What others have changed in a record and its children since its form was opened, field by field:
// who, when, and what stood there before. One's own changes, wherever they were made, are no news.
// Fields of a form and cells of a grid tell it in the same words, and give way by the same key.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "screens/context.h"
#include "screens/draft.h"

namespace branchline::screens {

struct Arrival {
    std::string by;  // name; empty: not known here
    std::int64_t at_ms = 0;
    schema::Value before;
};

class Arrivals {
  public:
    // The form begins with the values that the draft lies over, or with those that are stored.
    void begin(const Draft& draft);
    void begin(const live::RecordAnswer& record);

    // Once a frame. Nothing is asked while nothing differs.
    void look(Context& context, const live::RecordAnswer& record);

    // nullptr: nobody has changed it, or it is not known yet who did.
    [[nodiscard]] const Arrival* at(const RowId& row, schema::FieldId field) const;

    // It came to a field in which something else is typed.
    [[nodiscard]] bool is_contested(const DraftRow& row, const schema::FieldSpec& field) const;

    // Over what is typed his value, else what stood there before. Empty: there is nothing to tell.
    [[nodiscard]] std::string words(const Context& context, const live::RecordAnswer& record,
                                    const DraftRow& row, const schema::FieldSpec& field) const;

    // What is typed in the field is to give way to what came: by the mouse, or by the key while the
    // field has the keyboard.
    void ask_for_theirs(const DraftRow& row, const schema::FieldSpec& field);
    void offer_theirs(Context& context, const DraftRow& row, const schema::FieldSpec& field);
    // Does what was asked for. True: the draft has changed.
    bool take_theirs(Draft& draft, const live::RecordAnswer& record);

    // What gave way, as long as nothing has been typed since.
    [[nodiscard]] bool can_give_back(const Draft& draft) const;
    void give_back(Draft& draft);

  private:
    using History = std::shared_ptr<const live::Answered<live::HistoryQuestion>>;
    using Place = std::pair<RowId, schema::FieldId>;

    void begin();
    [[nodiscard]] bool has_news(const live::RecordAnswer& record);
    [[nodiscard]] bool is_seen(const live::RecordAnswer& record) const;
    void take(const live::HistoryAnswer& history, const live::RecordAnswer& record,
              const UserId& user);

    std::map<RowId, schema::Record> opened_;
    std::map<Place, Arrival> arrived_;
    std::map<RowId, schema::Record> seen_;  // that were looked at last
    History history_;
    std::optional<Place> asked_;

    using AllTyped = std::vector<std::map<schema::FieldId, Typed>>;

    struct Given {
        Place place;
        Typed typed;
        schema::Value base;
        AllTyped since;
    };

    static AllTyped all_typed(const Draft& draft);

    std::optional<Given> given_;
};

}  // namespace branchline::screens
