#include "keys/enrolment.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "base/ensure.h"
#include "base/text.h"

namespace branchline::keys {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::uint8_t code_version = 1;
constexpr std::size_t group_letters = 5;
constexpr std::size_t code_check_bytes = 4;
constexpr std::size_t host_bytes_max = 253;
constexpr std::size_t text_bytes_max = 4096;

std::string_view code_check_of(const Digest& digest) {
    return view_of(digest).substr(0, code_check_bytes);
}

std::string in_base32(BytesView bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char byte : bytes) {
        bits = bits << 8 | static_cast<std::uint8_t>(byte);
        for (count += 8; count >= 5; count -= 5) text += alphabet[bits >> (count - 5) & 31];
        bits &= 31;  // what is left are at most four bits
    }
    if (count > 0) text += alphabet[bits << (5 - count) & 31];
    return text;
}

std::optional<std::uint32_t> value_of(char letter) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (letter == 'O') letter = '0';
    if (letter == 'I' || letter == 'L') letter = '1';
    const std::size_t place = alphabet.find(letter);
    if (place == std::string_view::npos) return std::nullopt;
    return static_cast<std::uint32_t>(place);
}

bool is_separator(char letter) {
    return letter == '-' || letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

tl::unexpected<Error> wrong(std::string detail) {
    return refuse(Code::wrong_code, "code", std::move(detail));
}

Result<Bytes> from_base32(std::string_view text) {
    Bytes bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char letter : text) {
        if (is_separator(letter)) continue;
        const auto value = value_of(letter);
        if (!value) {
            const bool plain = letter > ' ' && letter < 0x7f;
            return wrong(plain ? "no code has the character '" + std::string(1, letter) + "'"
                               : "it has a character that no code has");
        }
        bits = bits << 5 | *value;
        count += 5;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<char>(bits >> count & 0xff));
        bits &= (1U << count) - 1;
    }
    if (count >= 5 || bits != 0) return wrong("incomplete");
    return bytes;
}

}  // namespace

std::string to_text(const Enrolment& enrolment) {
    ENSURE(!enrolment.host.empty() && enrolment.host.size() <= host_bytes_max);
    ByteWriter out;
    out.u8(code_version);
    write_id(out, enrolment.code);
    out.raw(view_of(enrolment.authority));
    out.u8(static_cast<std::uint8_t>(enrolment.port >> 8));
    out.u8(static_cast<std::uint8_t>(enrolment.port & 0xff));
    out.raw(enrolment.host);
    out.raw(code_check_of(digest_of(out.bytes())));
    const std::string letters = in_base32(out.bytes());
    std::string text;
    for (std::size_t i = 0; i < letters.size(); i += group_letters) {
        if (i > 0) text += '-';
        text += letters.substr(i, group_letters);
    }
    return text;
}

Result<Enrolment> parse_enrolment(std::string_view text) {
    if (text.size() > text_bytes_max) return wrong("too long");
    if (!is_valid_utf8(text)) return wrong("not text");
    // The normal form also makes plain letters of the wide ones that an input method may give.
    const auto bytes = from_base32(normal_form(text));
    if (!bytes) return refuse(bytes.error());
    constexpr std::size_t fixed = 1 + 16 + 32 + 2 + code_check_bytes;
    if (bytes->size() <= fixed) return wrong("incomplete");
    const BytesView content = BytesView(*bytes).substr(0, bytes->size() - code_check_bytes);
    if (BytesView(*bytes).substr(content.size()) != code_check_of(digest_of(content))) {
        return wrong("mistyped or incomplete");
    }
    ByteReader in(content);
    if (in.u8() != code_version) return wrong("from another version of the server");
    Enrolment enrolment;
    enrolment.code = read_id(in);
    std::ranges::copy(in.raw(enrolment.authority.size()), enrolment.authority.begin());
    const unsigned high = in.u8();
    enrolment.port = static_cast<std::uint16_t>(high << 8 | in.u8());
    enrolment.host = in.raw(in.left());
    if (!in.done() || enrolment.host.size() > host_bytes_max) return wrong("damaged");
    return enrolment;
}

}  // namespace branchline::keys
