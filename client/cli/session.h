// What the process that holds a profile's lock has open, and its one loop: events of the link,
// requests of other processes (SYNC 7) and the clock, all on the main thread. A verb that takes
// long pumps it between two steps.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/inbox.h"
#include "base/platform.h"
#include "cli/context.h"
#include "cli/online.h"
#include "desk/desk.h"
#include "desk/profile.h"
#include "local/local_socket.h"

namespace branchline::cli {

struct Request {
    local::RequestId id = 0;
    Bytes bytes;
};

struct AskerGone {
    local::RequestId id = 0;
};

struct Nudge {};  // somebody has something for the holder

using Happening = std::variant<link::LinkEvent, Request, AskerGone, Nudge>;

class Session {
  public:
    // Executes a request of another process; what it prints goes through the context it makes.
    using Execute = std::function<void(Session&, const Request&)>;

    // `stop` may be set by any thread at any time; it is looked at between two steps.
    Session(std::string directory, FileLock lock, const Clock& clock, Random& random,
            const std::atomic<bool>& stop);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    [[nodiscard]] desk::Profile& profile() { return profile_; }

    // Unlocks and opens the replica.
    Status open(const std::string& password);

    [[nodiscard]] bool is_open() const { return opened_ != nullptr; }

    // Forgets the key and closes the replica; other processes are served on. Not while a request is
    // executed or somebody watches.
    void close();

    [[nodiscard]] bool is_in_use() const { return is_executing() || !watchers_.empty(); }

    // A request, this moment: what is open must stay open.
    [[nodiscard]] bool is_executing() const { return executing_ != 0; }

    // After a failure of the disk: the connection with the hub starts anew from what is on it.
    void drop_link();

    // Is it the password of this profile? The one it was opened with costs nothing to ask.
    Status check_password(const std::string& password);
    Status change_password(const std::string& present, const std::string& next);

    [[nodiscard]] const keys::DeviceKey& key() const { return opened_->key; }

    // The replica that a repair makes beside the damaged one.
    Status open_rebuilt(const std::string& password);
    // The enrolment has given this replica its identity and key.
    Status open_with(keys::DeviceKey key, const std::string& password);

    [[nodiscard]] desk::Desk& desk();
    [[nodiscard]] Online& online();  // made when first asked for

    [[nodiscard]] bool has_link() const { return opened_ != nullptr && opened_->online != nullptr; }

    // From now on other processes are served.
    Status serve(Execute execute);
    // Everything that was asked is answered; nobody is served any more.
    void stop_serving();
    // Waits for one happening, at most so long, and deals with it. False: work shall end.
    bool pump(std::chrono::milliseconds wait);
    // As pump(), until nothing is left to deal with.
    bool pump_all();

    // What the holder does besides: called in each round of pump(), also while a request is
    // executed, between two of its steps.
    void set_step(std::function<void()> step) { step_ = std::move(step); }

    // A call wishes whoever holds the profile to lock it; the holder takes the wish up when it can.
    void wish_lock() { lock_wish_ = true; }

    bool take_lock_wish() { return std::exchange(lock_wish_, false); }

    // Ends the waiting of pump(). From any thread.
    void wake();

    // Somebody here waits to be heard: another process, the window, or who wants it stopped. What
    // comes over the link can wait.
    [[nodiscard]] bool is_wanted() const { return wanted_.load() > 0 || stopped(); }

    [[nodiscard]] bool stopped() const { return stop_.load(); }

    void answer(local::RequestId id, Bytes bytes, bool last);

    // Whoever asked for what is executed now has left.
    // Called after each round of pump() for as long as the asker of this request listens.
    void add_watcher(local::RequestId asker, std::function<void()> step);

    [[nodiscard]] bool asker_is_gone() const { return executing_ != 0 && gone_ == executing_; }

    // Events of an enrolment's link come here while it runs.
    void set_link_receiver(std::function<void(const link::LinkEvent&)> receiver) {
        link_receiver_ = std::move(receiver);
    }

    [[nodiscard]] link::Link::Receiver link_inbox();

    [[nodiscard]] const Clock& clock() const { return clock_; }

    [[nodiscard]] Random& random() { return random_; }

  private:
    struct Opened {
        Opened(keys::DeviceKey device_key, store::Database opened, const Clock& clock,
               Random& random);

        keys::DeviceKey key;
        store::Database database;
        desk::Replica replica;
        desk::Desk desk;
        std::unique_ptr<Online> online;
    };

    struct Watcher {
        local::RequestId asker = 0;
        std::function<void()> step;
    };

    void put_open(keys::DeviceKey key, store::Database database, const std::string& password);
    void deal_with(Happening happening);
    void execute(const Request& request);
    void step_watchers();

    std::string directory_;
    FileLock lock_;
    const Clock& clock_;
    Random& random_;
    desk::Profile profile_;
    const std::atomic<bool>& stop_;
    std::atomic<int> wanted_ = 0;  // requests and nudges in the inbox
    Inbox<Happening> inbox_;
    std::unique_ptr<Opened> opened_;
    Digest password_digest_{};
    Key password_salt_{};
    Execute execute_;
    std::function<void()> step_;
    std::unique_ptr<local::LocalServer> server_;
    std::deque<Request> postponed_;
    std::vector<Watcher> watchers_;
    bool lock_wish_ = false;
    local::RequestId executing_ = 0;
    local::RequestId gone_ = 0;
    std::function<void(const link::LinkEvent&)> link_receiver_;
};

}  // namespace branchline::cli
