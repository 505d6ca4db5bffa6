#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <vector>

#include "gate/gate.h"
#include "gate/raw_socket.h"
#include "gate/stubs.h"

using namespace branchline;
using std::chrono::milliseconds;

namespace {

gate::GateLimits with_handshake(milliseconds time) {
    gate::GateLimits limits;
    limits.handshake = time;
    return limits;
}

gate::GateLimits with_login(milliseconds time) {
    gate::GateLimits limits;
    limits.before_login = time;
    return limits;
}

// True when the handshake of a TLS client with this newest version succeeds.
bool handshakes(std::uint16_t port, int newest_version) {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context, newest_version);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    SSL* connection = SSL_new(context);
    const RawSocket socket(port);
    SSL_set_fd(connection, socket.descriptor());
    const bool done = SSL_connect(connection) == 1;
    SSL_free(connection);
    SSL_CTX_free(context);
    return done;
}

// All descriptors of this process until it goes.
class NoDescriptorsLeft {
  public:
    NoDescriptorsLeft() {
        for (int next = ::dup(0); next >= 0; next = ::dup(0)) taken_.push_back(next);
    }

    NoDescriptorsLeft(const NoDescriptorsLeft&) = delete;
    NoDescriptorsLeft& operator=(const NoDescriptorsLeft&) = delete;

    ~NoDescriptorsLeft() {
        for (const int each : taken_) ::close(each);
    }

  private:
    std::vector<int> taken_;
};

}  // namespace

TEST_CASE("whoever does not speak TLS 1.3 is closed with a line in the log") {
    HubStub hub;
    SUBCASE("a browser without TLS") {
        RawSocket browser(hub.gate->port());
        browser.send("GET / HTTP/1.1\r\nHost: hub\r\n\r\n");
        const auto [answer, closed] = browser.read_to_end();
        CHECK(closed);
        CHECK(answer.find("HTTP") == std::string::npos);
        CHECK(within_seconds([&] { return hub.log().find("http request") != std::string::npos; }));
    }
    SUBCASE("garbage") {
        RawSocket stranger(hub.gate->port());
        SeededRandom random(3);
        Bytes noise(100'000, '\0');
        random.fill(noise.data(), noise.size());
        stranger.send(noise);
        CHECK(stranger.is_closed_by_peer());
        CHECK(within_seconds([&] { return !hub.log().empty(); }));
    }
    SUBCASE("TLS 1.2") {
        CHECK_FALSE(handshakes(hub.gate->port(), TLS1_2_VERSION));
        CHECK(within_seconds(
            [&] { return hub.log().find("unsupported protocol") != std::string::npos; }));
        CHECK(handshakes(hub.gate->port(), TLS1_3_VERSION));
    }
    SUBCASE("a connection that goes at once") {
        {
            const RawSocket nobody(hub.gate->port());
        }
        CHECK(within_seconds([&] { return !hub.log().empty(); }));
    }
    CHECK(hub.frames == 0);
    DeskStub desk;
    desk.log_in(hub.destination());
}

TEST_CASE("slow strangers are closed at their deadlines") {
    SUBCASE("nothing sent at all") {
        HubStub hub(with_handshake(milliseconds(150)));
        RawSocket mute(hub.gate->port());
        CHECK(mute.is_closed_by_peer());
        CHECK(hub.log().find("slow handshake") != std::string::npos);
    }
    SUBCASE("half a client hello") {
        HubStub hub(with_handshake(milliseconds(150)));
        RawSocket slow(hub.gate->port());
        slow.send(std::string("\x16\x03\x01\x02\x00\x01\x00", 7));
        CHECK(slow.is_closed_by_peer());
        CHECK(hub.log().find("slow handshake") != std::string::npos);
    }
    SUBCASE("a handshake and then no login") {
        HubStub hub(with_login(milliseconds(150)));
        DeskStub desk;
        const auto connection = desk.link.connect(hub.destination());
        desk.expect<link::Connected>(connection);
        desk.expect<link::Closed>(connection);
        CHECK(hub.log().find("did not log in") != std::string::npos);
        CHECK(within_seconds([&] { return hub.closed == 1; }));
    }
}

TEST_CASE("a session that has logged in may be silent for its time and no longer") {
    gate::GateLimits limits = with_login(milliseconds(800));
    limits.idle = milliseconds(1'000);
    HubStub hub(limits);
    DeskStub desk;
    const auto connection = desk.log_in(hub.destination());
    for (int i = 0; i < 5; ++i) {  // longer in all than any of the limits
        std::this_thread::sleep_for(milliseconds(250));
        desk.link.send(connection, frame_of(5));
        desk.expect<link::Frame>(connection);
    }
    desk.expect<link::Closed>(connection);
    CHECK(within_seconds([&] { return hub.last_reason() == "silent"; }));
}

TEST_CASE("a peer that does not read is closed, by size or by time") {
    gate::GateLimits limits;
    SUBCASE("too much waits") { limits.send_bytes = 1024 * 1024; }
    SUBCASE("nothing can be written") { limits.write_stall = milliseconds(200); }
    HubStub hub(limits, HubStub::ignore);
    // A desk whose owner takes nothing: its link stops reading.
    link::Link link([](const link::LinkEvent&) { return false; });
    link.connect(hub.destination());
    REQUIRE(within_seconds([&] { return hub.opened == 1; }));
    for (int i = 0; i < 100 && hub.closed == 0; ++i) {
        hub.gate->send(hub.last_session, frame_of(500'000));
        std::this_thread::sleep_for(milliseconds(5));
        if (limits.send_bytes > 2 * 1024 * 1024 && i == 15) break;  // fills the sockets only
    }
    CHECK(within_seconds([&] { return hub.closed == 1; }));
    CHECK(hub.last_reason() == "does not read what is sent");
}

TEST_CASE("a crowd that never logs in cannot keep a desk out") {
    gate::GateLimits limits;
    limits.half_open = 8;
    limits.half_open_patience = milliseconds(100);
    HubStub hub(limits);
    std::vector<RawSocket> crowd;
    for (int i = 0; i < 30; ++i) crowd.emplace_back(hub.gate->port());
    DeskStub desk;
    desk.log_in(hub.destination());
    CHECK(hub.log().find("gives its place up") != std::string::npos);
    for (RawSocket& each : crowd) ::shutdown(each.descriptor(), SHUT_WR);
}

TEST_CASE("without descriptors the gate waits, and then goes on accepting") {
    HubStub hub;
    RawSocket late;
    {
        const NoDescriptorsLeft none;
        late.connect(hub.gate->port());
        CHECK(within_seconds([&] { return hub.log().find("cannot accept") != std::string::npos; }));
    }
    late.send("no TLS");
    CHECK(late.is_closed_by_peer());
    DeskStub desk;
    desk.log_in(hub.destination());
}

TEST_CASE("the log of strangers is bounded") {
    HubStub hub;
    for (int i = 0; i < 60; ++i) {
        RawSocket stranger(hub.gate->port());
        stranger.send("nonsense");
        REQUIRE(stranger.is_closed_by_peer());
    }
    const std::string log = hub.log();
    CHECK(std::count(log.begin(), log.end(), '\n') <= 20);
}
