// Judges groups and enters them in the log (SYNC 2): the one way by which anything changes at the
// hub. Every call stands inside a transaction of the caller, who commits before he answers; after a
// rollback he calls forget(). On the thread of the database.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "hub/audit.h"
#include "hub/author_scope.h"
#include "hub/heal.h"
#include "hub/indexer.h"
#include "hub/seal.h"
#include "sync/message.h"
#include "sync/sql_state.h"

namespace branchline::hub {

// What is known of a group, for the merge rules.
class LogGroups final : public sync::GroupSource {
  public:
    LogGroups(const store::HubLog& log, const store::DeferredGroups& deferred)
        : log_(log), deferred_(deferred) {}

    sync::Fate fate(const OpId& op) override;
    std::optional<sync::Lineage> lineage(const OpId& op) override;

  private:
    const store::HubLog& log_;
    const store::DeferredGroups& deferred_;
};

class Ledger {
  public:
    Ledger(HubTables& tables, const Seal& seal, HubClock& clock, Random& random);

    // The receipt of this group: the old one where its op is known. `from`: the registration that
    // handed it in.
    sync::Receipt submit(const sync::Group& group);
    // The receipt of an op that has one.
    std::optional<sync::Receipt> receipt_of(const OpId& op);
    // A group of another history with its receipt there (SYNC 5.6). Nothing: taken in, without a
    // verdict so far.
    std::optional<sync::Receipt> offer(const sync::Group& group, const sync::Receipt& receipt,
                                       const DeviceId& from);
    // The change of another device, as this one saw it on a page of ours.
    void witness(const sync::Entry& entry, const DeviceId& from);
    // Whether a desk that holds this is to offer it; a receipt without MAC is a witness's.
    [[nodiscard]] bool wants(const sync::Receipt& known) const;
    // What the hub itself writes. A refusal leaves no trace.
    Result<std::int64_t> write_own(std::vector<sync::Change> changes, std::string command);

    // Groups that waited too long for others (SYNC 2.5).
    void expire_deferred();
    // The end of the collecting window: a new epoch, then what was collected.
    void close_window();
    void open_epoch(std::string_view why);

    [[nodiscard]] bool is_regressed() const { return heal_.is_open(); }

    [[nodiscard]] Heal& heal() { return heal_; }

    [[nodiscard]] Audit& audit() { return audit_; }

    // Receipts that nobody asked for at this moment: groups that had waited.
    std::vector<std::pair<DeviceId, sync::Receipt>> take_late();

    bool finish();  // before the commit; true: somebody's rights may have changed
    void forget();  // reads nothing: it may be the disk that failed

    const store::LogPoint& head();

    [[nodiscard]] sync::SqlState& state() { return state_; }

    [[nodiscard]] sync::GrantRoles& roles() { return roles_; }

    [[nodiscard]] Indexer& indexer() { return indexer_; }

  private:
    // A group on its way through judging.
    struct Submission {
        const sync::Group& group;
        Bytes payload;
        std::int64_t received_ms = 0;
        std::optional<sync::Receipt> offered;
        DeviceId from;                      // who handed it in
        const sync::Group* part = nullptr;  // judged in its place: what was not yet taken of it
        OpId entered_as = {};               // null: under its own op
        bool waits = true;
    };

    Submission submission(const sync::Group& group, std::optional<sync::Receipt> offered,
                          const DeviceId& from);

    std::optional<sync::Receipt> enter(const Submission& it);
    sync::Outcome judge(const Submission& it, std::int64_t corrected_ms);
    std::int64_t corrected(const sync::Group& group, std::int64_t received_ms);
    void note_counter(const store::LogRow& row);
    sync::Receipt append(const Submission& it, const sync::Outcome& outcome,
                         std::int64_t corrected_ms);
    void log_moves(const store::LogRow& cause);
    void write(store::LogRow row);
    void wake(const Id& id);
    void wake_all();
    void take_up(const store::DeferredGroup& waiting, bool waits);

    // ledger_offers.cpp: what desks return to a restored hub
    [[nodiscard]] std::optional<store::LogRow> standing_row(const OpId& op) const;
    [[nodiscard]] bool is_partial(const OpId& op) const;
    std::optional<sync::Receipt> enter_offer(Submission it);
    void enter_witness(const sync::Entry& entry, const DeviceId& from);
    sync::Outcome seen_outcome(const sync::Entry& entry);
    bool fits_undisturbed(sync::State& state, const sync::Effect& effect);
    bool is_undisturbed(const sync::Version& version);
    sync::Group what_is_missing(const sync::Group& group);
    void keep_offer(const Submission& it, bool unresolved);
    void keep_witness(const sync::Entry& entry, const DeviceId& from, bool unresolved);
    void take_up(const store::CollectedOffer& offer);
    void retry_unresolved();

    sync::Receipt deferred_receipt(const sync::Group& group) const;
    std::string renumber(const std::string& printed);
    const Id& epoch();

    HubTables& tables_;
    const Seal& seal_;
    HubClock& clock_;
    Random& random_;
    Heal heal_;
    Audit audit_;
    LogGroups groups_;
    sync::GrantRoles roles_;
    sync::SqlState state_;
    AuthorScope author_scope_;
    Indexer indexer_;
    std::optional<store::LogPoint> head_;
    std::optional<Id> epoch_;
    bool wrote_ = false;
    std::map<std::pair<DeviceId, Id>, store::HubLog::Last> last_of_;
    std::vector<Id> arrived_;
    std::vector<std::pair<DeviceId, sync::Receipt>> late_;
    std::unordered_set<OriginId> returned_;  // entered again since this process began
};

sync::Group stored_group(BytesView payload, const OpId& op);  // Failure(damaged)
sync::Receipt stored_receipt(BytesView frame, const OpId& op);

inline bool is_taken(std::int64_t verdict) {
    return verdict == static_cast<std::int64_t>(sync::Verdict::accepted) ||
           verdict == static_cast<std::int64_t>(sync::Verdict::merged);
}

Bytes encode_details(const sync::Outcome& outcome);
void decode_details(BytesView details, sync::Outcome& outcome);

inline constexpr std::int64_t deferred_longest_ms = std::int64_t{30} * 24 * 3600 * 1000;

}  // namespace branchline::hub
