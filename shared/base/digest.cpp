#include "base/digest.h"

#include <sodium.h>

#include <cstddef>

#include "base/ensure.h"

namespace branchline {

namespace {

const unsigned char* data_of(BytesView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

void hash(unsigned char* out, std::size_t out_size, BytesView bytes, const Key* key) {
    static const bool ready = sodium_init() >= 0;
    ENSURE(ready);
    const int result = crypto_generichash(out, out_size, data_of(bytes), bytes.size(),
                                          key == nullptr ? nullptr : key->data(),
                                          key == nullptr ? 0 : key->size());
    ENSURE(result == 0);
}

}  // namespace

Digest digest_of(BytesView bytes) {
    Digest digest;
    hash(digest.data(), digest.size(), bytes, nullptr);
    return digest;
}

Id short_digest_of(BytesView bytes) {
    std::array<std::uint8_t, 16> digest;
    hash(digest.data(), digest.size(), bytes, nullptr);
    const auto id = id_from_bytes({reinterpret_cast<const char*>(digest.data()), digest.size()});
    ENSURE(id.has_value());
    return *id;
}

Digest mac_of(const Key& key, BytesView bytes) {
    Digest mac;
    hash(mac.data(), mac.size(), bytes, &key);
    return mac;
}

bool equal_in_constant_time(BytesView a, BytesView b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

BytesView view_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Id hash_add(Id a, Id b) {
    const std::uint64_t low = a.low + b.low;
    const std::uint64_t carry = low < a.low ? 1 : 0;
    return {a.high + b.high + carry, low};
}

Id hash_subtract(Id a, Id b) {
    const std::uint64_t borrow = a.low < b.low ? 1 : 0;
    return {a.high - b.high - borrow, a.low - b.low};
}

}  // namespace branchline
