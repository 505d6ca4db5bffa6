#include "keys/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/ensure.h"
#include "keys/openssl.h"

namespace branchline::keys {

namespace {

constexpr std::string_view channel_label = "EXPORTER-branchline-login";

void set_common(SSL_CTX* context) {
    ENSURE(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1);
    ENSURE(SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    // Most sessions wait most of the time; their buffers need not.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

X509* find_authority(STACK_OF(X509) * sent, const Digest& fingerprint) {
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        X509* each = sk_X509_value(sent, i);
        if (fingerprint_of(each) == fingerprint) return each;
    }
    return nullptr;
}

// Takes the place of OpenSSL's own verification: builds the chain up to the pinned authority, found
// among what the server sent, and to nothing else that this machine may happen to trust.
int verify_chain(X509_STORE_CTX* handshake, void* argument) {
    auto& trust = *static_cast<Trust*>(argument);
    trust.objection = "the certificate could not be checked";
    X509_STORE_CTX_set_error(handshake, X509_V_ERR_UNSPECIFIED);
    STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(handshake);
    X509* authority = find_authority(sent, trust.authority);
    if (authority == nullptr) {
        trust.objection = "its certificate comes from another authority";
        X509_STORE_CTX_set_error(handshake, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
        return 0;
    }
    const StorePtr anchors(X509_STORE_new());
    const StoreContextPtr chain(X509_STORE_CTX_new());
    if (!anchors || !chain || X509_STORE_add_cert(anchors.get(), authority) != 1 ||
        X509_STORE_CTX_init(chain.get(), anchors.get(), X509_STORE_CTX_get0_cert(handshake),
                            sent) != 1) {
        return 0;
    }
    X509_STORE_CTX_set_purpose(chain.get(), X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(chain.get());
    if (trust.valid_at_ms) {
        X509_VERIFY_PARAM_set_time(rules, *trust.valid_at_ms / 1000);
    } else {
        X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
    }
    const bool good = X509_verify_cert(chain.get()) == 1;
    const int error = X509_STORE_CTX_get_error(chain.get());
    X509_STORE_CTX_set_error(handshake, error);
    trust.objection = good ? "" : X509_verify_cert_error_string(error);
    return good ? 1 : 0;
}

}  // namespace

std::optional<Digest> fingerprint_of(const X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (size <= 0) return std::nullopt;
    const Digest digest =
        digest_of({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return digest;
}

BioPtr reader_of(const std::string& pem) {
    BioPtr reader(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    ENSURE(reader != nullptr);
    return reader;
}

std::string last_openssl_reason() {
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    return handshake_reason(code);
}

Status prepare_server(ssl_ctx_st* context, const std::string& server_pem) {
    set_common(context);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_num_tickets(context, 0);
    const BioPtr in = reader_of(server_pem);
    const KeyPtr key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    const CertificatePtr own(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    const CertificatePtr authority(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    const bool usable = key && own && authority &&
                        SSL_CTX_use_certificate(context, own.get()) == 1 &&
                        SSL_CTX_use_PrivateKey(context, key.get()) == 1 &&
                        SSL_CTX_check_private_key(context) == 1 &&
                        SSL_CTX_add1_chain_cert(context, authority.get()) == 1;
    if (!usable) return refuse(Code::damaged, "server.pem", last_openssl_reason());
    return {};
}

void prepare_client(ssl_ctx_st* context, Trust* trust) {
    set_common(context);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, verify_chain, trust);
}

Result<Digest> channel_of(ssl_st* connection) {
    Digest channel{};
    if (SSL_export_keying_material(connection, channel.data(), channel.size(), channel_label.data(),
                                   channel_label.size(), nullptr, 0, 0) != 1) {
        return refuse(Code::untrusted_server, "tls", last_openssl_reason());
    }
    return channel;
}

Error handshake_error(unsigned long openssl_code, const Trust& trust) {
    if (!trust.objection.empty()) return {Code::untrusted_server, "", trust.objection, {}};
    switch (ERR_GET_REASON(openssl_code)) {
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_NO_PROTOCOLS_AVAILABLE:
            return {Code::untrusted_server, "", "it does not offer TLS 1.3", {}};
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_WRONG_SSL_VERSION:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
            return {Code::offline, "", "what answers there does not speak TLS", {}};
        default:
            return {Code::untrusted_server, "", handshake_reason(openssl_code), {}};
    }
}

std::string handshake_reason(unsigned long openssl_code) {
    const char* reason = ERR_reason_error_string(openssl_code);
    return reason == nullptr ? "error " + std::to_string(openssl_code) : reason;
}

}  // namespace branchline::keys
