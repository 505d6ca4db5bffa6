#include "keys/device_key.h"

#include <sodium.h>

#include <algorithm>

#include "base/ensure.h"
#include "keys/sodium_bytes.h"

namespace branchline::keys {

namespace {

constexpr std::size_t seed_bytes = crypto_sign_SEEDBYTES;

static_assert(crypto_sign_PUBLICKEYBYTES == public_key_bytes);
static_assert(crypto_sign_BYTES == signature_bytes);
static_assert(seed_bytes + std::tuple_size_v<Key> == 64);

// libsodium keeps the expanded secret beside the public key; it lives as long as one call.
class SigningPair {
  public:
    explicit SigningPair(const std::array<std::uint8_t, 64>& secrets) {
        ENSURE(sodium_init() >= 0);
        ENSURE(crypto_sign_seed_keypair(public_.data(), secret_.data(), secrets.data()) == 0);
    }

    SigningPair(const SigningPair&) = delete;
    SigningPair& operator=(const SigningPair&) = delete;

    ~SigningPair() { sodium_memzero(secret_.data(), secret_.size()); }

    [[nodiscard]] Bytes public_key() const {
        return {reinterpret_cast<const char*>(public_.data()), public_.size()};
    }

    [[nodiscard]] Bytes sign(BytesView statement) const {
        std::array<unsigned char, crypto_sign_BYTES> signature;
        ENSURE(crypto_sign_detached(signature.data(), nullptr, data_of(statement), statement.size(),
                                    secret_.data()) == 0);
        return {reinterpret_cast<const char*>(signature.data()), signature.size()};
    }

  private:
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_{};
};

}  // namespace

DeviceKey DeviceKey::generate(Random& random) {
    DeviceKey key;
    random.fill(key.secrets_.data(), key.secrets_.size());
    key.public_key_ = SigningPair(key.secrets_).public_key();
    return key;
}

DeviceKey DeviceKey::restore(const std::array<std::uint8_t, 64>& secrets) {
    DeviceKey key;
    key.secrets_ = secrets;
    key.public_key_ = SigningPair(key.secrets_).public_key();
    return key;
}

DeviceKey::DeviceKey(DeviceKey&& other) noexcept
    : secrets_(other.secrets_), public_key_(std::move(other.public_key_)) {
    sodium_memzero(other.secrets_.data(), other.secrets_.size());
}

DeviceKey& DeviceKey::operator=(DeviceKey&& other) noexcept {
    std::swap(secrets_, other.secrets_);
    std::swap(public_key_, other.public_key_);
    return *this;
}

DeviceKey::~DeviceKey() { sodium_memzero(secrets_.data(), secrets_.size()); }

Bytes DeviceKey::sign(BytesView statement) const { return SigningPair(secrets_).sign(statement); }

Key DeviceKey::database_key() const {
    Key key;
    std::copy(secrets_.begin() + seed_bytes, secrets_.end(), key.begin());
    return key;
}

bool is_signed_by(BytesView public_key, BytesView statement, BytesView signature) {
    if (public_key.size() != public_key_bytes || signature.size() != signature_bytes) return false;
    ENSURE(sodium_init() >= 0);
    return crypto_sign_verify_detached(data_of(signature), data_of(statement), statement.size(),
                                       data_of(public_key)) == 0;
}

Bytes statement_of(Purpose purpose, const Id& nonce, const Id& installation,
                   const Digest& channel) {
    ByteWriter out;
    out.string("branchline device statement");
    out.u8(static_cast<std::uint8_t>(purpose));
    write_id(out, nonce);
    write_id(out, installation);
    out.raw(view_of(channel));
    return out.take();
}

}  // namespace branchline::keys
