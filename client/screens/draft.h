// What is being typed and not yet saved: texts as typed, what was chosen, over the values that
// stood there when the typing began. It becomes one SaveRecord, and it survives a crash as a text
// of its own (live: drafts). Nothing typed is lost because it does not fit: it stays as it is, with
// a word.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "live/action.h"
#include "screens/words.h"

namespace branchline::screens {

// One field as far as its user has come.
struct Typed {
    std::string text;
    std::optional<schema::Value> value;  // chosen: a reference, a choice, a tick

    friend bool operator==(const Typed&, const Typed&) = default;
};

// A row of the record or of one of its children.
struct DraftRow {
    schema::EntityId entity = 0;
    std::optional<RowId> row;  // none: it will be a new one
    schema::Record base;       // as it was when it was taken up
    std::map<schema::FieldId, Typed> typed;
    bool erased = false;

    [[nodiscard]] bool is_touched() const { return erased || !typed.empty(); }

    friend bool operator==(const DraftRow&, const DraftRow&) = default;
};

struct Fault {
    std::size_t row = 0;  // 0: the record, else 1 + index of the child
    schema::FieldId field = 0;
    std::string words;
};

class Draft {
  public:
    DraftRow record;
    std::vector<DraftRow> children;  // and what goes along with a new record
    live::Titles titles;             // of what was chosen
    std::string name;                // under which it is kept
    Id instead_of;                   // a refused change that is edited here; null: none

    [[nodiscard]] bool is_touched() const;
    void type(DraftRow& row, const schema::FieldSpec& field, std::string text);
    void choose(DraftRow& row, const schema::FieldSpec& field, schema::Value value,
                std::string title = {});

    // What a field shows now: typed, else as it was.
    [[nodiscard]] static std::string text_of(const Manner& manner, const DraftRow& row,
                                             const schema::FieldSpec& field);
    [[nodiscard]] static const schema::Value& value_of(const DraftRow& row,
                                                       const schema::FieldSpec& field);

    // Every field read; what cannot be read or is missing is a fault.
    [[nodiscard]] std::vector<Fault> faults(const Manner& manner,
                                            const schema::Catalogue& catalogue) const;
    // Only what was changed. To be called when there are no faults.
    [[nodiscard]] live::SaveRecord to_save(const Manner& manner,
                                           const schema::Catalogue& catalogue) const;
    // Values as they would be saved, as far as they can be read.
    [[nodiscard]] static schema::Record values(const Manner& manner,
                                               const schema::EntitySpec& entity,
                                               const DraftRow& row);

    [[nodiscard]] std::string encode() const;
    static std::optional<Draft> decode(std::string_view content);
};

}  // namespace branchline::screens
