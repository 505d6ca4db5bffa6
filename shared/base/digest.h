// BLAKE2b digests and keyed MACs (libsodium), and the additive multiset hash of SYNC 5.8: the sum
// modulo 2^128 of row digests, so that adding and taking away a row cost the same as hashing it.
#pragma once

#include <array>
#include <compare>
#include <cstdint>

#include "base/bytes.h"
#include "base/id.h"

namespace branchline {

using Digest = std::array<std::uint8_t, 32>;
using Key = std::array<std::uint8_t, 32>;

Digest digest_of(BytesView bytes);
Id short_digest_of(BytesView bytes);  // 128 bits: covered and row digests, op contents
Digest mac_of(const Key& key, BytesView bytes);
bool equal_in_constant_time(BytesView a, BytesView b);
BytesView view_of(const Digest& digest);

// a + b and a - b modulo 2^128.
Id hash_add(Id a, Id b);
Id hash_subtract(Id a, Id b);

}  // namespace branchline
