// A profile: the directory of one (user, device registration) with the replica, the sealed device
// key and the lock. Who opens one holds the lock at local::lock_path(directory) for as long.
//
//   device.key   the device's secrets under the user's password (keys/key_file.h)
//   replica.db   rows, change log, tail, settings: also where the server is and how to know it
//   damaged-….db replicas that had to be made anew, as they were; for 30 days
//
// On the writer's thread. Opening takes as long as a password costs (some 0.1 s).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "desk/replica.h"
#include "keys/device_key.h"
#include "keys/enrolment.h"
#include "keys/key_file.h"
#include "sync/message.h"

namespace branchline::desk {

// This build links plain SQLite.
inline constexpr bool replica_is_encrypted = false;

struct ServerAddress {
    std::string host;
    std::uint16_t port = 0;
    Digest authority{};  // of the enrolment code: how the server is known

    friend bool operator==(const ServerAddress&, const ServerAddress&) = default;
};

// "HOST:PORT", "[2001:db8::1]:7440"; the port may be left out.
Result<ServerAddress> parse_server(std::string_view text, const ServerAddress& otherwise);

struct Environment {
    const Clock& clock;
    Random& random;
    keys::KeyFile::Wait wait;  // before a password is tried after wrong ones
    keys::KeyCost cost = {};
};

// For the search index, the same at every connection to a desk's file.
store::Initials initials();

class Profile {
  public:
    Profile(std::string directory, Environment environment);

    [[nodiscard]] const std::string& directory() const { return directory_; }

    [[nodiscard]] bool is_enrolled() const;
    // Enrolment, first part: a key under the password, kept before the server hears of it. Taken
    // up again after a crash or a lost answer. already_enrolled, wrong_password, …
    Result<keys::DeviceKey> begin_enrolment(std::string_view password);
    // Second part: the replica with the identity that the server gave.
    Status finish_enrolment(const sync::Enrolled& enrolled, const ServerAddress& server);
    // The server has refused: what begin_enrolment made goes.
    void abandon_enrolment();

    // not_enrolled · wrong_password · wait_before_retry · damaged …
    Result<keys::DeviceKey> unlock(std::string_view password);
    Status change_password(std::string_view present, std::string_view next);
    // After unlock(). The replica's database, opened and prepared.
    Result<store::Database> open_database(const schema::Catalogue& catalogue);
    // A second connection, that reads only, while somebody has the first one open: snapshots for
    // another thread, which calls this itself.
    static Result<store::Database> open_to_read(const std::string& directory);

    // --- a damaged replica is made anew beside itself (rebuild.h) ---
    // As far as it opens; where its schema is damaged, a copy that was lent another. damaged …:
    // nothing of it can be read.
    Result<store::Database> open_damaged(const schema::Catalogue& catalogue);
    // An empty one beside it, prepared.
    Result<store::Database> begin_rebuild(const schema::Catalogue& catalogue);
    Result<store::Database> open_rebuilt(const schema::Catalogue& catalogue);
    // It takes the other's place, which stays under the name that is given back. No connection to
    // either is open. A crash leaves the one or the other in place.
    Result<std::string> finish_rebuild();

    static ServerAddress server_of(const store::Settings& settings);
    static void keep_server(store::Settings& settings, const ServerAddress& server);

  private:
    [[nodiscard]] std::string path_of(std::string_view name) const;
    Status take_ready_one();
    void drop_old_damaged();
    Result<store::Database> open_copy(const schema::Catalogue& catalogue);
    void drop_copy();

    std::string directory_;
    Environment environment_;
    keys::KeyFile key_file_;
};

namespace setting {
inline constexpr std::string_view server_host = "server_host";
inline constexpr std::string_view server_port = "server_port";
inline constexpr std::string_view server_authority = "server_authority";
}  // namespace setting

}  // namespace branchline::desk
