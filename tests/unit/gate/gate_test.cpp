#include "gate/gate.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <vector>

#include "gate/raw_socket.h"
#include "gate/stubs.h"

using namespace branchline;
using std::chrono::milliseconds;

namespace {

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a thousand frames of all sizes come back unchanged and in order") {
    HubStub hub;
    DeskStub desk;
    const auto connection = desk.log_in(hub.destination());
    SeededRandom random(5);
    std::vector<Bytes> sent;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        sent.push_back(frame_of(random.below(i % 50 == 0 ? 200'000 : 2'000), i));
    }
    sent.push_back(frame_of(1'000'000));
    std::size_t received = 0;
    for (std::size_t i = 0; i < sent.size(); ++i) {
        desk.link.send(connection, sent[i]);
        if (i < received + 20) continue;  // as many on the way as a desk might have
        REQUIRE(desk.expect<link::Frame>(connection).bytes == sent[received++]);
    }
    while (received < sent.size()) {
        REQUIRE(desk.expect<link::Frame>(connection).bytes == sent[received++]);
    }
    CHECK(desk.link.waiting_bytes() == 0);
}

TEST_CASE("both ends derive the same channel, every connection another") {
    HubStub hub({}, HubStub::ignore);
    DeskStub desk;
    auto connection = desk.link.connect(hub.destination());
    const Digest first = desk.expect<link::Connected>(connection).channel;
    REQUIRE(within_seconds([&] { return hub.opened == 1; }));
    CHECK(hub.last_channel() == first);
    desk.link.close(connection);
    desk.expect<link::Closed>(connection);
    connection = desk.link.connect(hub.destination());
    CHECK(desk.expect<link::Connected>(connection).channel != first);
}

TEST_CASE("before login a large frame closes the session as soon as its head is there") {
    HubStub hub;
    DeskStub desk;
    const auto connection = desk.link.connect(hub.destination());
    desk.expect<link::Connected>(connection);
    desk.link.send(connection, frame_of(5'000).substr(0, 100));
    CHECK(desk.expect<link::Closed>(connection).error.code == Code::offline);
    CHECK(within_seconds([&] { return hub.closed == 1; }));
    CHECK(hub.frames == 0);
    CHECK(hub.log().find("not our protocol") != std::string::npos);
}

TEST_CASE("a large frame right behind the login waits until the login is confirmed") {
    HubStub hub({}, [](HubStub& self, const gate::GateEvent& event) {
        if (!std::holds_alternative<gate::Frame>(event.what)) return;
        std::this_thread::sleep_for(milliseconds(30));  // the signature is being verified
        HubStub::echo(self, event);
    });
    DeskStub desk;
    const auto connection = desk.link.connect(hub.destination());
    desk.expect<link::Connected>(connection);
    desk.link.send(connection, frame_of(10));
    desk.link.send(connection, frame_of(300'000));
    CHECK(desk.expect<link::Frame>(connection).bytes == frame_of(10));
    CHECK(desk.expect<link::Frame>(connection).bytes == frame_of(300'000));
}

TEST_CASE("an answer before login lets one more small frame in, and no large one") {
    HubStub hub({}, [](HubStub& self, const gate::GateEvent& event) {
        // The challenge, then an answer to everything, but never a login.
        if (std::holds_alternative<gate::Opened>(event.what)) {
            self.gate->send(event.session, frame_of(1));
        }
        if (std::holds_alternative<gate::Frame>(event.what)) {
            self.gate->send(event.session, frame_of(2));
        }
    });
    DeskStub desk;
    const auto connection = desk.link.connect(hub.destination());
    desk.expect<link::Connected>(connection);
    CHECK(desk.expect<link::Frame>(connection).bytes == frame_of(1));
    for (int i = 0; i < 3; ++i) desk.link.send(connection, frame_of(100));
    for (int i = 0; i < 3; ++i) CHECK(desk.expect<link::Frame>(connection).bytes == frame_of(2));
    desk.link.send(connection, frame_of(5'000));
    CHECK(desk.expect<link::Closed>(connection).error.code == Code::offline);
    // Counted behind the answer, so the answer may be here before.
    CHECK(within_seconds([&] { return hub.frames == 3; }));
}

TEST_CASE("what was sent before close arrives, even when the peer has been talking") {
    HubStub hub({}, [](HubStub& self, const gate::GateEvent& event) {
        if (!std::holds_alternative<gate::Frame>(event.what)) return;
        self.gate->close(event.session, frame_of(700'000));
        self.gate->close(event.session);
        self.gate->send(event.session, frame_of(1));  // too late, harmless
        self.gate->set_logged_in(event.session);
    });
    for (int round = 0; round < 10; ++round) {
        DeskStub desk;
        const auto connection = desk.link.connect(hub.destination());
        desk.expect<link::Connected>(connection);
        for (int i = 0; i < 20; ++i) desk.link.send(connection, frame_of(3'000));
        CHECK(desk.expect<link::Frame>(connection).bytes == frame_of(700'000));
        CHECK(desk.expect<link::Closed>(connection).error.code == Code::offline);
        desk.link.send(connection, frame_of(1));
        CHECK(desk.is_quiet());
    }
    CHECK(within_seconds([&] { return hub.closed == 10; }));
    CHECK(hub.frames == 10);
    hub.gate->send(1, frame_of(1));
    hub.gate->close(12345);
}

TEST_CASE("two hundred desks come and go, and nothing of them stays") {
    HubStub hub;
    DeskStub desk;
    desk.link.close(desk.log_in(hub.destination()));
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 200; ++i) {
        DeskStub other;
        const auto connection = other.log_in(hub.destination());
        if (i % 2 == 0) {
            other.link.close(connection);
            CHECK(other.expect<link::Closed>(connection).error.code == Code::none);
        }
    }
    CHECK(within_seconds([&] { return hub.closed == 201; }));
    CHECK(hub.opened == 201);
    CHECK(within_seconds([&] { return open_descriptors() <= before; }));
}

TEST_CASE("a gate that ends tells its desks") {
    auto hub = std::make_unique<HubStub>();
    DeskStub desk;
    const auto connection = desk.log_in(hub->destination());
    hub.reset();
    const Error error = desk.expect<link::Closed>(connection).error;
    CHECK(error.code == Code::offline);
    CHECK(error.detail == "the server has closed the connection");
}

TEST_CASE("a port that is taken, or a host that is not ours, is reported") {
    HubStub hub;
    gate::GateOptions options;
    options.server_pem = hub.authority().server_pem();
    options.port = hub.gate->port();
    const auto taken = gate::Gate::open(options, [](const gate::GateEvent&) { return true; }, {});
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code == Code::io_error);
    CHECK(taken.error().where == "127.0.0.1:" + std::to_string(options.port));
    options.host = "192.0.2.1";
    CHECK_FALSE(gate::Gate::open(options, [](const gate::GateEvent&) { return true; }, {}));
    options.host = "127.0.0.1";
    options.port = 0;
    options.server_pem = "nonsense";
    const auto damaged = gate::Gate::open(options, [](const gate::GateEvent&) { return true; }, {});
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().code == Code::damaged);
}

TEST_CASE("an owner who falls behind loses no event") {
    HubStub hub(
        {},
        [](HubStub& self, const gate::GateEvent& event) {
            std::this_thread::sleep_for(milliseconds(1));
            HubStub::echo(self, event);
        },
        1);
    DeskStub one({}, 1);
    DeskStub two({}, 1);
    const auto to_one = one.log_in(hub.destination());
    const auto to_two = two.log_in(hub.destination());
    for (std::uint64_t i = 0; i < 200; ++i) {
        one.link.send(to_one, frame_of(20, i));
        two.link.send(to_two, frame_of(30, i));
    }
    for (std::uint64_t i = 0; i < 200; ++i) {
        REQUIRE(one.expect<link::Frame>(to_one).bytes == frame_of(20, i));
        REQUIRE(two.expect<link::Frame>(to_two).bytes == frame_of(30, i));
    }
}
