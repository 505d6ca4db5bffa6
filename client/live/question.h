// What a window can ask of the replica, and what it gets back: plain immutable values, made on a
// reader's or the writer's thread, drawn on the thread of the window. Every question is a value
// that compares, so that a screen may simply ask again in every frame (model.h).
//
// Rows come as their user may see them: fields he may not read are absent from `values`; derived
// values are among them; references are ids, whose titles stand in `titles`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "desk/cases.h"
#include "desk/client_core.h"
#include "desk/history.h"
#include "desk/status.h"
#include "domain/rules/order_checks.h"
#include "schema/catalogue.h"
#include "schema/record.h"
#include "sync/group.h"

namespace branchline::live {

// Ids are unique over all entities.
using Titles = std::map<Id, std::string>;

struct Row {
    RowId id;
    schema::Record values;
    bool waiting = false;   // own changes without a verdict
    bool conflict = false;  // an open case
    bool refused = false;   // a refused change that nobody has dealt with
};

// --- lists ---

struct RowsAnswer {
    std::vector<Row> rows;
    std::int64_t first = 0;       // of rows.front() in the order of the list
    std::int64_t count = 0;       // all that match
    bool count_is_least = false;  // there are more: counting has not finished
    Titles titles;
};

struct RowsQuestion {
    using Answer = RowsAnswer;
    schema::EntityId entity = 0;
    std::string where;   // language of the filter bar; empty: all
    std::string sort;    // "FIELD", "FIELD:desc", several separated by commas; empty: newest first
    std::string search;  // empty: no search
    std::int64_t first = 0;
    std::int64_t count = 100;

    friend bool operator==(const RowsQuestion&, const RowsQuestion&) = default;
};

// Everything that a list shows, by its ids: what "select all" stands for.
struct IdsAnswer {
    std::vector<RowId> ids;  // in the order of the list
    bool has_more = false;   // than are told at once
};

struct IdsQuestion {
    using Answer = IdsAnswer;
    schema::EntityId entity = 0;
    std::string where;
    std::string sort;
    std::string search;

    friend bool operator==(const IdsQuestion&, const IdsQuestion&) = default;
};

inline constexpr std::int64_t ids_at_most = 10'000;

// These rows, whichever list they are from; those that are there no more are left out.
struct PickedQuestion {
    using Answer = RowsAnswer;
    schema::EntityId entity = 0;
    std::vector<RowId> ids;

    friend bool operator==(const PickedQuestion&, const PickedQuestion&) = default;
};

// Figures over all rows of a list: the totals row, badges, charts.
struct FiguresAnswer {
    struct Line {
        std::vector<schema::Value> keys;  // of the groups asked for
        std::int64_t rows = 0;
        std::vector<std::int64_t> sums;  // of the fields asked for; missing values count as 0
    };

    std::vector<Line> lines;  // in the order of the keys; without groups exactly one
    Titles titles;
};

struct FiguresQuestion {
    using Answer = FiguresAnswer;
    enum class By : std::uint8_t { value, day, week, month };

    struct Group {
        schema::FieldId field = 0;
        By by = By::value;
        friend bool operator==(const Group&, const Group&) = default;
    };

    schema::EntityId entity = 0;
    std::string where;
    std::string search;
    std::vector<Group> groups;
    std::vector<schema::FieldId> sums;

    friend bool operator==(const FiguresQuestion&, const FiguresQuestion&) = default;
};

// --- one record ---

struct StepOffer {
    std::string name;  // of the transition
    Label label;
    bool forward = false;            // the main thing to do with the record now
    schema::FieldId reason = 0;      // field that must come with it; 0: none
    std::optional<Error> objection;  // why it cannot be taken now
};

struct Child {
    const schema::EntitySpec* entity = nullptr;
    std::vector<Row> rows;
    bool editable = false;  // rows may be added and taken away now
};

struct RelatedCount {
    const schema::EntitySpec* entity = nullptr;
    const schema::FieldSpec* field = nullptr;  // that refers to the record
    std::int64_t count = 0;
};

struct RecordAnswer {
    bool exists = false;
    const schema::EntitySpec* entity = nullptr;
    Row row;
    schema::RoleMask roles = 0;                       // of the user for this row
    std::vector<const schema::FieldSpec*> hidden;     // he may not read these
    std::vector<const schema::FieldSpec*> read_only;  // nor write these, now
    std::vector<Child> children;
    std::vector<RelatedCount> related;  // what refers to it, children apart
    std::vector<StepOffer> steps;       // from the state it is in, and those it has no right to;
                                        // what leads on first, what must say why last
    std::optional<Error> delete_objection;
    std::vector<desk::CaseView> cases;  // open ones of the row and its children
    std::int64_t created_ms = 0;
    std::int64_t changed_ms = 0;
    UserId created_by;
    UserId changed_by;
    Titles titles;
};

struct RecordQuestion {
    using Answer = RecordAnswer;
    sync::RowKey key;

    friend bool operator==(const RecordQuestion&, const RecordQuestion&) = default;
};

struct HistoryAnswer {
    std::vector<desk::HistoryLine> lines;  // newest first; of the record, its children and what
                                           // follows it, as far as this desk has heard
    Titles titles;                         // of references, users and devices
};

struct HistoryQuestion {
    using Answer = HistoryAnswer;
    sync::RowKey key;

    friend bool operator==(const HistoryQuestion&, const HistoryQuestion&) = default;
};

// --- finding ---

struct Hit {
    sync::RowKey key;
    std::string title;
    std::string number;      // business number, code or login; may be empty
    std::string subtitle;    // what tells twins apart: number, contact, phone tail, branch
    std::int64_t state = 0;  // of its machine; 0: it has none
};

struct FindAnswer {
    std::vector<Hit> hits;  // best first
};

// Han characters, pinyin (initials, whole readings or mixed, by every reading), numbers, phone
// tails. Rows of child entities lead to the row they belong to (a contact to its customer), unless
// their own entity is asked for. Nothing typed: the newest of the user's.
struct FindQuestion {
    using Answer = FindAnswer;
    std::string text;
    std::vector<schema::EntityId> entities;  // empty: every entity with a title
    std::int64_t limit = 12;

    friend bool operator==(const FindQuestion&, const FindQuestion&) = default;
};

// Live rows of the natural keys being typed, so that a duplicate is seen before it is made.
struct DuplicatesAnswer {
    std::vector<Hit> hits;
};

struct DuplicatesQuestion {
    using Answer = DuplicatesAnswer;
    schema::EntityId entity = 0;
    schema::Record values;
    RowId except;

    friend bool operator==(const DuplicatesQuestion&, const DuplicatesQuestion&) = default;
};

// --- what needs a person ---

struct RefusedView {
    Id id;
    const schema::EntitySpec* entity = nullptr;
    RowId row;
    std::string command;
    std::int64_t made_ms = 0;
    Error error;
    std::size_t groups = 0;  // that came back together
    std::size_t own = 0;     // of these, about this record and its children
    bool can_resend = true;

    struct Field {
        const schema::EntitySpec* entity = nullptr;  // of the row, which may be a child
        RowId row;
        std::string what;                          // create, set, add, remove, delete, or a step
        const schema::FieldSpec* field = nullptr;  // nullptr: the row as a whole
        schema::Value typed;
        schema::Value now;
        const schema::Transition* step = nullptr;  // then `field` is the machine's, `typed` where
        schema::Value before = {};                 // it leads, and this the state it was taken in
        sync::RowKey record = {};                  // the row, or what it is a line of
    };

    std::vector<Field> fields;  // of the record, then of each of the others

    [[nodiscard]] bool is_own(const Field& field) const {
        return entity != nullptr && field.record == sync::RowKey{entity->id, row};
    }
};

struct InboxAnswer {
    std::vector<desk::CaseView> cases;  // open ones, newest first
    std::vector<RefusedView> refused;
    std::vector<desk::CaseView> settled;  // lately by a rule, newest first: what lost
    Titles titles;
};

struct InboxQuestion {
    using Answer = InboxAnswer;
    friend bool operator==(const InboxQuestion&, const InboxQuestion&) = default;
};

// What has arrived that concerns the user of this desk: cases and refusals as long as they wait,
// the rest as long as the log's newest entries are kept.
struct Message {
    enum class Kind : std::uint8_t {
        refused,    // a change of his; why: `error`
        conflict,   // an open case
        overruled,  // a value of his that a rule did not let stand
        step,       // somebody moved on what is his
        assigned,   // somebody made it his
        restored    // head office, from a backup
    };
    std::string id;  // the same at every time: what he has read is remembered by it
    Kind kind = Kind::restored;
    const schema::EntitySpec* entity = nullptr;
    RowId row;
    Id item;  // refused, conflict, overruled: in the inbox
    const schema::FieldSpec* field = nullptr;
    schema::Value value;  // overruled: what did not stand; step: the state it led to
    std::string reason;   // step: what its author gave
    UserId by;            // null: head office itself
    std::int64_t at_ms = 0;
    std::int64_t count = 1;  // rows of one batch
    Id batch;
    std::optional<Error> error;
};

struct MessagesAnswer {
    std::vector<Message> messages;  // newest first
    Titles titles;
};

struct MessagesQuestion {
    using Answer = MessagesAnswer;
    friend bool operator==(const MessagesQuestion&, const MessagesQuestion&) = default;
};

// --- the desk itself ---

struct StatusAnswer {
    desk::DeskStatus desk;
    desk::LinkState link = desk::LinkState::down;
    std::optional<Error> link_error;
    std::int64_t offline_since_ms = 0;  // hub's clock; 0: online
    std::int64_t now_ms = 0;            // corrected time when this was made
    std::int64_t today = 0;             // business date
    std::int64_t offset_minutes = 480;
    bool paused = false;  // the exchange, by the user
    double loading = 1;   // of a bootstrap: 0…1
    UserId user;
    std::string user_name;
    RowId branch;  // the user's own; null: company-wide
    std::string branch_name;
    schema::RoleMask roles = 0;
    std::int64_t bytes_up = 0;
    std::int64_t bytes_down = 0;
    bool can_undo = false;
    bool can_redo = false;
    std::string undo_of;  // command that undo would take back
};

struct StatusQuestion {
    using Answer = StatusAnswer;
    friend bool operator==(const StatusQuestion&, const StatusQuestion&) = default;
};

// The outbox, for the flyout above the status bar and the sync page.
struct WaitingAnswer {
    struct Item {
        OpId op;
        std::string command;
        sync::RowKey key;
        std::int64_t made_ms = 0;
        bool handed_over = false;
        bool deferred = false;
        bool doubtful = false;  // will probably be refused
    };

    std::vector<Item> items;  // newest first, at most 500
    std::int64_t count = 0;
    Titles titles;
};

struct WaitingQuestion {
    using Answer = WaitingAnswer;
    friend bool operator==(const WaitingQuestion&, const WaitingQuestion&) = default;
};

// Checks of an order before it is reviewed.
using CheckResult = domain::rules::CheckResult;

struct ChecksAnswer {
    std::vector<CheckResult> results;  // worst first
};

// What is being typed over the stored order. `lines` are all of them; none: those that are stored.
struct ChecksQuestion {
    using Answer = ChecksAnswer;
    RowId order;  // null: not saved yet
    schema::Record values;
    std::vector<schema::Record> lines;

    friend bool operator==(const ChecksQuestion&, const ChecksQuestion&) = default;
};

// What is in a folder, for choosing a file: folders first, then files, by name. The disk is looked
// at on the reader's thread, not on the window's.
struct FolderAnswer {
    struct Entry {
        std::string name;
        bool is_folder = false;
        std::int64_t size_bytes = 0;
        std::int64_t changed = 0;  // greater: later
    };

    struct Spot {
        Label label;
        std::string path;
    };

    std::string path;    // absolute
    std::string parent;  // empty at the top
    std::vector<Entry> entries;
    std::vector<Spot> spots;  // home, desktop, downloads … as far as they are there
};

struct FolderQuestion {
    using Answer = FolderAnswer;
    std::string path;                  // empty: where files usually are
    std::vector<std::string> endings;  // ".csv"; empty: every file
    std::int64_t turn = 0;             // another number asks again

    friend bool operator==(const FolderQuestion&, const FolderQuestion&) = default;
};

using Question =
    std::variant<RowsQuestion, FiguresQuestion, RecordQuestion, HistoryQuestion, FindQuestion,
                 DuplicatesQuestion, InboxQuestion, MessagesQuestion, StatusQuestion,
                 WaitingQuestion, ChecksQuestion, FolderQuestion, IdsQuestion, PickedQuestion>;
using Answer = std::variant<RowsAnswer, FiguresAnswer, RecordAnswer, HistoryAnswer, FindAnswer,
                            DuplicatesAnswer, InboxAnswer, MessagesAnswer, StatusAnswer,
                            WaitingAnswer, ChecksAnswer, FolderAnswer, IdsAnswer>;

}  // namespace branchline::live
