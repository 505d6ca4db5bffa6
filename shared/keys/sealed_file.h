// A file from one key to another, for couriers who may lose it, copy it or look into it: signed by
// the sender, readable by the receiver only. Whole or refused.
//
//   "BLCF" | version u8 = 1 | from 16 | to 16 | sealed key 80 | stream header 24
//   | pieces of 64 KiB + 17, the last one shorter and marked as the last | signature 64
//
// The key of the stream (XChaCha20-Poly1305) is random and sealed to the receiver's public key; the
// signature covers all before it. Both keys are Ed25519, as devices have them, converted for
// sealing. Pure.
#pragma once

#include "base/bytes.h"
#include "base/id.h"
#include "base/result.h"
#include "keys/device_key.h"

namespace branchline::keys {

struct SealedFile {
    Id from;
    Id to;
};

Bytes seal_file(const SealedFile& ends, const DeviceKey& sender, BytesView receiver_public_key,
                BytesView content, Random& random);
// Who sent it to whom, as the file says: to find the sender's key. foreign_file · newer_file ·
// damaged.
Result<SealedFile> ends_of_file(BytesView file);
// damaged: not as the sender signed it, or not sealed for this receiver.
Result<Bytes> open_file(BytesView file, BytesView sender_public_key, const DeviceKey& receiver);

}  // namespace branchline::keys
