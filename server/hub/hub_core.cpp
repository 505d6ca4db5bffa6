#include "hub/hub_core.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include "base/ensure.h"
#include "base/planted.h"
#include "hub/compaction.h"
#include "hub/courier.h"
#include "hub/file_upkeep.h"
#include "hub/sessions.h"

namespace branchline::hub {

namespace {

constexpr std::size_t groups_collected_max = 64;
constexpr std::size_t bytes_collected_max = 1024 * 1024;

Key stored_key(const store::HubFacts& facts) {
    const auto stored = facts.get(fact::mac_key);
    Key key{};
    ENSURE(stored && stored->size() == key.size());  // hub_setup made it
    std::copy(stored->begin(), stored->end(), key.begin());
    return key;
}

}  // namespace

struct HubCore::Implementation {
    Implementation(const schema::Catalogue& catalogue, store::Database& database,
                   const Clock& machine_clock, Random& random)
        : tables(database, catalogue),
          seal(stored_key(tables.facts)),
          clock(machine_clock, tables.facts),
          ledger(tables, seal, clock, random),
          sessions(tables, ledger, seal, clock, random),
          courier(tables, ledger, seal, clock, random),
          files(tables, clock),
          compaction(tables, ledger, clock) {}

    void collect(const SessionFrame& frame);
    void work(const HubEvent& event);
    void tick();
    void commit_collected();

    HubTables tables;
    Seal seal;
    HubClock clock;
    Ledger ledger;
    Sessions sessions;
    Courier courier;
    FileUpkeep files;
    Compaction compaction;
    std::deque<HubEvent> collected;
    std::size_t groups = 0;
    std::size_t bytes = 0;
    bool people_changed = false;
    bool collecting = false;  // as the sessions know it
};

namespace {

// What was worked on and did not become durable is as if it had never come: nothing of it may stay
// in memory, and the sessions that waited for it end. Their desks come again.
class Undo {
  public:
    explicit Undo(Ledger& ledger) : ledger_(ledger) {}

    Undo(Ledger& ledger, Sessions& sessions, std::set<SessionId> concerned)
        : ledger_(ledger), sessions_(&sessions), concerned_(std::move(concerned)) {}

    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;

    ~Undo() {
        if (done_) return;
        ledger_.forget();
        if (sessions_ != nullptr) sessions_->doom(concerned_);
    }

    void not_needed() { done_ = true; }

  private:
    Ledger& ledger_;
    Sessions* sessions_ = nullptr;
    std::set<SessionId> concerned_;
    bool done_ = false;
};

SessionId session_of(const HubEvent& event) {
    if (const auto* opened = std::get_if<SessionOpened>(&event)) return opened->session;
    if (const auto* frame = std::get_if<SessionFrame>(&event)) return frame->session;
    if (const auto* closed = std::get_if<SessionClosed>(&event)) return closed->session;
    return 0;
}

}  // namespace

HubCore::HubCore(const schema::Catalogue& catalogue, store::Database& database, const Clock& clock,
                 Random& random)
    : self_(std::make_unique<Implementation>(catalogue, database, clock, random)) {}

HubCore::~HubCore() = default;

void HubCore::handle(const HubEvent& event) {
    if (const auto* frame = std::get_if<SessionFrame>(&event)) {
        self_->bytes += frame->frame.size();
        self_->groups += 1;
    }
    self_->collected.push_back(event);
}

bool HubCore::has_room() const {
    return self_->groups < groups_collected_max && self_->bytes < bytes_collected_max;
}

void HubCore::Implementation::tick() {
    ledger.expire_deferred();
    ledger.heal().serve();
    if (ledger.heal().is_over()) ledger.close_window();
    files.tick();
    compaction.tick();
}

void HubCore::Implementation::work(const HubEvent& event) {
    if (const auto* opened = std::get_if<SessionOpened>(&event)) {
        sessions.open(*opened);
    } else if (const auto* frame = std::get_if<SessionFrame>(&event)) {
        sessions.frame(frame->session, frame->frame);
    } else if (const auto* closed = std::get_if<SessionClosed>(&event)) {
        sessions.close(closed->session);
    } else {
        tick();
    }
}

void HubCore::Implementation::commit_collected() {
    std::deque<HubEvent> events;
    events.swap(collected);
    groups = bytes = 0;
    std::set<SessionId> concerned;
    for (const HubEvent& event : events) concerned.insert(session_of(event));
    Undo undo(ledger, sessions, std::move(concerned));
    if (planted(Planted::hub_answers_early)) {
        tables.database.set_synchronous(store::Synchronous::normal);
    }
    store::Transaction transaction(tables.database);
    for (const HubEvent& event : events) work(event);
    people_changed = ledger.finish() || people_changed;
    transaction.commit();
    undo.not_needed();
}

std::vector<HubEffect> HubCore::flush() {
    if (self_->people_changed) self_->sessions.review();
    self_->people_changed = false;
    if (!self_->collected.empty()) self_->commit_collected();
    const bool collecting = self_->ledger.is_regressed();
    if (self_->collecting != collecting) self_->sessions.end_greeted(collecting);
    self_->collecting = collecting;
    self_->sessions.tell_late();
    self_->sessions.answer_pulls();
    return self_->sessions.take();
}

Result<std::int64_t> HubCore::commit_own(std::vector<sync::Change> changes, std::string command) {
    Implementation& self = *self_;
    Undo undo(self.ledger);
    store::Transaction transaction(self.tables.database);
    auto seq = self.ledger.write_own(std::move(changes), std::move(command));
    if (!seq) return seq;
    const bool changed = self.ledger.finish();
    transaction.commit();
    undo.not_needed();
    self.people_changed = self.people_changed || changed;
    return seq;
}

bool HubCore::end_collecting() {
    Implementation& self = *self_;
    if (!self.ledger.is_regressed()) return false;
    Undo undo(self.ledger);
    store::Transaction transaction(self.tables.database);
    self.ledger.close_window();
    self.people_changed = self.ledger.finish() || self.people_changed;
    transaction.commit();
    undo.not_needed();
    return true;
}

Result<CourierTaken> HubCore::take_courier(BytesView file) {
    Implementation& self = *self_;
    Undo undo(self.ledger);
    store::Transaction transaction(self.tables.database);
    auto taken = self.courier.take(file);
    if (!taken) return taken;
    self.people_changed = self.ledger.finish() || self.people_changed;
    transaction.commit();
    undo.not_needed();
    return taken;
}

void HubCore::note_backup(std::int64_t seq) {
    Implementation& self = *self_;
    Undo undo(self.ledger);
    store::Transaction transaction(self.tables.database);
    hub::note_backup(self.tables, seq, self.clock.now_ms());
    self.ledger.audit().backup_made(seq);
    self.people_changed = self.ledger.finish() || self.people_changed;
    transaction.commit();
    undo.not_needed();
}

void HubCore::begin_compaction(std::int64_t most) { self_->compaction.begin(most); }

bool HubCore::compact() {
    Implementation& self = *self_;
    Undo undo(self.ledger);
    store::Transaction transaction(self.tables.database);
    const bool goes_on = self.compaction.step();
    transaction.commit();
    undo.not_needed();
    return goes_on;
}

HubCore::Compacted HubCore::compacted() {
    return {self_->tables.log.horizon(), self_->compaction.rows_dropped(),
            self_->compaction.limit()};
}

}  // namespace branchline::hub
