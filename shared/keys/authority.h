// The company's own certificate authority, which lives in the server's data directory and signs one
// thing: the certificate that the server shows to desks. Desks pin the authority's public key
// (its fingerprint stands in every enrolment code), so certificates can be renewed, the server can
// move and change its name, and no desk notices.
//
//   authority.pem   key (P-256) and self-signed certificate, 20 years; made once by create()
//   server.pem      key, certificate (2 years) and the authority's certificate; made anew whenever
//                   it is missing, damaged, or has less than a year left
//
// Both are readable by the owner only and replaced atomically. A certificate of the authority that
// runs out, or was made under a wrong clock, is signed anew with the same key. One thread, at
// start.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/digest.h"
#include "base/result.h"

namespace branchline::keys {

class Authority {
  public:
    // Code::already_enrolled if the directory has one: every desk would take its successor for an
    // impostor.
    static Result<Authority> create(const std::string& directory, const Clock& clock);
    // not_found · damaged (the key cannot be read: nothing replaces it but a backup).
    static Result<Authority> open(const std::string& directory, const Clock& clock);

    [[nodiscard]] const Digest& fingerprint() const { return fingerprint_; }

    // Key and chain for keys::prepare_server. A secret.
    [[nodiscard]] const std::string& server_pem() const { return server_pem_; }

  private:
    Authority(const Digest& fingerprint, std::string server_pem)
        : fingerprint_(fingerprint), server_pem_(std::move(server_pem)) {}

    Digest fingerprint_;
    std::string server_pem_;
};

}  // namespace branchline::keys
