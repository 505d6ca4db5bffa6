// A whole company in one process: a hub and desks with their real cores and real SQLite on a fault
// VFS, simulated connections, virtual time. World(seed) always runs the same: every decision comes
// from the seed, events of one instant run in the order they were made.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "desk/client_core.h"
#include "hub/hub_core.h"
#include "hub/page_reader.h"
#include "keys/device_key.h"
#include "support/fault_vfs.h"
#include "support/sim_clock.h"
#include "support/sim_network.h"

namespace branchline::test {

using support::FaultVfs;
using support::PowerCut;

// Where people work, and who they are.
struct Staff {
    RowId branch;
    RowId other_branch;
    std::vector<RowId> users;
};

struct WorldOptions {
    LinkWeather weather;
    std::uint64_t seed = 1;
};

class World {
  public:
    explicit World(const WorldOptions& options);
    ~World();

    // --- people and machines ---
    // Adds a user with this role in the branch (company-wide for such roles) and a desk of his.
    std::size_t add_desk(const std::string& login, schema::Role role, bool in_other_branch = false);

    [[nodiscard]] std::size_t desk_count() const { return desks_.size(); }

    desk::Replica& replica(std::size_t desk);
    desk::ClientCore& core(std::size_t desk);

    [[nodiscard]] const Staff& staff() const { return staff_; }

    void poke(std::size_t desk);  // after a local commit

    // The administrator gives this user another role, here, in the other branch or everywhere
    // (company-wide roles need no branch). What he may hold changes at once, wherever he is.
    void regrant(std::size_t desk, schema::Role role, bool in_other_branch);
    // Head office hands a customer over, to the other branch or back, or gives it to somebody:
    // `dice` says which and what.
    void hand_over(Random& dice);

    // --- connections ---
    void go_online(std::size_t desk);
    void go_offline(std::size_t desk);
    void cut(std::size_t desk, bool half_open);

    // --- misfortune ---
    // What is left of a disk whose power fails within a write; the machine is then started again.
    void set_power_cut(PowerCut mode) { power_cut_ = mode; }

    // A power cut; with keep_all a killed process. It stays down until start_desk().
    void crash_desk(std::size_t desk, PowerCut mode, bool reboot);
    void crash_hub(PowerCut mode);
    void start_hub();
    // The hub's files are those of an earlier moment; by the tool, which knows it, or by hand.
    void restore_hub(const FaultVfs::Files& files, bool by_tool);
    // The log is compacted, by a company that keeps no more of it than it must: as far as is
    // allowed, or to somewhere before that, or the process ends in between.
    enum class Extent : std::uint8_t { anywhere, all, one_step };
    void compact(Extent extent, Random& dice);
    // The program is replaced by its next version (next_catalogue.h), in good order.
    void upgrade_hub();
    void upgrade_desk(std::size_t desk);

    // Entries up to here were judged by the version before; nothing: all by the present one.
    [[nodiscard]] std::int64_t judged_before_upgrade() const { return hub_.judged_before; }

    // The machine is gone for good, and with it what only it had.
    void lose_desk(std::size_t desk);

    [[nodiscard]] bool is_lost(std::size_t desk) const { return desks_[desk]->lost; }

    void start_desk(std::size_t desk);
    // Its process has ended by a failure below the store, or its machine by one of the power.
    void restart_failed_desk(std::size_t desk);

    [[nodiscard]] bool hub_is_up() const { return hub_.core != nullptr; }

    [[nodiscard]] bool desk_is_up(std::size_t desk) const;

    FaultVfs& hub_disk() { return *hub_.disk; }

    FaultVfs& desk_disk(std::size_t desk);
    SimClock& desk_clock(std::size_t desk);

    void set_weather(const LinkWeather& weather) { options_.weather = weather; }

    // --- time ---
    void run_for(std::int64_t ms);
    // Until every desk that is to be online is level with the hub, at most `ms`. False: it did not
    // come to rest.
    bool settle(std::int64_t ms);

    [[nodiscard]] std::int64_t now_ms() const { return time_.ms; }

    // How often this desk was greeted by the hub; a copy of its disk remembers fewer times.
    [[nodiscard]] std::uint64_t sessions_of(std::size_t desk) const {
        return desks_[desk]->greeted;
    }

    // What all lines have carried to their other ends so far, both ways.
    [[nodiscard]] std::int64_t carried_bytes() const { return carried_; }

    void set_sessions(std::size_t desk, std::uint64_t count) { desks_[desk]->greeted = count; }

    // What compaction has done, and when: the log does not tell.
    struct Compacted {
        std::int64_t head = 0;  // of the log at that moment
        std::int64_t horizon = 0;
        std::set<sync::RowKey> dropped;
    };

    [[nodiscard]] const std::vector<Compacted>& compactions() const { return compactions_; }

    store::Database& hub_database() { return *hub_.database; }

    // The hub's.
    [[nodiscard]] const schema::Catalogue& catalogue() const { return *hub_.catalogue; }

    SeededRandom& random() { return random_; }

  private:
    struct Desk {
        std::string login;
        UserId user;
        DeviceId device;
        std::unique_ptr<keys::DeviceKey> key;
        const schema::Catalogue* catalogue = nullptr;
        std::unique_ptr<FaultVfs> disk;
        std::unique_ptr<SimClock> clock;
        std::unique_ptr<SeededRandom> random;
        std::optional<store::Database> database;
        std::unique_ptr<desk::Replica> replica;
        std::unique_ptr<desk::ClientCore> core;
        std::uint64_t session = 0;  // 0: no link
        bool wanted = false;
        bool lost = false;
        std::uint64_t greeted = 0;
    };

    struct Hub {
        const schema::Catalogue* catalogue = nullptr;
        std::int64_t judged_before = 0;
        std::unique_ptr<FaultVfs> disk;
        std::unique_ptr<SimClock> clock;
        std::unique_ptr<SeededRandom> random;
        std::optional<store::Database> database;
        std::unique_ptr<hub::HubCore> core;
        std::unique_ptr<hub::PageReader> reader;  // for has_news()
        bool flush_planned = false;
    };

    struct Event {
        std::int64_t at_ms;
        std::uint64_t order;
        std::function<void()> run;

        bool operator<(const Event& other) const {
            return std::pair(at_ms, order) > std::pair(other.at_ms, other.order);
        }
    };

    bool has_news(const Desk& desk);
    std::set<sync::RowKey> deleted_rows();
    void hub_work(const std::function<void()>& work);
    void at(std::int64_t ms, std::function<void()> run);
    bool step(std::int64_t until_ms);
    void guarded(std::size_t desk, const std::function<void()>& work);
    void handle(std::size_t desk, const desk::DeskEvent& event);
    void act(std::size_t desk, std::vector<desk::DeskEffect> effects);
    void act(std::vector<hub::HubEffect> effects);
    void connect(std::size_t desk);
    void deliver_up(std::uint64_t session, const Bytes& bytes);
    void deliver_down(std::uint64_t session, const Bytes& bytes);
    void send_up(std::uint64_t session, BytesView bytes);
    void send_down(std::uint64_t session, BytesView bytes);
    void hub_event(const hub::HubEvent& event);
    void plan_flush();
    void close_session(std::uint64_t session, bool tell_desk, bool tell_hub);
    void tick();
    void open_hub_database();
    void open_desk_database(Desk& desk);
    void enroll(Desk& desk);
    std::vector<sync::Message> ask_hub(std::uint64_t session, const hub::HubEvent& event);

    WorldOptions options_;
    SeededRandom random_;
    WorldTime time_;
    std::priority_queue<Event> events_;
    std::uint64_t event_order_ = 0;
    std::uint64_t next_session_ = 1;
    std::int64_t carried_ = 0;
    PowerCut power_cut_ = PowerCut::keep_all;
    std::map<std::uint64_t, SimLink> links_;
    Hub hub_;
    std::vector<std::unique_ptr<Desk>> desks_;
    std::vector<Compacted> compactions_;
    Staff staff_;
};

}  // namespace branchline::test
