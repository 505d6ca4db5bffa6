// A desk's side of a session as a deterministic state machine: link events in, frames out (SYNC
// §5). Retry and back-off are owned here; the shell only connects, cuts frames and keeps time.
// Sessions are disposable: a lost link forgets the session, a new one starts from the durable
// cursor. On the writer's thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "desk/file_lanes.h"
#include "desk/healing.h"
#include "desk/page_budget.h"
#include "desk/replica.h"
#include "sync/message.h"
#include "sync/session_context.h"

namespace branchline::desk {

struct LinkUp {
    Bytes exporter;  // bound to the TLS channel; the login signature covers it
};

struct LinkFrame {
    Bytes frame;
};

struct LinkDown {
    Error reason;
};

struct TimePassed {};  // about every 100 ms while there is something to wait for

using DeskEvent = std::variant<LinkUp, LinkFrame, LinkDown, TimePassed>;

struct SendToHub {
    Bytes frame;
};

struct DropLink {
    Error reason;
};

struct WantLink {};  // connect now

using DeskEffect = std::variant<SendToHub, DropLink, WantLink>;

// Signs with the device's key; the key never comes here.
using Signer = std::function<Bytes(BytesView)>;

struct SyncCounts {
    std::int64_t sent = 0;      // groups with a receipt
    std::int64_t received = 0;  // groups of others
    std::int64_t merged = 0;
    std::int64_t rejected = 0;
    std::int64_t bytes_up = 0;
    std::int64_t bytes_down = 0;

    [[nodiscard]] SyncCounts since(const SyncCounts& before) const {
        return {sent - before.sent,         received - before.received,
                merged - before.merged,     rejected - before.rejected,
                bytes_up - before.bytes_up, bytes_down - before.bytes_down};
    }
};

// This replica goes on under a name of its own (SYNC 5.7), with a code of its own for numbers.
void begin_incarnation(store::Settings& settings, Random& random);

enum class LinkState : std::uint8_t { down, connecting, greeting, online, waiting_head_office };

class ClientCore {
  public:
    ClientCore(Replica& replica, Signer signer);
    ClientCore(const ClientCore&) = delete;  // its session looks things up in it
    ClientCore& operator=(const ClientCore&) = delete;

    std::vector<DeskEffect> handle(const DeskEvent& event);
    // A local commit has happened: send it if the session is idle.
    std::vector<DeskEffect> poke();

    // Stay connected (or not): connect when down, with back-off after failures.
    void want_online(bool wanted) { wanted_ = wanted; }

    // Connect without waiting for the back-off (a person asked).
    void retry_now() { retry_at_ms_ = 0; }

    [[nodiscard]] LinkState state() const { return state_; }

    [[nodiscard]] const SyncCounts& counts() const { return counts_; }

    [[nodiscard]] const Error& last_error() const { return last_error_; }

    // Nothing waits for a verdict (deferred groups apart), the tail is read up to the head of the
    // moment when that was last said, and no file waits that could be brought or fetched now.
    [[nodiscard]] bool is_level() const;

    // Grows with every byte that goes or comes: what a time-out without progress watches.
    [[nodiscard]] std::int64_t progress() const { return counts_.bytes_up + counts_.bytes_down; }

    [[nodiscard]] std::int64_t head_seq() const { return head_seq_; }

    // Why this file is neither brought nor fetched in this session.
    [[nodiscard]] Code file_trouble(const Digest& file) const { return files_.trouble(file); }

  private:
    std::vector<DeskEffect> take();
    void send(const sync::Message& message);
    [[nodiscard]] std::int64_t confirmed_seq_of(const OriginId& origin);
    void drop(Error reason);
    void reset_session();
    void on_message(const sync::Message& message);
    void on_challenge(const sync::Challenge& challenge);
    void on_refused(const sync::Refused& refused);
    void say_hello();
    void send_hello();
    void send_offer(const sync::Message& offer);
    void heal(const sync::HelloReply& reply);
    void on_hello_reply(const sync::HelloReply& reply);
    void take_identity(const sync::HelloReply& reply);
    void start_new_incarnation();
    void on_receipts(const sync::Receipts& receipts);
    void on_page(const sync::Page& page);
    void push_more();
    void files_more();
    [[nodiscard]] bool is_answer(const sync::Receipts& receipts) const;
    void pull_more();
    void check_time();
    [[nodiscard]] sync::Token token() const;

    [[nodiscard]] std::int64_t now_ms() const { return replica_.clock().boot_time().ms; }

    Replica& replica_;
    Signer signer_;
    Id boot_nonce_;
    LinkState state_ = LinkState::down;
    bool wanted_ = false;
    std::vector<DeskEffect> out_;
    Bytes exporter_;
    sync::SessionContext context_;
    FileLanes files_;
    bool hub_takes_files_ = false;
    sync::Hello hello_;  // as sent: a status that does not name it is ignored
    std::int64_t hello_sent_ms_ = 0;
    std::optional<Healing> healing_;
    std::deque<std::vector<OpId>> pushed_;            // the groups of each Push without an answer
    std::optional<std::uint64_t> nothing_waited_at_;  // change count of the replica
    bool pulling_ = false;
    bool own_in_full_ = false;  // until a page was taken
    std::int64_t pushed_position_ = 0;
    PageBudget page_budget_;
    std::int64_t pull_sent_ms_ = 0;
    bool pull_waits_ = false;  // its page may come when there is news
    std::int64_t head_seq_ = 0;
    std::int64_t target_seq_ = 0;
    std::int64_t heard_ms_ = 0;
    std::int64_t pinged_ms_ = 0;
    int failures_ = 0;
    std::int64_t retry_at_ms_ = 0;
    SyncCounts counts_;
    Error last_error_;
};

}  // namespace branchline::desk
