// A desk's replica: rows as the user sees them, the change log, canonical copies of what pending
// groups touch. Local commits are durable when they return (SYNC 2.1); arrivals commit with their
// cursor. One object, on the desk's writer thread; it is the only writer of its database.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "desk/sight.h"
#include "schema/catalogue.h"
#include "store/depot.h"
#include "store/desk_scope.h"
#include "store/desk_tables.h"
#include "store/failure.h"
#include "store/retained.h"
#include "store/rows.h"
#include "store/sync_tables.h"
#include "sync/bucket_rules.h"
#include "sync/compose.h"
#include "sync/fold.h"
#include "sync/grant_roles.h"
#include "sync/message.h"
#include "sync/pending.h"
#include "sync/sql_state.h"
#include "sync/strip.h"

namespace branchline::desk {

struct Committed {
    OpId op;                    // null: there was nothing to change
    std::int64_t position = 0;  // in the change log
};

struct CommitOptions {
    Id batch;
    std::uint32_t batch_position = 0;
    bool is_undo = false;
    bool is_redo = false;  // anything else ends what can be redone
};

// Refused groups that have been done again as another one (null: nothing was left to do). All that
// is sent again with it is one batch, so one undo.
struct Rebased {
    std::set<OpId> groups;
    OpId by;
    Id batch;  // null: each stays in its own
    std::uint32_t batch_position = 0;
};

class Replica {
  public:
    // `database` was opened read-write and is prepared here; the identity is in its settings.
    Replica(const schema::Catalogue& catalogue, store::Database& database, const Clock& clock,
            Random& random);

    // The tables beside those of the catalogue, for store::prepare_database.
    static std::string ddl();

    // What the user sees: canonical rows with the pending groups folded in.
    [[nodiscard]] sync::SqlState& screen() { return screen_; }

    [[nodiscard]] sync::Overlay& canonical() { return canonical_; }

    [[nodiscard]] sync::PendingGroups& pending() { return pending_; }

    [[nodiscard]] store::Rows& rows() { return rows_; }

    [[nodiscard]] store::ChangeLog& log() { return log_; }

    [[nodiscard]] store::TailStore& tail() { return tail_; }

    [[nodiscard]] store::Points& points() { return points_; }

    [[nodiscard]] store::RetainedPages& retained() { return retained_; }

    [[nodiscard]] store::Settings& settings() { return settings_; }

    [[nodiscard]] store::Cases& cases() { return cases_; }

    [[nodiscard]] store::Depot& depot() { return depot_; }

    [[nodiscard]] store::Database& database() { return database_; }

    [[nodiscard]] const schema::Catalogue& catalogue() const { return catalogue_; }

    // What is shown, for a Viewer.
    [[nodiscard]] Sight sight();
    [[nodiscard]] sync::Identity identity() const;
    [[nodiscard]] sync::FoldTime fold_time() const;
    [[nodiscard]] sync::EditTime edit_time() const;

    [[nodiscard]] Random& random() { return random_; }

    [[nodiscard]] const Clock& clock() const { return clock_; }

    [[nodiscard]] sync::Composer compose();
    Result<Committed> commit(sync::Composer& composer, const std::string& command,
                             const CommitOptions& options = {});
    // Groups committed by `work` become durable together, or not at all when it fails or throws.
    Status in_one_transaction(const std::function<Status()>& work);

    // Takes back, newest first, what the user did last (SYNC 2.9). Says what was undone.
    Result<std::string> undo();
    Result<std::string> redo();
    // What these would take back, by its newest group.
    [[nodiscard]] std::optional<store::LoggedGroup> undoable() const;
    // Why undo() would be refused now, as far as can be told without trying: what was handed over
    // is taken back by an inverse, and not everything has one.
    [[nodiscard]] std::optional<Error> undo_objection() const;
    [[nodiscard]] std::optional<store::LoggedGroup> redoable();

    // --- attention (SYNC 2.6) ---
    [[nodiscard]] std::vector<store::LoggedGroup> refused() const;
    // `before`: what it was built on, where that is not sent again as it was. Then it is refused
    // here already if it does not stand on what is there now.
    Result<Committed> resend(const OpId& op, const Rebased& before = {});
    Status discard(const OpId& op);

    // --- what the session brings; each in its own transaction, synchronous=NORMAL ---
    [[nodiscard]] sync::Point cursor() const;
    // A verified word of the hub of this time has come, by whatever way (SYNC 5.5).
    void renew_lease(std::int64_t hub_now_ms);
    void measure_clock(std::int64_t hub_now_ms, const BootTime& at);
    // `here`: by a hub whose log has the cursor; else they say nothing about what was read so far.
    Status take_receipts(const std::vector<sync::Receipt>& receipts, bool here = true);
    // Applies what lies beyond the cursor. False: the page does not start at it, or was made for
    // other buckets than this desk holds, and was discarded.
    Result<bool> take_page(const sync::Page& page);
    // What this desk still needs to be sent whole, to be asked for with the next page.
    void ask_for_rows(sync::Pull& pull) const;
    // What is to be read of buckets, in the order in which it is asked for.
    [[nodiscard]] std::vector<sync::Stretch> stretches_due() const;

    // What it holds, as head office has told it; nothing before it has.
    [[nodiscard]] const sync::Holdings& holdings() const { return holdings_; }

    [[nodiscard]] std::uint64_t scope_version() const { return scope_version_; }

    // Rows are still to be sent: what is here may be used, and is not all.
    [[nodiscard]] bool is_loading() const;
    // The waiting groups that may go next: in order, at most so many bytes; marked as handed over.
    [[nodiscard]] std::vector<sync::Group> take_for_push(std::int64_t after, std::size_t bytes_max,
                                                         std::int64_t& last_position,
                                                         store::LoggedGroup::Transport by);

    // Rows that were deleted up to here are gone for good: head office has forgotten them, too.
    Status pass_horizon(std::int64_t seq);

    // Head office was restored (SYNC 5.6): the canonical rows as they were at `common`, a point
    // that its log has; own groups above are in the fold again, with their verdicts of now. Those
    // of `unknown` have none any more and wait anew. What was read above is retained.
    Status roll_back(const sync::Point& common, const std::set<OpId>& unknown);

    // --- comparing with head office (SYNC 5.8), self_check.cpp ---
    // From the cells as they are on the disk, per bucket, entity and rights class that it holds.
    [[nodiscard]] std::vector<sync::ClassHash> class_hashes();
    // A day has passed since the last time, or somebody asked.
    [[nodiscard]] bool check_is_due() const;
    [[nodiscard]] bool is_asked_to_check() const;
    void ask_for_check();
    // It was just filled from what a damaged file still showed (rebuild.h): own groups show over it
    // again, and it is to be compared.
    void begin_salvaged();

    // The from-scratch fold equals what is shown: findings, empty when sound.
    [[nodiscard]] std::vector<std::string> check_fold();

    // Counts commits and arrivals: live queries re-run when it has moved.
    [[nodiscard]] std::uint64_t change_count() const { return change_count_; }

    [[nodiscard]] std::int64_t merged_count() const { return merged_count_; }

  private:
    struct Dirty : sync::Arrived {
        std::set<Id> cases;
        std::int64_t accepted = 0;  // verdicts on groups of one's own
        std::int64_t merged = 0;
    };

    void load();
    void forget_everything();
    void keep_canonical(const sync::Effect& effect);
    void override_row(const sync::RowKey& key);
    void override_case(const Id& id);
    void write_override(const sync::RowKey& key, const sync::RowPointer& row);
    void apply_canonical(const std::vector<sync::Effect>& effects, const sync::Author& author,
                         Dirty& dirty);
    void note_related(const sync::RowPointer& row, Dirty& dirty);
    void put_canonical_row(const sync::RowState& row, Dirty& dirty);
    void refresh(const Dirty& dirty);
    void note_fold(const sync::Folded& folded);
    [[nodiscard]] sync::PendingGroup brought_back(const store::LoggedGroup& logged);
    [[nodiscard]] bool is_doomed(const sync::Group& group);
    void doom_dependents(const OpId& op, sync::Arrived& arrived);
    [[nodiscard]] bool changes_rights(const sync::Arrived& arrived) const;
    [[nodiscard]] std::set<sync::RowKey> all_pending_rows() const;
    void show_row(const sync::RowKey& key, const sync::RowPointer& row);
    void settle_cases(const sync::Folded& folded, const Dirty& dirty);
    void leave_fold(std::int64_t position, Dirty& dirty);
    void note_verdict(sync::Verdict verdict, Dirty& dirty);
    void keep_counts(const Dirty& dirty);
    void take_receipt(const sync::Receipt& receipt, bool here, Dirty& dirty);
    void renew_receipt(store::LoggedGroup& group, const sync::Receipt& receipt, Dirty& dirty);
    void refuse_group(store::LoggedGroup& group, Dirty& dirty);
    Status take_entry(sync::Entry& entry, Dirty& dirty);
    Status take_own_entry(sync::Entry& entry, store::LoggedGroup& group, Dirty& dirty);
    std::optional<store::LoggedGroup> own_group_of(const sync::Entry& entry);
    void put_cursor(const sync::Point& point);
    void put_cursor_at(const sync::Page& page);
    [[nodiscard]] std::optional<std::size_t> place_on(const sync::Page& page) const;
    void settle_own(const sync::Entry& entry, store::LoggedGroup group, Dirty& dirty);

    // replica_scope.cpp
    void load_scope();
    [[nodiscard]] bool follows_every_entity() const;
    sync::Entry known_part(const sync::Entry& entry);
    Status take_scope(const sync::Page& page, Dirty& dirty);
    void settle_unread(std::int64_t seq, Dirty& dirty);
    void end_reading_anew(Dirty& dirty);
    void plan_loading(const sync::Holdings& before, const std::set<schema::EntityId>& followed);
    [[nodiscard]] bool hub_knows_more() const;
    void forget_strange();
    // `before`, `now`: the roles in which its user reads the row.
    void narrow(const sync::RowState& row, schema::RoleMask before, schema::RoleMask now,
                Dirty& dirty);
    void strip_tail(const sync::RowKey& key, const sync::Strip& strip);
    void leave_rows(const std::set<sync::RowKey>& keys, Dirty& dirty);
    void drop_unneeded_cards(std::set<sync::RowKey> keys, Dirty& dirty);
    [[nodiscard]] bool is_card(const sync::RowKey& key);
    // Nothing is left of them but what their author typed.
    void forget_content(const std::set<sync::RowKey>& keys);
    void rewrite_tail(const sync::RowKey& key,
                      const std::function<bool(std::vector<sync::Effect>&)>& change);
    void take_sight(const sync::Entry& entry, Dirty& dirty);
    void take_brought(const sync::Page& page, Dirty& dirty);
    void take_whole(const sync::Entry& entry, std::int64_t seq, Dirty& dirty);
    void take_stretch(const sync::Page& page, Dirty& dirty);
    void compare_hashes(const sync::Page& page, Dirty& dirty);
    bool drop_unreadable(Dirty& dirty);

    // What is here and in no sum of head office: rows that nobody here may read, and rows with
    // values that he may not.
    struct Surplus {
        std::set<sync::RowKey> rows;
        std::set<sync::RowKey> values;
    };

    std::vector<sync::ClassHash> class_hashes(Surplus& surplus);
    [[nodiscard]] bool holds_more(const sync::RowState& row, schema::RoleMask readers) const;
    void want_missing_cards();
    void settle_check(const Surplus& surplus, bool was_mended, Dirty& dirty);
    void show_folded(Dirty& dirty);
    void ask_for_parts(sync::Pull& pull) const;
    void compare_parts(const sync::Page& page);
    std::vector<store::LoadTask> parts_unequal(const sync::Stretch& about,
                                               const std::vector<sync::PartHash>& theirs);
    std::vector<sync::PartHash> parts_like(const sync::Stretch& about,
                                           const std::vector<sync::PartHash>& theirs);
    std::set<RowId> rows_within(const sync::Stretch& about);

    // replica_rollback.cpp
    struct Rebuilt {
        sync::RowPointer row;  // nullptr: it was not there
        std::map<Id, sync::Case> cases;
    };

    void rejoin_fold(store::LoggedGroup& group, Dirty& dirty);
    void retain_above(std::int64_t seq);

    struct Above {  // what the log told behind a point
        std::set<sync::RowKey> rows;
        std::set<sync::RowKey> left;  // of them, those that went out of sight
        std::vector<OpId> own;
    };

    Above told_above(std::int64_t seq);
    std::set<sync::RowKey> all_rows();
    std::optional<Rebuilt> rebuild(const sync::RowKey& key);
    void set_canonical(const sync::RowKey& key, const Rebuilt& rebuilt, Dirty& dirty);
    Status roll_back_rows(const sync::Point& common, Dirty& dirty);

    Result<std::string> take_back(const std::vector<store::LoggedGroup>& groups);
    [[nodiscard]] std::vector<store::LoggedGroup> undone_with(
        const store::LoggedGroup& newest) const;
    Status withdraw(const std::vector<store::LoggedGroup>& groups);
    Result<OpId> invert(const store::LoggedGroup& group);
    Status do_again(const store::LoggedGroup& withdrawn);
    Status stands_now(const sync::Group& group);
    [[nodiscard]] std::vector<store::LoggedGroup> still_undone(const std::vector<OpId>& step) const;
    Status forget_undo(const std::vector<store::LoggedGroup>& inverses);
    [[nodiscard]] bool can_withdraw(const std::vector<store::LoggedGroup>& groups) const;
    Bytes remember_before(const sync::Group& group);
    Status arrive(const std::function<Status(Dirty&)>& work);
    std::uint64_t next_counter();

    const schema::Catalogue& catalogue_;
    store::Database& database_;
    const Clock& clock_;
    Random& random_;
    store::Rows rows_;
    store::Origins origins_;
    store::Cases cases_;
    store::Tombstones tombstones_;
    store::ChangeLog log_;
    store::TailStore tail_;
    store::CanonicalStore canonical_store_;
    store::Settings settings_;
    store::BootClocks clocks_;
    store::Points points_;
    store::RetainedPages retained_;
    store::LoadTasks loads_;
    store::WholeRows whole_rows_;
    store::Depot depot_;
    sync::Holdings holdings_;
    std::uint64_t scope_version_ = 0;
    sync::GrantRoles roles_;
    OwnGroups groups_;
    sync::SqlState screen_;
    sync::Overlay canonical_;  // over the screen: rows and cases that pending groups touch
    sync::PendingGroups pending_;
    bool in_transaction_ = false;
    std::uint64_t change_count_ = 0;
    std::int64_t merged_count_ = 0;
};

// Names of the settings, one place.
namespace setting {
inline constexpr std::string_view device = "device";
inline constexpr std::string_view user = "user";
inline constexpr std::string_view login = "login";
inline constexpr std::string_view company = "company";
inline constexpr std::string_view incarnation = "incarnation";
inline constexpr std::string_view device_code = "device_code";
inline constexpr std::string_view group_counter = "group_counter";
inline constexpr std::string_view number_counter = "number_counter";
inline constexpr std::string_view cursor = "cursor";
inline constexpr std::string_view confirmed_seq = "confirmed_seq";
inline constexpr std::string_view token = "token";
inline constexpr std::string_view offset_minutes = "offset_minutes";
inline constexpr std::string_view last_contact_ms = "last_contact_ms";  // hub's clock, verified
inline constexpr std::string_view last_sync_ms = "last_sync_ms";
inline constexpr std::string_view last_error = "last_error";  // code; of the last exchange
inline constexpr std::string_view last_error_ms = "last_error_ms";
inline constexpr std::string_view bytes_up = "bytes_up";  // over the link, ever
inline constexpr std::string_view bytes_down = "bytes_down";
inline constexpr std::string_view accepted_groups = "accepted_groups";
inline constexpr std::string_view merged_groups = "merged_groups";
inline constexpr std::string_view head_office = "head_office";      // "restored" after LOST
inline constexpr std::string_view holdings = "holdings";            // buckets with roles
inline constexpr std::string_view reading_rules = "reading_rules";  // by which it was kept
inline constexpr std::string_view hub_catalogue = "hub_catalogue";  // its number
inline constexpr std::string_view followed = "followed";            // entities it is told about
inline constexpr std::string_view loaded_seq = "loaded_seq";        // of the last stretch that came
inline constexpr std::string_view reading_anew = "reading_anew";    // 1: as from beyond the horizon
inline constexpr std::string_view self_check = "self_check";        // unknown, ok, mismatch
inline constexpr std::string_view self_check_ms = "self_check_ms";  // when it was last compared
inline constexpr std::string_view self_check_places = "self_check_places";  // that differ
inline constexpr std::string_view self_check_due = "self_check_due";        // 1: now; 2: read again
inline constexpr std::string_view installation = "installation";            // of the hub
inline constexpr std::string_view courier_key = "courier_key";              // the hub's, for files
inline constexpr std::string_view courier_asked = "courier_asked";          // by the last reply
inline constexpr std::string_view courier_common = "courier_common";        // after a restore
inline constexpr std::string_view wiping = "wiping";                        // what is next of it
}  // namespace setting

}  // namespace branchline::desk
