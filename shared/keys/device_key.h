// What a device is: its Ed25519 key pair, which proves it to the hub, and the random key that its
// replica is encrypted with. Both are made once; a key file (key_file.h) keeps them under the
// user's password. Values only; the secrets are wiped from memory when the object goes.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/id.h"
#include "base/random.h"

namespace branchline::keys {

inline constexpr std::size_t public_key_bytes = 32;
inline constexpr std::size_t signature_bytes = 64;

class DeviceKey {
  public:
    static DeviceKey generate(Random& random);
    // `secrets` as given by secrets(): signing seed, then database key.
    static DeviceKey restore(const std::array<std::uint8_t, 64>& secrets);

    DeviceKey(DeviceKey&& other) noexcept;
    DeviceKey& operator=(DeviceKey&& other) noexcept;
    ~DeviceKey();

    [[nodiscard]] const Bytes& public_key() const { return public_key_; }

    [[nodiscard]] Bytes sign(BytesView statement) const;

    [[nodiscard]] Key database_key() const;  // the caller wipes his copy

    [[nodiscard]] const std::array<std::uint8_t, 64>& secrets() const { return secrets_; }

  private:
    DeviceKey() = default;

    std::array<std::uint8_t, 64> secrets_{};
    Bytes public_key_;
};

// False also for a key or a signature of the wrong length.
bool is_signed_by(BytesView public_key, BytesView statement, BytesView signature);

// What a device signs to log in or to enrol. `nonce` and `installation` come from the hub's
// challenge, `channel` is the exporter of this TLS connection (tls.h): a signature that somebody
// relays over another connection is worth nothing. The purpose keeps one from serving as the other.
enum class Purpose : std::uint8_t { login = 1, enrolment = 2 };
Bytes statement_of(Purpose purpose, const Id& nonce, const Id& installation, const Digest& channel);

}  // namespace branchline::keys
