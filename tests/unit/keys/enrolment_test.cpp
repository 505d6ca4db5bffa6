#include "keys/enrolment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>

using namespace branchline;
using namespace branchline::keys;

namespace {

Enrolment sample() {
    Enrolment enrolment;
    enrolment.code = {0x0123456789abcdefULL, 0xfedcba9876543210ULL};
    enrolment.authority = digest_of("authority");
    enrolment.host = "hub.example.com";
    enrolment.port = 7440;
    return enrolment;
}

std::string replaced(std::string text, char from, char to) {
    std::ranges::replace(text, from, to);
    return text;
}

}  // namespace

TEST_CASE("a code survives being written down in every usual way") {
    const Enrolment enrolment = sample();
    const std::string text = to_text(enrolment);
    REQUIRE(parse_enrolment(text));
    CHECK(*parse_enrolment(text) == enrolment);
    std::string lower = text;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    CHECK(*parse_enrolment(lower) == enrolment);
    CHECK(*parse_enrolment(replaced(text, '-', ' ')) == enrolment);
    CHECK(*parse_enrolment(replaced(text, '-', '\n') + "\r\n") == enrolment);
    CHECK(*parse_enrolment(replaced(text, '0', 'O')) == enrolment);
    CHECK(*parse_enrolment(replaced(text, '0', 'o')) == enrolment);
    CHECK(*parse_enrolment(replaced(text, '1', 'I')) == enrolment);
    CHECK(*parse_enrolment(replaced(text, '1', 'l')) == enrolment);
    std::string joined = text;
    std::erase(joined, '-');
    CHECK(*parse_enrolment(joined) == enrolment);
    std::string wide;  // as an input method gives it
    for (const char letter : joined) {
        wide += "\xEF\xBC";
        wide += static_cast<char>(std::isdigit(static_cast<unsigned char>(letter)) != 0
                                      ? 0x90 + (letter - '0')
                                      : 0xA1 + (letter - 'A'));
    }
    CHECK(*parse_enrolment(wide) == enrolment);
}

TEST_CASE("hosts of every length come back, addresses as well") {
    for (const std::size_t size : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 253}) {
        Enrolment enrolment = sample();
        enrolment.host = std::string(size, 'h');
        enrolment.port = static_cast<std::uint16_t>(size * 257);
        REQUIRE(parse_enrolment(to_text(enrolment)));
        CHECK(*parse_enrolment(to_text(enrolment)) == enrolment);
    }
    Enrolment enrolment = sample();
    enrolment.host = "2001:db8::7";
    CHECK(*parse_enrolment(to_text(enrolment)) == enrolment);
}

TEST_CASE("every single slip is noticed and called a wrong code") {
    const std::string text = to_text(sample());
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (text[place] == '-') continue;
        std::string typo = text;
        typo[place] = typo[place] == '7' ? '8' : '7';
        const auto parsed = parse_enrolment(typo);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == Code::wrong_code);
        std::string lost = text;
        lost.erase(place, 1);
        CHECK_FALSE(parse_enrolment(lost));
        std::string swapped = text;
        const std::size_t next = text[place + 1] == '-' ? place + 2 : place + 1;
        if (next < text.size() && text[next] != text[place]) {
            std::swap(swapped[place], swapped[next]);
            CHECK_FALSE(parse_enrolment(swapped));
        }
    }
}

TEST_CASE("what is no code at all gets a reason") {
    const auto detail = [](std::string_view text) {
        const auto parsed = parse_enrolment(text);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == Code::wrong_code);
        return parsed.error().detail;
    };
    CHECK(detail("") == "incomplete");
    CHECK(detail("ABC") == "incomplete");
    CHECK(detail("https://example.com").find("':'") != std::string::npos);
    CHECK(detail("注册码") == "it has a character that no code has");
    CHECK(detail("\xff\xfe") == "not text");
    CHECK(detail(std::string(5000, 'A')) == "too long");
    CHECK(detail(std::string(200, '7')) == "mistyped or incomplete");
}
