// The enrolment code: what an administrator gives to a user so that his device finds the server,
// knows it when it sees it and may register once. It is text to be read out, typed or scanned:
//
//   bytes   version u8 = 1 | one-time code 16 | authority 32 | port u16 | host | check 4
//   text    Crockford base32, upper case, groups of five joined by '-'
//
// The check is the beginning of the BLAKE2b digest of all before it, so that a slip of the pen is
// noticed here and not as a refused code or an untrusted server. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"

namespace branchline::keys {

struct Enrolment {
    Id code;             // one-time, known to the hub
    Digest authority{};  // Authority::fingerprint() of the server
    std::string host;    // as suggested by the server; the user may name another way to it
    std::uint16_t port = 0;

    friend bool operator==(const Enrolment&, const Enrolment&) = default;
};

std::string to_text(const Enrolment& enrolment);  // host of 1 to 253 bytes
// Upper or lower case, O for 0, I and L for 1, blanks, line ends and hyphens anywhere or nowhere.
// Code::wrong_code says what is the matter with it.
Result<Enrolment> parse_enrolment(std::string_view text);

}  // namespace branchline::keys
