// What both the fuzzer and the replay of its corpus do with some bytes: the first one says which
// decoder gets the rest. Whatever decodes must encode to something that decodes to the same.
#pragma once

#include "base/bytes.h"

namespace branchline::fuzz {

inline constexpr std::size_t wire_decoders = 6;

void feed_wire(BytesView input);

}  // namespace branchline::fuzz
