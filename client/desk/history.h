// What happened to a row, field by field, as far as this desk has heard of it: the log's tail, then
// its own groups that still wait. Read from the replica; on its thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/replica.h"

namespace branchline::desk {

struct HistoryLine {
    enum class Kind : std::uint8_t {
        value,     // field: old -> new
        element,   // field: an element of a set came (new) or went (old)
        deleted,   // the row
        restored,  // the row
        lost       // a value that did not stand: new; what stood instead: old
    };
    Kind kind = Kind::value;
    sync::RowKey row;
    std::int64_t at_ms = 0;
    UserId by;
    DeviceId device;
    const schema::FieldSpec* field = nullptr;  // nullptr: the row as a whole
    schema::Value before;
    schema::Value after;
    std::string command;
    OpId group;
    sync::Version version;         // that the unit has from then on; null for marks
    std::string_view via;          // "local", "online", "courier"
    bool waiting = false;          // no verdict yet
    std::optional<sync::Why> why;  // lost by a rule; else somebody has decided for another value
};

// An own group that no page of the log has settled yet.
struct UnsettledGroup {
    sync::Group group;
    std::int64_t made_ms = 0;
};

// Where history is read: the writer's replica, or a reader's snapshot of the same tables.
struct Journal {
    const schema::Catalogue& catalogue;
    const store::TailStore& tail;
    const store::ChangeLog& log;
    // Own groups that write the row and stand in the fold, in order.
    std::function<std::vector<UnsettledGroup>(const sync::RowKey&)> unsettled;
    // The row beneath them; nullptr where it does not exist.
    std::function<sync::RowPointer(const sync::RowKey&)> canonical;
};

Journal journal_of(Replica& replica);

// Oldest first. Fields that the user may not read are the caller's to leave out.
std::vector<HistoryLine> history_of(const Journal& journal, const sync::RowKey& key);
std::vector<HistoryLine> history_of(Replica& replica, const sync::RowKey& key);

// The name of a reason in documents for programs: "later_won".
std::string_view why_name(sync::Why why);
// The same of a line that tells of a value that did not stand; "declined" where somebody decided.
std::string_view reason_name(const HistoryLine& line);

// What a unit was when it had this version; nothing where this desk has not heard of that.
std::optional<schema::Record> values_at(const Journal& journal, const sync::RowKey& key,
                                        schema::FieldId lead, const sync::Version& version);

}  // namespace branchline::desk
