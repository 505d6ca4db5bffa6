#include "desk/profile.h"

#include <doctest/doctest.h>

#include "base/platform.h"
#include "desk/enrolment.h"
#include "domain/catalogue.h"
#include "support/desk_fixture.h"
#include "sync/wire.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr keys::KeyCost cheap{1, 8};

desk::Profile profile_in(const std::string& directory, const Clock& clock, Random& random) {
    return {directory, {clock, random, [](std::chrono::milliseconds) {}, cheap}};
}

const desk::ServerAddress server{"192.0.2.1", 7440, {}};

sync::Enrolled an_answer() {
    sync::Enrolled enrolled;
    enrolled.device = {0xDE, 1};
    enrolled.user = {0x05, 1};
    enrolled.login = "wang";
    enrolled.company = "样例物流";
    enrolled.offset_minutes = 480;
    return enrolled;
}

}  // namespace

TEST_CASE("an address is a host, with a port or without") {
    const desk::ServerAddress otherwise{"a", 7440, {}};
    CHECK(desk::parse_server("localhost", otherwise)->port == 7440);
    CHECK(desk::parse_server("localhost:99", otherwise)->port == 99);
    CHECK(desk::parse_server("[2001:db8::1]:99", otherwise)->host == "2001:db8::1");
    for (const char* wrong : {"", ":99", "a:", "a:b", "a:0", "a:70000", "[::1"}) {
        const auto parsed = desk::parse_server(wrong, otherwise);
        if (parsed) CHECK(std::string_view(wrong) == "a:");
    }
}

TEST_CASE("a profile is enrolled in two parts and opens with its password only") {
    const TemporaryDirectory directory;
    const SetClock clock;
    SeededRandom random(1);
    desk::Profile profile = profile_in(directory.path(), clock, random);
    CHECK_FALSE(profile.is_enrolled());
    CHECK(profile.unlock("secret").error().code == Code::not_enrolled);
    const auto key = profile.begin_enrolment("secret");
    REQUIRE(key.has_value());
    CHECK_FALSE(profile.is_enrolled());
    REQUIRE(profile.finish_enrolment(an_answer(), server).has_value());
    CHECK(profile.is_enrolled());
    CHECK(profile.begin_enrolment("secret").error().code == Code::already_enrolled);
    CHECK(profile.unlock("wrong").error().code == Code::wrong_password);
    const auto again = profile.unlock("secret");
    REQUIRE(again.has_value());
    CHECK(again->public_key() == key->public_key());
    auto database = profile.open_database(domain::catalogue());
    REQUIRE(database.has_value());
    const store::Settings settings(*database);
    CHECK(settings.id(desk::setting::device) == Id{0xDE, 1});
    CHECK(desk::Profile::server_of(settings) == server);
}

TEST_CASE("an enrolment whose answer was lost is taken up with the same key") {
    const TemporaryDirectory directory;
    const SetClock clock;
    SeededRandom random(1);
    desk::Profile profile = profile_in(directory.path(), clock, random);
    const auto first = profile.begin_enrolment("secret");
    const auto second = profile.begin_enrolment("secret");
    REQUIRE(second.has_value());
    CHECK(second->public_key() == first->public_key());
    profile.abandon_enrolment();
    const auto third = profile.begin_enrolment("other");
    REQUIRE(third.has_value());
    CHECK(third->public_key() != first->public_key());
}

TEST_CASE("the enrolment signs the challenge and the channel, and takes one answer") {
    SeededRandom random(1);
    const keys::DeviceKey key = keys::DeviceKey::generate(random);
    const keys::Enrolment code{{1, 2}, {}, "host", 1};
    desk::EnrolmentCore core(code, key, "desk");
    const Digest channel{1, 2, 3};
    core.connected(channel);
    const auto sent = core.take(sync::encode_frame(sync::Challenge{1, 1, {3, 4}, {5, 6}}));
    REQUIRE(sent.size() == 1);
    const auto message = sync::decode_frame(sent[0]);
    REQUIRE(message.has_value());
    const auto& enroll = std::get<sync::Enroll>(*message);
    CHECK(enroll.code == code.code);
    CHECK(keys::is_signed_by(key.public_key(),
                             keys::statement_of(keys::Purpose::enrolment, {3, 4}, {5, 6}, channel),
                             enroll.signature));
    SUBCASE("taken") {
        core.take(sync::encode_frame(an_answer()));
        REQUIRE(core.enrolled().has_value());
        CHECK(core.enrolled()->login == "wang");
    }
    SUBCASE("refused") {
        core.take(sync::encode_frame(sync::Refused{Code::wrong_code, "used", 0}));
        REQUIRE(core.refused().has_value());
        CHECK(core.refused()->code == Code::wrong_code);
    }
}
