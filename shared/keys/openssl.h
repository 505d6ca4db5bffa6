// Owners for OpenSSL's objects and the few steps that authority.cpp and tls.cpp share. Private to
// this library; call from any thread, each object from one.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <string>

#include "base/digest.h"

namespace branchline::keys {

template <auto release>
struct Releaser {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};

using KeyPtr = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Releaser<X509_free>>;
using BioPtr = std::unique_ptr<BIO, Releaser<BIO_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Releaser<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Releaser<X509_STORE_CTX_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Releaser<X509_EXTENSION_free>>;

// BLAKE2b-256 of the DER form of the certificate's public key (SPKI): what a desk pins.
std::optional<Digest> fingerprint_of(const X509* certificate);
BioPtr reader_of(const std::string& pem);  // the text must live as long
std::string last_openssl_reason();         // and clears the thread's queue of errors

}  // namespace branchline::keys
