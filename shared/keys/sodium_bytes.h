// Bytes as libsodium takes them. For the sources of this library only.
#pragma once

#include "base/bytes.h"

namespace branchline::keys {

inline unsigned char* data_of(Bytes& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

inline const unsigned char* data_of(BytesView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace branchline::keys
