#include "keys/authority.h"

#include <openssl/bn.h>
#include <openssl/pem.h>

#include <utility>

#include "base/ensure.h"
#include "base/platform.h"
#include "keys/openssl.h"

namespace branchline::keys {

namespace {

constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t year_s = 365 * day_s + day_s / 4;

struct Term {
    std::int64_t years;
    std::int64_t renewed_years_before_end;
};

constexpr Term authority_term = {20, 5};
constexpr Term server_term = {2, 1};

struct Identity {
    KeyPtr key;
    CertificatePtr certificate;
};

std::int64_t now_s(const Clock& clock) { return clock.wall_ms() / 1000; }

KeyPtr make_key() {
    KeyPtr key(EVP_EC_gen("P-256"));
    ENSURE(key != nullptr);
    return key;
}

void set_time(ASN1_TIME* field, std::int64_t at_s) {
    ENSURE(ASN1_TIME_adj(field, 0, static_cast<int>(at_s / day_s),
                         static_cast<long>(at_s % day_s)) != nullptr);
}

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    ENSURE(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

// What both certificates have: version, a random serial, a fixed name (nobody is told the company's
// by a scan of ports), the key and the term. The day before today is included for slow clocks.
CertificatePtr begin_certificate(const char* name, EVP_PKEY* key, Term term, std::int64_t now) {
    CertificatePtr made(X509_new());
    ENSURE(made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1);
    BIGNUM* number = BN_new();
    ENSURE(number != nullptr && BN_rand(number, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
    ENSURE(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(made.get())) != nullptr);
    BN_free(number);
    ENSURE(X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(name), -1, -1,
                                      0) == 1);
    set_time(X509_getm_notBefore(made.get()), now - day_s);
    set_time(X509_getm_notAfter(made.get()), now + term.years * year_s);
    ENSURE(X509_set_pubkey(made.get(), key) == 1);
    return made;
}

CertificatePtr sign_authority(EVP_PKEY* key, std::int64_t now) {
    CertificatePtr made = begin_certificate("Branchline authority", key, authority_term, now);
    ENSURE(X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) == 1);
    add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(made.get(), made.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(made.get(), made.get(), NID_subject_key_identifier, "hash");
    ENSURE(X509_sign(made.get(), key, EVP_sha256()) > 0);
    return made;
}

CertificatePtr sign_server(EVP_PKEY* key, const Identity& authority, std::int64_t now) {
    CertificatePtr made = begin_certificate("Branchline server", key, server_term, now);
    X509* issuer = authority.certificate.get();
    ENSURE(X509_set_issuer_name(made.get(), X509_get_subject_name(issuer)) == 1);
    add_extension(made.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(made.get(), issuer, NID_key_usage, "critical,digitalSignature");
    add_extension(made.get(), issuer, NID_ext_key_usage, "serverAuth");
    add_extension(made.get(), issuer, NID_subject_key_identifier, "hash");
    add_extension(made.get(), issuer, NID_authority_key_identifier, "keyid");
    ENSURE(X509_sign(made.get(), authority.key.get(), EVP_sha256()) > 0);
    return made;
}

bool is_in_term(const X509* certificate, Term term, std::int64_t now) {
    time_t begin = now;
    time_t renewal = now + term.renewed_years_before_end * year_s;
    return X509_cmp_time(X509_get0_notBefore(certificate), &begin) < 0 &&
           X509_cmp_time(X509_get0_notAfter(certificate), &renewal) > 0;
}

std::string to_pem(EVP_PKEY* key, const std::vector<X509*>& chain) {
    const BioPtr out(BIO_new(BIO_s_mem()));
    ENSURE(PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    for (X509* each : chain) ENSURE(PEM_write_bio_X509(out.get(), each) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

// A key without its certificate is no loss, the certificate can be signed again.
Identity from_pem(const std::string& pem) {
    Identity identity;
    const BioPtr in = reader_of(pem);
    identity.key.reset(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    identity.certificate.reset(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    const bool belong = identity.key && identity.certificate &&
                        X509_check_private_key(identity.certificate.get(), identity.key.get()) == 1;
    if (!belong) identity.certificate.reset();
    last_openssl_reason();
    return identity;
}

bool is_still_good(const Identity& server, const Identity& authority, std::int64_t now) {
    return server.certificate && is_in_term(server.certificate.get(), server_term, now) &&
           X509_verify(server.certificate.get(), authority.key.get()) == 1;
}

// The file holds the authority's certificate as well, so it is also written when only that changed.
Result<std::string> server_pem_of(const std::string& path, const Identity& authority,
                                  bool authority_changed, std::int64_t now) {
    const auto present = read_file(path);
    Identity server = present ? from_pem(*present) : Identity{};
    const bool good = is_still_good(server, authority, now);
    if (good && !authority_changed) return *present;
    if (!good) {
        server.key = make_key();
        server.certificate = sign_server(server.key.get(), authority, now);
    }
    std::string pem =
        to_pem(server.key.get(), {server.certificate.get(), authority.certificate.get()});
    if (auto written = write_file_atomically(path, pem, true); !written) {
        return refuse(std::move(written.error()));
    }
    last_openssl_reason();
    return pem;
}

std::string authority_path(const std::string& directory) { return directory + "/authority.pem"; }

}  // namespace

Result<Authority> Authority::create(const std::string& directory, const Clock& clock) {
    const std::string path = authority_path(directory);
    if (file_exists(path)) return refuse(Code::already_enrolled, path);
    Identity made;
    made.key = make_key();
    made.certificate = sign_authority(made.key.get(), now_s(clock));
    const std::string pem = to_pem(made.key.get(), {made.certificate.get()});
    if (auto written = write_file_atomically(path, pem, true); !written) {
        return refuse(std::move(written.error()));
    }
    return open(directory, clock);
}

Result<Authority> Authority::open(const std::string& directory, const Clock& clock) {
    const std::string path = authority_path(directory);
    const auto file = read_file(path);
    if (!file) return refuse(file.error());
    Identity authority = from_pem(*file);
    if (!authority.key) return refuse(Code::damaged, path);
    const std::int64_t now = now_s(clock);
    const bool renew =
        !authority.certificate || !is_in_term(authority.certificate.get(), authority_term, now);
    if (renew) {
        authority.certificate = sign_authority(authority.key.get(), now);
        const std::string pem = to_pem(authority.key.get(), {authority.certificate.get()});
        if (auto written = write_file_atomically(path, pem, true); !written) {
            return refuse(std::move(written.error()));
        }
    }
    auto server = server_pem_of(directory + "/server.pem", authority, renew, now);
    if (!server) return refuse(std::move(server.error()));
    const auto fingerprint = fingerprint_of(authority.certificate.get());
    ENSURE(fingerprint.has_value());
    return Authority(*fingerprint, std::move(*server));
}

}  // namespace branchline::keys
