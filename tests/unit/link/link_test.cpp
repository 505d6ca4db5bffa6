#include "link/link.h"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include "gate/raw_socket.h"
#include "gate/stubs.h"
#include "keys/tls.h"

using namespace branchline;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t year_ms = 31'557'600'000;

// Why a connection to this destination fails.
Error failure(const link::Destination& to, link::LinkLimits limits = {}) {
    DeskStub desk(limits);
    const auto connection = desk.link.connect(to);
    const Error error = desk.expect<link::Closed>(connection).error;
    CHECK(error.where == to.host + ":" + std::to_string(to.port));
    return error;
}

link::Destination at(std::uint16_t port) { return {"127.0.0.1", port, Digest{}, std::nullopt}; }

// A TLS server with the certificate of a hub of ours and one thing wrong with it.
std::function<void(RawSocket&)> tls_server(std::string pem, int newest_version) {
    return [pem = std::move(pem), newest_version](RawSocket& socket) {
        SSL_CTX* context = SSL_CTX_new(TLS_server_method());
        REQUIRE(keys::prepare_server(context, pem));
        SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
        SSL_CTX_set_max_proto_version(context, newest_version);
        SSL* connection = SSL_new(context);
        SSL_set_fd(connection, socket.descriptor());
        if (SSL_accept(connection) == 1) {
            SSL_write(connection, "GET OUT!", 8);
            socket.read_to_end();
        }
        SSL_free(connection);
        SSL_CTX_free(context);
    };
}

// Key and certificate of one server, and behind them the authority of another.
std::string with_authority_of(const std::string& server_pem, const std::string& other_pem) {
    const std::string begin = "-----BEGIN CERTIFICATE-----";
    return server_pem.substr(0, server_pem.rfind(begin)) + other_pem.substr(other_pem.rfind(begin));
}

}  // namespace

TEST_CASE("no server there: offline, with what the system says") {
    std::uint16_t port = 0;
    {
        port = RawServer([](RawSocket&) {}).port;
    }
    const Error refused = failure(at(port));
    CHECK(refused.code == Code::offline);
    CHECK(refused.detail == "Connection refused");
    link::Destination nowhere = at(7440);
    nowhere.host = "no..such..host";
    const Error unknown = failure(nowhere);
    CHECK(unknown.code == Code::offline);
    CHECK(unknown.detail.starts_with("the name is not known"));
}

TEST_CASE("what answers is no TLS server: offline, and it says so") {
    const RawServer web([](RawSocket& socket) {
        socket.send("HTTP/1.1 400 Bad Request\r\n\r\n<html>hotel</html>");
        socket.read_to_end();
    });
    const Error error = failure(at(web.port));
    CHECK(error.code == Code::offline);
    CHECK(error.detail == "what answers there does not speak TLS");
    const RawServer mail([](RawSocket& socket) {
        socket.send("220 mail ready, and much more than a record of TLS has for a head\r\n");
        socket.read_to_end();
    });
    CHECK(failure(at(mail.port)).code == Code::offline);
    const RawServer shy([](RawSocket&) {});
    CHECK(failure(at(shy.port)).code == Code::offline);
}

TEST_CASE("a server that says nothing is given up after the time for connecting") {
    const RawServer mute([](RawSocket& socket) { socket.read_to_end(); });
    link::LinkLimits limits;
    limits.connect = milliseconds(150);
    const Error error = failure(at(mute.port), limits);
    CHECK(error.code == Code::offline);
    CHECK(error.detail == "no answer in time");
}

TEST_CASE("a server with another authority is not trusted, and gets not one byte of ours") {
    HubStub hub;
    HubStub other;
    link::Destination to = hub.destination();
    to.authority = other.authority().fingerprint();
    const Error error = failure(to);
    CHECK(error.code == Code::untrusted_server);
    CHECK(error.detail == "its certificate comes from another authority");
    CHECK(within_seconds([&] { return !hub.log().empty(); }));
    CHECK(hub.opened == 0);
}

TEST_CASE("showing the right authority's certificate beside one's own does not help") {
    HubStub hub;
    HubStub impostor;
    const std::string pem =
        with_authority_of(impostor.authority().server_pem(), hub.authority().server_pem());
    const RawServer server(tls_server(pem, TLS1_3_VERSION));
    link::Destination to = hub.destination();
    to.port = server.port;
    const Error error = failure(to);
    CHECK(error.code == Code::untrusted_server);
    CHECK_FALSE(error.detail.empty());
    CHECK(error.detail != "its certificate comes from another authority");
}

TEST_CASE("a server without TLS 1.3 is not trusted") {
    HubStub hub;
    const RawServer old(tls_server(hub.authority().server_pem(), TLS1_2_VERSION));
    link::Destination to = hub.destination();
    to.port = old.port;
    const Error error = failure(to);
    CHECK(error.code == Code::untrusted_server);
    CHECK(error.detail == "it does not offer TLS 1.3");
}

TEST_CASE("dates of the certificate count against the hub's time only") {
    HubStub hub;
    const std::int64_t made = TestClock().wall;
    link::Destination to = hub.destination();
    to.valid_at_ms = made + year_ms;
    {
        DeskStub desk;
        desk.expect<link::Connected>(desk.link.connect(to));
    }
    to.valid_at_ms = made + 3 * year_ms;
    CHECK(failure(to).code == Code::untrusted_server);
    CHECK(failure(to).detail == "certificate has expired");
    to.valid_at_ms = made - year_ms;
    CHECK(failure(to).detail == "certificate is not yet valid");
}

TEST_CASE("a name is as good as an address") {
    if (!is_known_name("localhost")) {
        MESSAGE("skipped: this machine does not know the name localhost (no /etc/hosts)");
        return;
    }
    HubStub hub;
    link::Destination to = hub.destination();
    to.host = "localhost";
    DeskStub desk;
    desk.expect<link::Connected>(desk.link.connect(to));
}

TEST_CASE("what is not of our protocol ends the connection") {
    HubStub hub;
    const RawServer liar(tls_server(hub.authority().server_pem(), TLS1_3_VERSION));
    link::Destination to = hub.destination();
    to.port = liar.port;
    DeskStub desk;
    const auto connection = desk.link.connect(to);
    desk.expect<link::Connected>(connection);
    CHECK(desk.expect<link::Closed>(connection).error.code == Code::bad_frame);
    CHECK(desk.is_quiet());
}

TEST_CASE("a new connection ends the one before, and each ends once") {
    HubStub hub;
    DeskStub desk;
    const auto first = desk.log_in(hub.destination());
    const auto second = desk.link.connect(hub.destination());
    CHECK(second != first);
    CHECK(desk.expect<link::Closed>(first).error.code == Code::none);
    desk.expect<link::Connected>(second);
    desk.link.send(first, frame_of(10));  // of no connection any more
    desk.link.close(first);
    desk.link.send(second, frame_of(20));
    CHECK(desk.expect<link::Frame>(second).bytes == frame_of(20));
    desk.link.close(second);
    desk.link.close(second);
    CHECK(desk.expect<link::Closed>(second).error.code == Code::none);
    desk.link.send(second, frame_of(10));
    CHECK(desk.is_quiet());
    CHECK(desk.link.waiting_bytes() == 0);
}

TEST_CASE("closing while connecting is quick and says nothing is wrong") {
    const RawServer mute([](RawSocket& socket) { socket.read_to_end(); });
    DeskStub desk;
    const auto connection = desk.link.connect(at(mute.port));
    desk.link.close(connection);
    CHECK(desk.expect<link::Closed>(connection).error.code == Code::none);
    CHECK(desk.is_quiet());
}

TEST_CASE("what was sent before close arrives") {
    HubStub hub;
    for (int round = 0; round < 10; ++round) {
        const int before = hub.frames;
        DeskStub desk;
        const auto connection = desk.log_in(hub.destination());
        for (int i = 0; i < 5; ++i) desk.link.send(connection, frame_of(100'000));
        desk.link.close(connection);
        CHECK(within_seconds([&] { return hub.frames == before + 6; }));
    }
}

TEST_CASE("a hub that does not read ends the connection, by size or by time") {
    // Before login the gate reads no further than the first frame until the hub answers it.
    HubStub hub({}, HubStub::ignore);
    link::LinkLimits limits;
    SUBCASE("too much waits") { limits.send_bytes = 512 * 1024; }
    SUBCASE("nothing can be written") {
        limits.send_bytes = 64 * 1024 * 1024;
        limits.write_stall = milliseconds(200);
    }
    DeskStub desk(limits);
    const auto connection = desk.link.connect(hub.destination());
    desk.expect<link::Connected>(connection);
    for (int i = 0; i < 5'000; ++i) desk.link.send(connection, frame_of(3'000));
    CHECK(desk.expect<link::Closed>(connection).error.code == Code::timed_out);
    CHECK(desk.is_quiet());
    CHECK(desk.link.waiting_bytes() == 0);
}

TEST_CASE("a link may go at any moment") {
    HubStub hub;
    const RawServer mute([](RawSocket& socket) { socket.read_to_end(); });
    {
        const DeskStub desk;
    }
    {
        DeskStub desk;
        desk.link.connect(at(mute.port));
    }
    for (int i = 0; i < 20; ++i) {
        DeskStub desk({}, 1);
        const auto connection = desk.link.connect(hub.destination());
        if (i % 2 == 0) desk.expect<link::Connected>(connection);
        for (int j = 0; j < i; ++j) desk.link.send(connection, frame_of(50'000));
    }
}
