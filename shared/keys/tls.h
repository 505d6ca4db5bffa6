// What TLS means in this product, said once for both ends: version 1.3 only, no tickets, no
// resumption, no early data; the desk trusts the one authority that it pins and asks for no host
// name; the device proves itself afterwards, by a signature over the channel (device_key.h).
// Works on OpenSSL's own handles, which Asio gives out. Each call from the thread of its handle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"

struct ssl_ctx_st;
struct ssl_st;

namespace branchline::keys {

// `server_pem` as of Authority: key, certificate, certificate of the authority.
Status prepare_server(ssl_ctx_st* context, const std::string& server_pem);

// Whom a desk trusts. Dates are checked only against a time that the desk has from head office: a
// wrong clock of its own must not lock it out from the very server that would correct it, and what
// the pin promises does not depend on dates.
struct Trust {
    Digest authority{};
    std::optional<std::int64_t> valid_at_ms;
    std::string objection;  // set when a certificate was refused: why
};

// `trust` is used by every handshake of the context and must live as long.
void prepare_client(ssl_ctx_st* context, Trust* trust);

// The same 32 bytes at both ends of this connection and nowhere else (TLS exporter,
// "EXPORTER-branchline-login"). After the handshake.
Result<Digest> channel_of(ssl_st* connection);

// Why a handshake failed, seen from the desk, for an error code of OpenSSL and the trust used.
// untrusted_server · offline (what answers is no server of ours at all).
Error handshake_error(unsigned long openssl_code, const Trust& trust);
std::string handshake_reason(unsigned long openssl_code);  // for the log of the server

}  // namespace branchline::keys
