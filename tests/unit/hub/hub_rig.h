// A hub on a disk in memory, and desks that are nothing but the frames they send: what a desk would
// decide is written out in the test.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/catalogue.h"
#include "domain/customer.h"
#include "hub/admin.h"
#include "hub/hub_core.h"
#include "hub/hub_setup.h"
#include "hub/overview.h"
#include "keys/device_key.h"
#include "keys/test_clock.h"
#include "support/fault_vfs.h"
#include "sync/session_context.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace customer = branchline::domain::customer;

inline constexpr schema::EntityId customers = customer::spec.spec.id;

// What came back on one connection.
struct Heard {
    std::vector<sync::Message> messages;
    bool admitted = false;
    bool closed = false;

    template <class T>
    [[nodiscard]] const T* find() const {
        for (auto at = messages.rbegin(); at != messages.rend(); ++at) {
            if (const T* found = std::get_if<T>(&*at)) return found;
        }
        return nullptr;
    }
};

class HubRig {
  public:
    explicit HubRig(std::uint64_t seed = 1, std::string_view company = "Test Logistics");

    // The process ends and starts again.
    void restart();

    SessionId open();  // a new connection, greeted by the hub
    void send(SessionId session, const sync::Message& message);
    void send_raw(SessionId session, Bytes frame);
    void close(SessionId session);
    void tick();
    void flush();                    // sorts what comes back into `heard`
    Heard heard(SessionId session);  // since the last call

    struct Greeting {
        sync::Challenge challenge;
        Bytes exporter;
    };

    [[nodiscard]] Greeting greeting_of(SessionId session) const {
        const Line& line = lines_.at(session);
        return {line.challenge, line.exporter};
    }

    // What a device signs on this connection.
    [[nodiscard]] Bytes statement(keys::Purpose purpose, SessionId session) const;

    TestClock clock;
    SeededRandom random;
    support::FaultVfs disk;
    const schema::Catalogue& catalogue = domain::catalogue();
    std::optional<store::Database> database;
    std::unique_ptr<HubCore> core;
    std::unique_ptr<Admin> admin;

  private:
    void start();
    static int next_name();  // disks have names of their own in a process

    // The desk's end of a connection.
    struct Line {
        Bytes exporter;
        sync::Challenge challenge;
        sync::SessionContext context = sync::SessionContext::of_desk({});
    };

    SessionId next_session_ = 0;
    std::map<SessionId, Heard> heard_;
    std::map<SessionId, Line> lines_;
    std::map<DeviceId, UserId> users_;

    friend class Desk;
};

// One copy of a profile. Copying the object is copying the profile.
class Desk {
  public:
    // Enrols a new device of this user.
    Desk(HubRig& rig, const std::string& login);
    Desk(const Desk& other);

    // Connects, logs in and greets; a confirmed token moves on.
    sync::HelloReply connect();
    void log_in();
    sync::HelloReply greet();
    [[nodiscard]] sync::Hello hello() const;

    // A new process takes the profile.
    void reboot() { boot_nonce = random_id(rig->random); }

    void begin_incarnation();

    std::vector<sync::Receipt> push(const std::vector<sync::Group>& groups,
                                    const std::vector<sync::Receipt>& offers = {});
    sync::Receipt push_one(const sync::Group& group);
    // Answered at once, with what is held as it is now.
    sync::Page pull(std::uint32_t budget = 1'000'000);
    sync::Page pull(sync::Pull pull);
    // One that waits for news.
    [[nodiscard]] sync::Pull waiting_pull() const;
    std::vector<sync::Entry> pull_all();

    sync::Group group(std::vector<sync::Change> changes);

    HubRig* rig;
    std::shared_ptr<keys::DeviceKey> key;
    DeviceId device;
    UserId user;
    Id incarnation;
    Id boot_nonce;
    sync::Token token;
    sync::Point cursor;
    std::uint64_t scope_version = 0;
    std::vector<store::HeldBucket> held;
    std::string code;
    std::vector<sync::Receipt> unsettled;
    std::uint64_t counter = 0;
    SessionId session = 0;
};

// The company of most tests: branches SHA and BEI, a clerk and a manager in SHA, a warehouse man.
void found_company(HubRig& rig);

// Its clerk and its manager, connected.
struct ClerkAndManager {
    ClerkAndManager();

    RowId id() { return random_id(rig.random); }

    HubRig rig;
    std::optional<Desk> clara;
    std::optional<Desk> max;
};

void pass_time(HubRig& rig, std::int64_t ms);
RowId branch_id(HubRig& rig, const std::string& code);

sync::Change insert(schema::EntityId entity, const RowId& row, schema::Record values);
sync::Change set(schema::EntityId entity, const RowId& row, schema::FieldId field,
                 schema::Value value, const sync::Version& base);
// By somebody who has seen the row as it is.
sync::Change erase(HubRig& rig, schema::EntityId entity, const RowId& row);
sync::Change new_customer(HubRig& rig, const RowId& row, const std::string& name,
                          const std::string& branch = "SHA");

}  // namespace branchline::hub
