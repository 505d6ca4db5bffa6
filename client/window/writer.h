// The writer's thread: it holds the profile. Replica and connection with the hub, actions and
// questions of the window (live::Clerk), requests of other processes (cli::Session), and when
// nobody waits for it, what can wait. A failure of the disk ends what was being done with a message
// and nothing else. On a damaged file nothing is written any more, and the window locks: behind the
// lock it can be repaired. Unlocked all the same, it can be read as far as it goes.
//
// The gate: nothing enrolled yet (first_run), enrolled and the password not given (locked), open.
// It is the window's gate: calls of other processes bring their own password.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/session.h"
#include "desk/leisure.h"
#include "live/clerk.h"
#include "window/message.h"
#include "window/reading.h"

namespace branchline::window {

struct WriterSetup {
    std::string directory;
    std::optional<FileLock> lock;  // of the profile; must be there
    Secret password;               // tried at once; empty: the window will ask
};

class Writer {
  public:
    // Opens nothing yet. Inbox and reader must outlive it.
    Writer(WriterSetup setup, const Clock& clock, Random& random, MessageInbox& to_window,
           Reading& reading);

    // From any thread; false when there is no room now.
    bool give(const Order& order) { return orders_.try_push(order); }

    // run() carries out what was given and ends. From any thread.
    void stop();

    // On the writer's thread, which is the one that calls it.
    void run();

  private:
    struct Told {
        std::uint64_t change_count = 0;
        live::Gate gate = live::Gate::starting;
        desk::LinkState link = desk::LinkState::down;
        bool paused = false;
        std::int64_t progress = 0;
        std::int64_t at_ms = 0;
    };

    void begin();
    void finish();
    void step();
    [[nodiscard]] std::chrono::milliseconds wait() const;

    // --- orders ---
    void take_orders();
    // False: not now; it stays the next one.
    bool carry_out(Order& order);
    void answer(const Ask& asked);
    bool perform(Perform& given);
    void refuse_action(live::Ticket ticket, Error error);
    void give_to_clerk(live::Ticket ticket, live::Action action);
    void pause();
    void perform_on_profile(live::Ticket ticket, const live::Action& action);
    [[nodiscard]] Error why_not_open() const;
    void work();
    void use_leisure();
    void post(live::Clerk::Happened happened);

    // --- the gate ---
    Status unlock(const std::string& password);
    Status enroll(const live::Enroll& action);
    Status repair(const live::Repair& action, live::Outcome& outcome);
    void tell_repairing();
    void open_gate();
    void close_gate();

    // --- the line ---
    [[nodiscard]] live::LineState line_state();
    void follow_line();
    void note_offline();
    void note_trouble();
    void note_exchange(const std::optional<Error>& error);
    void answer_syncs();

    // --- telling ---
    void tell(bool opening = false);
    [[nodiscard]] bool has_news();
    [[nodiscard]] live::Gate gate() const;

    template <class Work>
    void guarded(const Work& work);
    void take_failure(const Error& error);
    void take_damage(const Error& error);
    void shut();

    [[nodiscard]] std::int64_t now_ms() const { return clock_.boot_time().ms; }

    const std::string directory_;
    Secret first_password_;
    const Clock& clock_;
    MessageInbox& to_window_;
    Reading& reading_;
    std::atomic<bool> stop_ = false;
    cli::Session session_;
    Inbox<Order> orders_;
    std::deque<Order> next_;  // taken, in order, not carried out yet
    bool stepping_ = false;
    std::unique_ptr<live::Clerk> clerk_;  // while the gate is open
    bool enrolled_ = false;
    live::Ticket doing_ = 0;             // on the profile, in this moment
    std::set<live::Ticket> unfinished_;  // the clerk's
    std::set<live::Ticket> long_;        // of those: may be broken off when the program ends
    std::vector<Perform> early_;         // settings chosen before the gate opened
    std::vector<live::Ticket> syncs_;    // waiting for the exchange to come level
    std::int64_t syncs_since_ms_ = 0;
    bool resting_ = false;         // there is more of what can wait
    std::uint64_t rested_at_ = 0;  // change count
    desk::Leisure leisure_;
    std::int64_t level_at_ = -1;  // progress of the line when that was noted
    std::int64_t noted_ms_ = 0;
    desk::SyncCounts noted_counts_;
    Code noted_trouble_ = Code::none;
    std::int64_t offline_since_ms_ = 0;
    bool paused_ = false;                 // the line, by the user
    std::int64_t troubled_until_ms_ = 0;  // after a failure: no line and no rest until then
    std::optional<Error> damaged_;        // nothing is written any more
    Told told_;
};

}  // namespace branchline::window
