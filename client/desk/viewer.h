// What a user sees of the rows of a desk, and what he may do with them: rights applied, derived
// values added, objections in the words of the judge, conditions and orders of lists understood.
// Over the writer's replica or over a reader's snapshot alike, so that both say the same. On the
// thread of the database it looks at.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desk/edit.h"
#include "desk/lookup.h"
#include "desk/sight.h"
#include "store/query.h"
#include "store/rows.h"
#include "sync/compose.h"
#include "sync/rights.h"

namespace branchline::desk {

// A row as the user may see it. Derived values are among `values`; what he may not read is neither
// there nor in `fields`.
struct RowView {
    const schema::EntitySpec* entity = nullptr;
    RowId id;
    schema::Record values;
    std::vector<const schema::FieldSpec*> fields;
    bool waiting = false;  // own changes without a verdict; said by the writer's Desk only
};

class Viewer {
  public:
    explicit Viewer(const Sight& sight) : sight_(sight), lookup_(sight.catalogue, sight.rows) {}

    [[nodiscard]] const schema::Catalogue& catalogue() const { return sight_.catalogue; }

    [[nodiscard]] const Sight& sight() const { return sight_; }

    [[nodiscard]] Lookup& lookup() { return lookup_; }

    [[nodiscard]] sync::Identity identity() const;

    [[nodiscard]] sync::FoldTime now() const {
        return fold_time(sight_.clock, sight_.clocks, sight_.settings);
    }

    // Neither deleted nor a card.
    [[nodiscard]] std::optional<store::StoredRow> live_row(const sync::RowKey& key) const;
    // Live rows of a child entity under their parent, by id.
    [[nodiscard]] std::vector<store::StoredRow> children(const schema::Reference& child,
                                                         const RowId& parent) const;

    RowView view(const schema::EntitySpec& entity, const RowId& id, schema::Record values);
    void derive(const schema::EntitySpec& entity, const RowId& id, schema::Record& values);
    // Roles of the user for a row with these values; for all he has anywhere with none.
    schema::RoleMask roles(const schema::EntitySpec& entity, const RowId& id,
                           const schema::Record& values);
    schema::RoleMask roles();
    // Those by which he reads it: by every bucket that he holds and the row is in (SYNC 4.1).
    schema::RoleMask reading_roles(const schema::EntitySpec& entity, const RowId& id,
                                   const schema::Record& values);

    // A page of a list, as store::run_query wants it: without limit and cursor. bad_filter,
    // unknown_field, unknown_option.
    Result<store::Query> list_query(const schema::EntitySpec& entity, std::string_view where,
                                    std::string_view sort, std::string_view search);

    // --- why not; nothing where it can be done now ---
    // A step with all its guards, given that its reason is filled in; unknown_option for no step.
    std::optional<Error> objection_to_step(const sync::RowKey& key, std::string_view step);
    std::optional<Error> objection_to_erase(const sync::RowKey& key);
    // The user's right, and the state of what governs the row.
    std::optional<Error> objection_to_field(const sync::RowState& row,
                                            const schema::FieldSpec& field);
    // Rows of a child entity coming and going under this parent.
    std::optional<Error> objection_to_children(const sync::RowState& parent,
                                               const schema::EntitySpec& child);

  private:
    std::optional<Error> judged(sync::Composer& composer);
    sync::Composer rehearsal();
    std::optional<Error> frozen(const sync::RowState* governing, schema::StateMask allowed,
                                std::string where);

    Sight sight_;
    Lookup lookup_;
    Bytes told_;  // what holdings_ were read from
    std::optional<sync::Holdings> holdings_;
};

// Splits and checks a sort text. unknown_field, unknown_option (the direction).
Result<std::vector<std::pair<const schema::FieldSpec*, bool>>> parse_sort(
    const schema::EntitySpec& entity, std::string_view text);

// The judge calls every broken rule of a row `invalid`; a missing value is said as such.
Error in_words(Error error);

}  // namespace branchline::desk
