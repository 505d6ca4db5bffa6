// Connections: who may speak, and what happens to everybody else.
#include "domain/customer.h"
#include "hub/admission.h"
#include "hub/hub_rig.h"

using namespace branchline;
using namespace branchline::hub;

namespace {

struct SessionCompany {
    HubRig rig;

    SessionCompany() { found_company(rig); }
};

sync::Enroll enrolment(HubRig& rig, SessionId session, const Id& code, const keys::DeviceKey& key) {
    sync::Enroll enroll;
    enroll.code = code;
    enroll.public_key = key.public_key();
    enroll.device_name = "laptop";
    enroll.signature = key.sign(rig.statement(keys::Purpose::enrolment, session));
    return enroll;
}

Heard ask(HubRig& rig, SessionId session, const sync::Message& message) {
    rig.send(session, message);
    rig.flush();
    return rig.heard(session);
}

Code refusal(const Heard& heard) {
    const auto* refused = heard.find<sync::Refused>();
    return refused == nullptr ? Code::none : refused->code;
}

}  // namespace

TEST_CASE("a new device enrols with its code, logs in and is greeted") {
    SessionCompany company;
    Desk desk(company.rig, "clara");
    const sync::HelloReply reply = desk.connect();
    CHECK(reply.status == sync::HubStatus::ok);
    CHECK(!reply.new_incarnation);
    CHECK(reply.device_code.size() == 2);
    CHECK(reply.hub_now_ms == company.rig.clock.wall);
    CHECK(reply.head_seq > 0);
    CHECK(reply.incarnation == desk.incarnation);
    CHECK(reply.boot_nonce == desk.boot_nonce);
    const auto devices = Overview(*company.rig.database, company.rig.catalogue).devices();
    REQUIRE(devices.size() == 1);
    CHECK(devices.front().user == "clara");
    CHECK(devices.front().code == reply.device_code);
    CHECK(devices.front().state == "active");
}

TEST_CASE("a code works once, for its time, and only with the key that signs") {
    SessionCompany company;
    HubRig& rig = company.rig;
    const keys::DeviceKey key = keys::DeviceKey::generate(rig.random);
    const Id code = *rig.admin->enroll("clara");

    SUBCASE("a wrong one") {
        const SessionId session = rig.open();
        const Heard heard = ask(rig, session, enrolment(rig, session, random_id(rig.random), key));
        CHECK(refusal(heard) == Code::wrong_code);
        CHECK(heard.closed);
        CHECK(!heard.admitted);
    }
    SUBCASE("twice") {
        const SessionId first = rig.open();
        CHECK(ask(rig, first, enrolment(rig, first, code, key)).find<sync::Enrolled>() != nullptr);
        const SessionId second = rig.open();
        CHECK(refusal(ask(rig, second, enrolment(rig, second, code, key))) == Code::wrong_code);
    }
    SUBCASE("twice in one batch") {
        const SessionId first = rig.open();
        const SessionId second = rig.open();
        rig.send(first, enrolment(rig, first, code, key));
        rig.send(second, enrolment(rig, second, code, key));
        rig.flush();
        CHECK(rig.heard(first).find<sync::Enrolled>() != nullptr);
        CHECK(refusal(rig.heard(second)) == Code::wrong_code);
    }
    SUBCASE("too late") {
        rig.clock.wall += 24 * 3600 * 1000;
        const SessionId session = rig.open();
        CHECK(refusal(ask(rig, session, enrolment(rig, session, code, key))) == Code::wrong_code);
    }
    SUBCASE("of a user who was disabled since") {
        CHECK(rig.admin->disable_user("clara").has_value());
        const SessionId session = rig.open();
        CHECK(refusal(ask(rig, session, enrolment(rig, session, code, key))) == Code::wrong_code);
    }
    SUBCASE("signed on another connection") {
        const SessionId other = rig.open();
        const sync::Enroll relayed = enrolment(rig, other, code, key);
        const SessionId session = rig.open();
        CHECK(refusal(ask(rig, session, relayed)) == Code::refused);
        const SessionId again = rig.open();
        CHECK(ask(rig, again, enrolment(rig, again, code, key)).find<sync::Enrolled>() != nullptr);
    }
}

TEST_CASE("guessing codes is slowed down") {
    SessionCompany company;
    HubRig& rig = company.rig;
    const keys::DeviceKey key = keys::DeviceKey::generate(rig.random);
    const Id code = *rig.admin->enroll("clara");
    for (int i = 0; i < 10; ++i) {
        const SessionId session = rig.open();
        const Heard heard = ask(rig, session, enrolment(rig, session, random_id(rig.random), key));
        CHECK(refusal(heard) == Code::wrong_code);
    }
    const SessionId session = rig.open();
    const Heard heard = ask(rig, session, enrolment(rig, session, code, key));
    CHECK(refusal(heard) == Code::wait_before_retry);
    CHECK(heard.find<sync::Refused>()->retry_after_ms == Admission::retry_after_ms);
    rig.clock.wall += Admission::retry_after_ms;
    const SessionId later = rig.open();
    CHECK(ask(rig, later, enrolment(rig, later, code, key)).find<sync::Enrolled>() != nullptr);
}

TEST_CASE("a login needs the device's own signature on this connection") {
    SessionCompany company;
    HubRig& rig = company.rig;
    Desk desk(rig, "clara");
    const SessionId session = rig.open();
    const Bytes statement = rig.statement(keys::Purpose::login, session);
    sync::Login login;
    login.device = desk.device;

    SUBCASE("of somebody else") {
        const keys::DeviceKey other = keys::DeviceKey::generate(rig.random);
        login.signature = other.sign(statement);
        CHECK(refusal(ask(rig, session, login)) == Code::refused);
    }
    SUBCASE("over another connection") {
        login.signature = desk.key->sign(rig.statement(keys::Purpose::login, rig.open()));
        CHECK(refusal(ask(rig, session, login)) == Code::refused);
    }
    SUBCASE("of an enrolment") {
        login.signature = desk.key->sign(rig.statement(keys::Purpose::enrolment, session));
        CHECK(refusal(ask(rig, session, login)) == Code::refused);
    }
    SUBCASE("as a device nobody knows") {
        login.device = random_id(rig.random);
        login.signature = desk.key->sign(statement);
        CHECK(refusal(ask(rig, session, login)) == Code::not_enrolled);
    }
    SUBCASE("in a protocol of the future") {
        login.protocol = sync::protocol_version + 1;
        login.signature = desk.key->sign(statement);
        CHECK(refusal(ask(rig, session, login)) == Code::protocol_version);
    }
    SUBCASE("right") {
        login.signature = desk.key->sign(statement);
        const Heard heard = ask(rig, session, login);
        CHECK(heard.admitted);
        CHECK(!heard.closed);
    }
}

TEST_CASE("bytes that are no frame end the session, not the hub") {
    SessionCompany company;
    HubRig& rig = company.rig;
    for (const Bytes& bytes : {Bytes("GET / HTTP/1.1\r\n\r\n"), Bytes(), Bytes("BL\x01\x0c"),
                               Bytes(100, '\0'), sync::encode_frame(sync::Ping{}).substr(0, 9)}) {
        const SessionId session = rig.open();
        rig.send_raw(session, bytes);
        rig.flush();
        const Heard heard = rig.heard(session);
        CHECK(refusal(heard) == Code::bad_frame);
        CHECK(heard.closed);
    }
    const SessionId session = rig.open();
    Bytes future = sync::encode_frame(sync::Ping{});
    future[2] = 9;
    rig.send_raw(session, future);
    rig.flush();
    CHECK(refusal(rig.heard(session)) == Code::protocol_version);
}

TEST_CASE("a context that was not agreed on ends the session") {
    SessionCompany company;
    HubRig& rig = company.rig;
    Desk desk(rig, "clara");
    sync::Known claimed;
    claimed.device = desk.device;
    claimed.incarnation = desk.incarnation;
    claimed.user = desk.user;
    claimed.seq = 1'000;
    claimed.seq_of = [](const OriginId&) { return 7; };
    sync::Change edit =
        set(domain::customer::spec.spec.id, random_id(rig.random), domain::customer::name.spec.id,
            std::string("Nanhai"), {random_id(rig.random), {}});
    SUBCASE("before the greeting") { desk.log_in(); }
    SUBCASE("with a log that was not confirmed") { desk.connect(); }
    rig.send_raw(desk.session, sync::encode_frame(sync::Push{{desk.group({edit})}, {}}, &claimed));
    rig.flush();
    const Heard heard = rig.heard(desk.session);
    CHECK(refusal(heard) == Code::bad_frame);
    CHECK(heard.closed);
}

TEST_CASE("a stranger's large frame is refused for its size") {
    SessionCompany company;
    HubRig& rig = company.rig;
    sync::Hello hello;
    for (int i = 0; i < 400; ++i) {
        sync::Receipt known;
        known.op = random_id(rig.random);
        hello.unsettled.push_back(known);
    }
    const SessionId session = rig.open();
    CHECK(sync::encode_frame(hello).size() > sync::frame_bytes_max_before_login);
    CHECK(refusal(ask(rig, session, hello)) == Code::bad_frame);
    Desk desk(rig, "clara");
    desk.log_in();
    rig.flush();
    hello.device = desk.device;
    hello.incarnation = desk.incarnation;
    hello.token = desk.token;
    CHECK(ask(rig, desk.session, hello).find<sync::HelloReply>() != nullptr);
}

TEST_CASE("nothing is done for who has not logged in or not greeted") {
    SessionCompany company;
    HubRig& rig = company.rig;
    Desk desk(rig, "clara");
    const std::vector<sync::Message> messages{sync::Push{}, sync::Pull{}, sync::Ping{},
                                              sync::Hello{}};
    for (const sync::Message& message : messages) {
        const SessionId session = rig.open();
        const Heard heard = ask(rig, session, message);
        CHECK(refusal(heard) == Code::not_enrolled);
        CHECK(heard.closed);
    }
    for (const sync::Message& message :
         {sync::Message(sync::Push{}), sync::Message(sync::Pull{}), sync::Message(sync::Page{})}) {
        desk.log_in();
        const Heard heard = ask(rig, desk.session, message);
        CHECK(refusal(heard) == Code::not_enrolled);
    }
    for (const sync::Message& message :
         {sync::Message(sync::Receipts{}), sync::Message(sync::Enrolled{})}) {
        desk.connect();
        CHECK(refusal(ask(rig, desk.session, message)) == Code::bad_frame);
    }
}

TEST_CASE("a session cannot become another device") {
    SessionCompany company;
    HubRig& rig = company.rig;
    Desk desk(rig, "clara");
    Desk other(rig, "max");
    desk.connect();
    sync::Login login;
    login.device = other.device;
    login.signature = other.key->sign(rig.statement(keys::Purpose::login, desk.session));
    CHECK(refusal(ask(rig, desk.session, login)) == Code::refused);
    desk.connect();
    sync::Hello hello = desk.hello();
    hello.device = other.device;
    CHECK(refusal(ask(rig, desk.session, hello)) == Code::not_enrolled);
}

TEST_CASE("a ping comes back") {
    SessionCompany company;
    Desk desk(company.rig, "clara");
    desk.connect();
    const Heard heard = ask(company.rig, desk.session, sync::Ping{42, false});
    REQUIRE(heard.find<sync::Ping>() != nullptr);
    CHECK(heard.find<sync::Ping>()->sent_ms == 42);
    CHECK(heard.find<sync::Ping>()->reply);
}

TEST_CASE("a revoked device ends at once, hands over its outbox and hears what to do") {
    SessionCompany company;
    HubRig& rig = company.rig;
    Desk desk(rig, "clara");
    desk.connect();
    rig.heard(desk.session);
    bool wipes = false;
    SUBCASE("revoked") { wipes = false; }
    SUBCASE("to be wiped") { wipes = true; }
    const Status done = wipes ? rig.admin->wipe_device(to_text(desk.device))
                              : rig.admin->revoke_device(to_text(desk.device).substr(0, 8));
    REQUIRE(done.has_value());
    rig.flush();
    const Heard ended = rig.heard(desk.session);
    CHECK(refusal(ended) == Code::revoked);
    CHECK(ended.closed);
    const sync::HelloReply reply = desk.connect();
    CHECK(reply.revoked);
    CHECK(reply.wipe == wipes);
    const auto entries = Overview(*rig.database, rig.catalogue).stats().head_seq;
    const sync::Group group =
        desk.group({new_customer(rig, random_id(rig.random), "Written too late")});
    CHECK(desk.push({group}).empty());
    const Stats stats = Overview(*rig.database, rig.catalogue).stats();
    CHECK(stats.quarantined == 1);
    CHECK(stats.head_seq == entries);
    CHECK(refusal(ask(rig, desk.session, sync::Pull{})) == Code::revoked);
}

TEST_CASE("a disabled user's devices end, too") {
    SessionCompany company;
    HubRig& rig = company.rig;
    Desk clara(rig, "clara");
    Desk max(rig, "max");
    clara.connect();
    max.connect();
    REQUIRE(rig.admin->disable_user("clara").has_value());
    rig.flush();
    CHECK(rig.heard(clara.session).closed);
    CHECK(!rig.heard(max.session).closed);
    CHECK(clara.connect().revoked);
}
