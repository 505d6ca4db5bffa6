// The file in a profile that keeps the device's secrets under the user's password. The password
// never leaves the device and is never stored: Argon2id makes a key of it, which seals the secrets
// with XChaCha20-Poly1305. Changing the password seals the same secrets anew.
//
//   "BLDK" | version u8 = 1 | passes varint | memory KiB varint | salt 16 | nonce 24
//   | public key 32 | sealed secrets 64 + 16 | check 16 (of all before it)
//
// All before the sealed part is authenticated by it. The check is there to tell a damaged file from
// a wrong password. Beside it "<file>.attempts" counts wrong passwords in a row, so that a new
// process, a restart or a moved clock does not forget them; it slows down people who type, not
// somebody who takes a copy of the file: against him stands the cost of Argon2id.
//
// For the holder of the profile's lock, from one thread. Takes 0.1 s and more: not on a thread
// that draws or serves sockets.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "keys/device_key.h"

namespace branchline::keys {

// What a guess costs. Files with a lower cost than asked for are sealed anew when they are opened.
struct KeyCost {
    std::uint32_t passes = 3;
    std::uint32_t memory_kib = 64 * 1024;

    friend bool operator==(const KeyCost&, const KeyCost&) = default;
};

class KeyFile {
  public:
    using Wait = std::function<void(std::chrono::milliseconds)>;

    // `wait` is called with at most longest_wait before a password is tried after wrong ones.
    KeyFile(std::string path, const Clock& clock, Random& random, Wait wait, KeyCost cost = {});

    // Code::already_enrolled if there is a file: it may hold the only key to a replica.
    Status create(const DeviceKey& key, std::string_view password);
    // not_enrolled (no file) · wrong_password · wait_before_retry (detail: the time left, "37 s")
    // · damaged · newer_file.
    Result<DeviceKey> open(std::string_view password);
    // After a crash at any point exactly one of the two passwords opens the file.
    Status change_password(std::string_view present, std::string_view next);
    // Without the password: for showing which device this is.
    [[nodiscard]] Result<Bytes> public_key() const;
    // Overwrites and removes the file: what was encrypted with its secrets is gone with it.
    Status destroy();

    static constexpr std::chrono::milliseconds longest_wait{5'000};
    static constexpr std::chrono::milliseconds longest_refusal{300'000};

  private:
    Status write(const DeviceKey& key, std::string_view password);
    Status await_turn();
    void count_attempt();

    std::string path_;
    std::string attempts_path_;
    const Clock& clock_;
    Random& random_;
    Wait wait_;
    KeyCost cost_;
};

}  // namespace branchline::keys
