// A company in one process: a hub and desks with their real cores and real files, joined without a
// network (what one says the other hears at once). The catalogue is the test's. Everything follows
// from the seed and from what the test does; the files lie in one directory and can be opened again
// by another Office, also with another catalogue.
//
//   hub.db         the hub
//   LOGIN.db       the desk of this person
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "desk/client_core.h"
#include "desk/desk.h"
#include "hub/admin.h"
#include "hub/hub_core.h"
#include "keys/device_key.h"
#include "support/desk_fixture.h"

namespace branchline::test {

class Office {
  public:
    // Opens what lies in the directory, or founds a company with the branch SHA there. Throws
    // store::Failure as the programs' opening does.
    Office(const schema::Catalogue& catalogue, std::string directory, std::uint64_t seed = 1);
    ~Office();

    [[nodiscard]] hub::Admin& admin() { return *admin_; }

    [[nodiscard]] store::Database& hub_database() { return *hub_database_; }

    // A user with a desk that has been in touch with the hub once; of another catalogue than the
    // hub, where one is given.
    void add(const std::string& login, std::string_view role,
             const schema::Catalogue* of_desk = nullptr);
    // This desk's program is replaced by one of the hub's catalogue.
    void upgrade(const std::string& login);
    // The desk as its file was left.
    void open(const std::string& login);

    [[nodiscard]] desk::Desk& desk(const std::string& login) { return *seats_.at(login)->desk; }

    [[nodiscard]] store::Database& database(const std::string& login);
    [[nodiscard]] const schema::EntitySpec& entity(std::string_view name) const;

    // One connection, from the greeting until both have nothing more to say.
    desk::SyncCounts exchange(const std::string& login);

    // What the hub does when its timers run.
    void tick();

    // Values as a person types them: "field", "text". Must be taken.
    using Texts = std::vector<std::pair<std::string, std::string>>;
    RowId create(const std::string& login, std::string_view entity, const Texts& texts);
    Result<desk::Done> change(const std::string& login, std::string_view entity, const RowId& row,
                              const std::vector<std::string>& assignments);
    Result<desk::Done> step(const std::string& login, std::string_view entity, const RowId& row,
                            std::string_view step);
    // What the desk shows, as text; "" for nothing. The field must be readable.
    std::string shown(const std::string& login, std::string_view entity, const RowId& row,
                      std::string_view field);

    void pass(std::int64_t ms) { clock.now_ms += ms; }

    SetClock clock;

  private:
    struct Seat {
        Seat(keys::DeviceKey made, const schema::Catalogue& known, store::Database opened)
            : key(std::move(made)), catalogue(known), database(std::move(opened)) {}

        keys::DeviceKey key;
        const schema::Catalogue& catalogue;
        store::Database database;
        std::unique_ptr<desk::Replica> replica;
        std::unique_ptr<desk::ClientCore> core;
        std::unique_ptr<desk::Desk> desk;
    };

    // One connection as the hub sees it.
    struct Line {
        hub::SessionId session = 0;
        Bytes exporter;
    };

    Line call_hub();
    std::vector<Bytes> hear(const Line& line);
    const schema::EntitySpec& known_to(const std::string& login, std::string_view name);
    Seat& seat(const std::string& login, const schema::Catalogue& catalogue);
    void enroll(const std::string& login);

    const schema::Catalogue& catalogue_;
    std::string directory_;
    SeededRandom random_;
    std::unique_ptr<store::Database> hub_database_;
    std::unique_ptr<hub::HubCore> hub_;
    std::unique_ptr<hub::Admin> admin_;
    std::map<std::string, std::unique_ptr<Seat>> seats_;
    hub::SessionId sessions_ = 0;
};

}  // namespace branchline::test
