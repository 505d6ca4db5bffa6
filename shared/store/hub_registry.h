// Who speaks to the hub: registrations of devices with their keys, their incarnations with session
// tokens and device codes, one-time enrolment codes, what revoked devices still handed in, and the
// hub's own small facts. On the thread of the database; writes need an open transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "store/named_values.h"
#include "store/sqlite.h"

namespace branchline::store {

// Named values: installation id, keys, clock, flags.
class HubFacts : public NamedValues {
  public:
    explicit HubFacts(Database& database) : NamedValues(database, "hub_fact") {}

    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise = 0) const;
    [[nodiscard]] Id id(std::string_view name) const;
};

struct Registration {
    DeviceId device;
    UserId user;
    Bytes public_key;
    std::int64_t enrolled_ms = 0;
    std::int64_t last_contact_ms = 0;
    std::string alert;  // "" | "two_live_copies"
    std::int64_t scope_version = 0;
};

class Registrations {
  public:
    explicit Registrations(Database& database) : database_(database) {}

    void put(const Registration& registration);
    [[nodiscard]] std::optional<Registration> get(const DeviceId& device) const;
    [[nodiscard]] std::vector<Registration> all() const;  // ascending by device
    [[nodiscard]] std::vector<Registration> of_user(const UserId& user) const;

  private:
    Database& database_;
};

// The point of the log that each device last showed to be at, and the log had (SYNC 5.5).
class DevicePoints {
  public:
    explicit DevicePoints(Database& database) : database_(database) {}

    void put(const DeviceId& device, std::int64_t seq);
    [[nodiscard]] std::int64_t of(const DeviceId& device) const;  // 0: none, or the beginning

  private:
    Database& database_;
};

// One life of a profile: a restored or copied one starts another (SYNC 5.7).
struct Incarnation {
    DeviceId device;
    Id id;
    std::string code;  // in business numbers; unique for ever
    std::uint64_t token_n = 0;
    Id token;  // the last one accepted
    Id boot;   // nonce of the process that presented it
    bool split = false;
    Id split_boot;             // nonce of the process that came with an old token
    bool forked = false;       // two groups under one counter
    std::int64_t counter = 0;  // of the last own group (the hub's own incarnation)
    Id boot_id;                // the machine's, with its clock against ours when last seen
    std::int64_t boot_offset_ms = 0;
    std::int64_t created_ms = 0;
};

class Incarnations {
  public:
    explicit Incarnations(Database& database) : database_(database) {}

    void put(const Incarnation& incarnation);
    [[nodiscard]] std::optional<Incarnation> get(const DeviceId& device, const Id& id) const;
    [[nodiscard]] bool has_code(std::string_view code) const;
    [[nodiscard]] std::int64_t count() const;

  private:
    Database& database_;
};

struct EnrolmentCode {
    Bytes digest;  // of the code: the code itself is never stored
    UserId user;
    std::int64_t expires_ms = 0;
    std::int64_t used_ms = 0;  // 0: not yet
    DeviceId device;           // made with it
};

class EnrolmentCodes {
  public:
    explicit EnrolmentCodes(Database& database) : database_(database) {}

    void put(const EnrolmentCode& code);
    [[nodiscard]] std::optional<EnrolmentCode> get(BytesView digest) const;

  private:
    Database& database_;
};

struct QuarantinedGroup {
    OpId op;
    DeviceId device;
    UserId user;
    std::int64_t received_ms = 0;
    Bytes payload;
};

class Quarantine {
  public:
    explicit Quarantine(Database& database) : database_(database) {}

    void put(const QuarantinedGroup& group);  // one known already is kept as it is
    [[nodiscard]] std::vector<QuarantinedGroup> of_device(const DeviceId& device) const;
    [[nodiscard]] std::int64_t count() const;

  private:
    Database& database_;
};

std::string hub_registry_ddl();

}  // namespace branchline::store
