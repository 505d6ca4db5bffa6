// An office for the benchmark: the server and desks as their programs run them, in one process. The
// hub behind the gate, desks on links, TLS on the loop-back address, files on the disk. Each has
// the threads of its program: one that owns the database, one for the network.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <variant>

#include "base/inbox.h"
#include "base/platform.h"
#include "bench/figure.h"
#include "bench/sample.h"
#include "cli/online.h"
#include "desk/client_core.h"
#include "desk/desk.h"
#include "gate/gate.h"
#include "hub/admin.h"
#include "hub/hub_core.h"
#include "keys/authority.h"
#include "link/link.h"

namespace branchline::bench {

// A new company with the branch SHA and those asked for: the hub without its door. One thread.
struct Company {
    explicit Company(const std::string& directory);

    // A user of this branch, one clerk a login, and a device of his, past the gate: how it comes in
    // is not measured.
    sync::Enrolled enroll(const std::string& login, const keys::DeviceKey& key,
                          const std::string& branch = "SHA");

    SystemClock clock;
    SystemRandom random;
    store::Database database;
    hub::HubCore core;
    hub::Admin admin;
    std::set<std::string> branches{"SHA"};
    std::set<std::string> logins;
};

// A desk's files, opened, without its session. One thread.
struct Workplace {
    Workplace(const std::string& directory, keys::DeviceKey device_key,
              const sync::Enrolled& enrolled, const desk::ServerAddress& server);

    SystemClock clock;
    SystemRandom random;
    keys::DeviceKey key;
    store::Database database;
    desk::Replica replica;
    desk::Desk desk;
};

class Server {
  public:
    explicit Server(const std::string& directory);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    sync::Enrolled enroll(const std::string& login, const keys::DeviceKey& key,
                          const std::string& branch = "SHA");
    [[nodiscard]] desk::ServerAddress address() const;

  private:
    using Task = std::function<void()>;
    using Event = std::variant<gate::GateEvent, Task>;

    void loop();
    void take(const gate::GateEvent& event);
    void act(std::vector<hub::HubEffect> effects);

    Company company_;
    keys::Authority authority_;
    Inbox<Event> inbox_{4096};
    std::unique_ptr<gate::Gate> gate_;
    std::jthread thread_;
};

// A desk at work: the workplace and its session, on a thread of their own.
class Seat {
  public:
    Seat(Server& server, const std::string& directory, const std::string& login,
         const std::string& branch = "SHA");
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    ~Seat();

    void run(const std::function<void(desk::Desk&)>& work);  // there, and waits for it
    void go_online();
    void go_offline();
    // When this became true; it is asked after everything that happens there.
    using Condition = std::function<bool(desk::Desk&, const desk::ClientCore&)>;
    std::future<Instant> when(Condition condition);
    // Until nothing waits and the log is read to its end.
    void settle();

  private:
    using Task = std::function<void()>;
    using Event = std::variant<link::LinkEvent, Task>;

    void loop();
    void look();
    void post(Task task);

    Workplace place_;
    std::unique_ptr<cli::Online> online_;
    Condition condition_;
    std::promise<Instant> became_true_;
    Inbox<Event> inbox_{256};
    std::jthread thread_;
};

// Customers for the orders, saved by this desk.
std::vector<RowId> create_customers(desk::Desk& desk, std::size_t count);
// One order; the program ends where it is refused.
RowId create_order(desk::Desk& desk, const SampleRow& row, const std::vector<RowId>& customers);
// Some orders, so many in a transaction.
std::vector<RowId> create_orders(desk::Desk& desk, const std::vector<SampleRow>& rows,
                                 const std::vector<RowId>& customers, std::size_t in_one);

}  // namespace branchline::bench
