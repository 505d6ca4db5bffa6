#include "keys/key_file.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "base/ensure.h"
#include "base/platform.h"
#include "keys/sodium_bytes.h"

namespace branchline::keys {

namespace {

constexpr BytesView key_file_magic = "BLDK";
constexpr BytesView attempts_magic = "BLPA";
constexpr std::uint8_t key_file_version = 1;
constexpr std::size_t salt_bytes = crypto_pwhash_SALTBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t sealed_bytes = 64 + crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t key_check_bytes = 16;

// A file from elsewhere must not be able to ask for all memory or for an hour.
constexpr KeyCost highest_cost = {16, 1024 * 1024};

using Secrets = std::array<std::uint8_t, 64>;

Bytes key_check_of(BytesView content) { return to_bytes(short_digest_of(content)); }

Bytes random_bytes(Random& random, std::size_t size) {
    Bytes bytes(size, '\0');
    random.fill(bytes.data(), bytes.size());
    return bytes;
}

class WrappingKey {
  public:
    // Fails when the machine has not the memory that the cost asks for.
    static Result<WrappingKey> derive(std::string_view password, BytesView salt, KeyCost cost) {
        ENSURE(sodium_init() >= 0 && salt.size() == salt_bytes);
        WrappingKey key;
        const int failed = crypto_pwhash(
            key.bytes_.data(), key.bytes_.size(), password.data(), password.size(), data_of(salt),
            cost.passes, std::size_t{cost.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13);
        if (failed != 0) return refuse(Code::io_error, "password", "not enough memory");
        return key;
    }

    WrappingKey(WrappingKey&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

    WrappingKey& operator=(WrappingKey&&) = delete;

    ~WrappingKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

    [[nodiscard]] Bytes seal(const Secrets& secrets, BytesView head, BytesView nonce) const {
        Bytes sealed(sealed_bytes, '\0');
        ENSURE(nonce.size() == nonce_bytes);
        ENSURE(crypto_aead_xchacha20poly1305_ietf_encrypt(
                   reinterpret_cast<unsigned char*>(sealed.data()), nullptr, secrets.data(),
                   secrets.size(), data_of(head), head.size(), nullptr, data_of(nonce),
                   bytes_.data()) == 0);
        return sealed;
    }

    bool open(Secrets& secrets, BytesView sealed, BytesView head, BytesView nonce) const {
        ENSURE(sealed.size() == sealed_bytes && nonce.size() == nonce_bytes);
        return crypto_aead_xchacha20poly1305_ietf_decrypt(
                   secrets.data(), nullptr, nullptr, data_of(sealed), sealed.size(), data_of(head),
                   head.size(), data_of(nonce), bytes_.data()) == 0;
    }

  private:
    WrappingKey() = default;

    std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> bytes_{};
};

struct Sealed {
    KeyCost cost;
    Bytes salt;
    Bytes nonce;
    Bytes public_key;
    Bytes head;  // all of the above as it stands in the file
    Bytes secrets;
};

Result<Sealed> parse(const std::string& path, BytesView file) {
    if (!file.starts_with(key_file_magic)) return refuse(Code::foreign_file, path);
    if (file.size() < key_file_magic.size() + 1 + key_check_bytes)
        return refuse(Code::damaged, path);
    const BytesView content = file.substr(0, file.size() - key_check_bytes);
    if (file.substr(content.size()) != key_check_of(content)) return refuse(Code::damaged, path);
    ByteReader in(content.substr(key_file_magic.size()));
    if (in.u8() > key_file_version) return refuse(Code::newer_file, path);
    Sealed sealed;
    const std::uint64_t passes = in.varint();
    const std::uint64_t memory_kib = in.varint();
    sealed.salt = in.raw(salt_bytes);
    sealed.nonce = in.raw(nonce_bytes);
    sealed.public_key = in.raw(public_key_bytes);
    sealed.head = content.substr(0, content.size() - in.left());
    sealed.secrets = in.raw(sealed_bytes);
    const bool possible = passes >= 1 && passes <= highest_cost.passes && memory_kib >= 8 &&
                          memory_kib <= highest_cost.memory_kib;
    if (!in.done() || !possible) return refuse(Code::damaged, path);
    sealed.cost = {static_cast<std::uint32_t>(passes), static_cast<std::uint32_t>(memory_kib)};
    return sealed;
}

Result<Sealed> read(const std::string& path) {
    auto file = read_file(path);
    if (!file && file.error().code == Code::not_found) return refuse(Code::not_enrolled, path);
    if (!file) return refuse(std::move(file.error()));
    return parse(path, *file);
}

// Wrong passwords in a row, and since when the next one has to wait. Without a file, or with a
// damaged one, none: to lock the user out would be the worse mistake.
struct Attempts {
    std::uint64_t wrong = 0;
    BootTime since;
};

Attempts read_attempts(const std::string& path) {
    const auto file = read_file(path);
    if (!file || !file->starts_with(attempts_magic)) return {};
    ByteReader in(BytesView(*file).substr(attempts_magic.size()));
    Attempts attempts;
    attempts.wrong = in.varint();
    attempts.since.boot_id = read_id(in);
    attempts.since.ms = in.zigzag();
    return in.done() ? attempts : Attempts{};
}

void write_attempts(const std::string& path, const Attempts& attempts) {
    ByteWriter out;
    out.raw(attempts_magic);
    out.varint(attempts.wrong);
    write_id(out, attempts.since.boot_id);
    out.zigzag(attempts.since.ms);
    // On a full disk the count is lost; refusing the right password because of it helps nobody.
    static_cast<void>(write_file_atomically(path, out.bytes(), true));
}

std::int64_t delay_ms(std::uint64_t wrong) {
    if (wrong == 0) return 0;
    const std::uint64_t doublings = std::min<std::uint64_t>(wrong - 1, 20);
    return std::min(KeyFile::longest_refusal.count(), std::int64_t{1000} << doublings);
}

}  // namespace

KeyFile::KeyFile(std::string path, const Clock& clock, Random& random, Wait wait, KeyCost cost)
    : path_(std::move(path)),
      attempts_path_(path_ + ".attempts"),
      clock_(clock),
      random_(random),
      wait_(std::move(wait)),
      cost_(cost) {}

Status KeyFile::write(const DeviceKey& key, std::string_view password) {
    const Bytes salt = random_bytes(random_, salt_bytes);
    const Bytes nonce = random_bytes(random_, nonce_bytes);
    const auto wrapping = WrappingKey::derive(password, salt, cost_);
    if (!wrapping) return refuse(wrapping.error());
    ByteWriter out;
    out.raw(key_file_magic);
    out.u8(key_file_version);
    out.varint(cost_.passes);
    out.varint(cost_.memory_kib);
    out.raw(salt);
    out.raw(nonce);
    out.raw(key.public_key());
    out.raw(wrapping->seal(key.secrets(), out.bytes(), nonce));
    out.raw(key_check_of(out.bytes()));
    return write_file_atomically(path_, out.bytes(), true);
}

Status KeyFile::create(const DeviceKey& key, std::string_view password) {
    if (file_exists(path_)) return refuse(Code::already_enrolled, path_);
    if (password.empty()) return refuse(Code::required, "password");
    auto written = write(key, password);
    if (written) remove_file(attempts_path_);
    return written;
}

// The time a boot was asleep or switched off cannot be known without trusting the wall clock, so
// after a restart the waiting time begins anew.
Status KeyFile::await_turn() {
    Attempts attempts = read_attempts(attempts_path_);
    if (attempts.wrong == 0) return {};
    const BootTime now = clock_.boot_time();
    const bool comparable = attempts.since.boot_id == now.boot_id && attempts.since.ms <= now.ms;
    if (!comparable) {
        attempts.since = now;
        write_attempts(attempts_path_, attempts);
    }
    const std::int64_t left = attempts.since.ms + delay_ms(attempts.wrong) - now.ms;
    if (left > longest_wait.count()) {
        return refuse(Code::wait_before_retry, "password",
                      std::to_string((left + 999) / 1000) + " s");
    }
    if (left > 0) wait_(std::chrono::milliseconds(left));
    return {};
}

void KeyFile::count_attempt() {
    Attempts attempts = read_attempts(attempts_path_);
    ++attempts.wrong;
    attempts.since = clock_.boot_time();
    write_attempts(attempts_path_, attempts);
}

Result<DeviceKey> KeyFile::open(std::string_view password) {
    const auto sealed = read(path_);
    if (!sealed) return refuse(sealed.error());
    if (auto turn = await_turn(); !turn) return refuse(std::move(turn.error()));
    // After a wrong password the next one counts before it is tried: ending the process in between
    // must not give free attempts. The usual case, right at once, writes nothing.
    const bool counted = file_exists(attempts_path_);
    if (counted) count_attempt();
    const auto wrapping = WrappingKey::derive(password, sealed->salt, sealed->cost);
    if (!wrapping) return refuse(wrapping.error());
    Secrets secrets{};
    if (!wrapping->open(secrets, sealed->secrets, sealed->head, sealed->nonce)) {
        if (!counted) count_attempt();
        return refuse(Code::wrong_password, "password");
    }
    if (counted) remove_file(attempts_path_);
    DeviceKey key = DeviceKey::restore(secrets);
    sodium_memzero(secrets.data(), secrets.size());
    if (key.public_key() != sealed->public_key) return refuse(Code::damaged, path_);
    if (sealed->cost.passes < cost_.passes || sealed->cost.memory_kib < cost_.memory_kib) {
        static_cast<void>(write(key, password));  // not possible now: at the next opening
    }
    return key;
}

Status KeyFile::change_password(std::string_view present, std::string_view next) {
    if (next.empty()) return refuse(Code::required, "password");
    const auto key = open(present);
    if (!key) return refuse(key.error());
    return write(*key, next);
}

Result<Bytes> KeyFile::public_key() const {
    auto sealed = read(path_);
    if (!sealed) return refuse(std::move(sealed.error()));
    return std::move(sealed->public_key);
}

Status KeyFile::destroy() {
    remove_file(attempts_path_);
    return destroy_file(path_);
}

}  // namespace branchline::keys
