#include "hub/hub_rig.h"

#include <algorithm>

#include "domain/customer.h"
#include "hub/ledger.h"
#include "hub/people.h"

namespace branchline::hub {

HubRig::HubRig(std::uint64_t seed, std::string_view company)
    : random(seed), disk("hub-" + std::to_string(seed) + "-" + std::to_string(next_name()), seed) {
    store::OpenOptions options;
    options.vfs = disk.name();
    database.emplace(store::Database::open("hub.db", options));
    prepare_hub(*database, catalogue);
    const Status made = init_hub(*database, catalogue, {std::string(company), 480}, clock, random);
    REQUIRE(made.has_value());
    start();
}

int HubRig::next_name() {
    static int last = 0;
    return ++last;
}

void HubRig::start() {
    core = std::make_unique<HubCore>(catalogue, *database, clock, random);
    admin = std::make_unique<Admin>(*core, *database, catalogue, clock, random);
}

void HubRig::restart() {
    admin.reset();
    core.reset();
    database.reset();
    store::OpenOptions options;
    options.vfs = disk.name();
    database.emplace(store::Database::open("hub.db", options));
    prepare_hub(*database, catalogue);
    start();
}

SessionId HubRig::open() {
    const SessionId session = ++next_session_;
    Line& line = lines_[session];
    line.exporter = Bytes(32, static_cast<char>('a' + session % 26));
    core->handle(SessionOpened{session, line.exporter});
    flush();
    const Heard greeting = heard(session);
    REQUIRE(greeting.messages.size() == 1);
    line.challenge = std::get<sync::Challenge>(greeting.messages.front());
    return session;
}

Bytes HubRig::statement(keys::Purpose purpose, SessionId session) const {
    const Greeting greeting = greeting_of(session);
    Digest channel{};
    std::copy(greeting.exporter.begin(), greeting.exporter.end(), channel.begin());
    return keys::statement_of(purpose, greeting.challenge.nonce, greeting.challenge.installation,
                              channel);
}

void HubRig::send(SessionId session, const sync::Message& message) {
    sync::SessionContext& context = lines_.at(session).context;
    send_raw(session, context.encode(message));
    const auto* hello = std::get_if<sync::Hello>(&message);
    if (hello != nullptr) context.greeted(*hello, users_[hello->device]);
}

void HubRig::send_raw(SessionId session, Bytes frame) {
    core->handle(SessionFrame{session, std::move(frame)});
}

void HubRig::close(SessionId session) { core->handle(SessionClosed{session}); }

void HubRig::tick() {
    core->handle(Tick{});
    flush();
}

void HubRig::flush() {
    for (const HubEffect& effect : core->flush()) {
        if (const auto* sent = std::get_if<SendFrame>(&effect)) {
            sync::SessionContext& context = lines_.at(sent->session).context;
            auto message = context.decode(sent->frame);
            REQUIRE(message.has_value());
            const auto* reply = std::get_if<sync::HelloReply>(&*message);
            if (reply != nullptr) context.answered(*reply);
            heard_[sent->session].messages.push_back(std::move(*message));
        } else if (const auto* admitted = std::get_if<AdmitSession>(&effect)) {
            heard_[admitted->session].admitted = true;
        } else if (const auto* closed = std::get_if<CloseSession>(&effect)) {
            heard_[closed->session].closed = true;
        }
    }
}

Heard HubRig::heard(SessionId session) {
    Heard heard = std::move(heard_[session]);
    heard_.erase(session);
    return heard;
}

Desk::Desk(HubRig& at, const std::string& login) : rig(&at) {
    key = std::make_shared<keys::DeviceKey>(keys::DeviceKey::generate(at.random));
    const auto one_time = at.admin->enroll(login);
    REQUIRE(one_time.has_value());
    session = at.open();
    sync::Enroll enroll;
    enroll.code = *one_time;
    enroll.public_key = key->public_key();
    enroll.device_name = login + "'s laptop";
    enroll.signature = key->sign(at.statement(keys::Purpose::enrolment, session));
    at.send(session, enroll);
    at.flush();
    const Heard heard = at.heard(session);
    const auto* enrolled = heard.find<sync::Enrolled>();
    REQUIRE(enrolled != nullptr);
    device = enrolled->device;
    user = enrolled->user;
    at.users_[device] = user;
    at.close(session);
    boot_nonce = random_id(at.random);
    begin_incarnation();
}

Desk::Desk(const Desk& other) = default;

void Desk::begin_incarnation() {
    incarnation = random_id(rig->random);
    token = {1, {}, random_id(rig->random)};
    counter = 0;
    code.clear();
}

void Desk::log_in() {
    session = rig->open();
    sync::Login login;
    login.device = device;
    login.signature = key->sign(rig->statement(keys::Purpose::login, session));
    rig->send(session, login);
}

sync::Hello Desk::hello() const {
    sync::Hello hello;
    hello.device = device;
    hello.incarnation = incarnation;
    hello.token = token;
    hello.boot_nonce = boot_nonce;
    hello.cursor = cursor;
    hello.unsettled = unsettled;
    hello.boot = rig->clock.boot_time();
    hello.device_code = code;
    return hello;
}

sync::HelloReply Desk::greet() {
    rig->send(session, hello());
    rig->flush();
    const Heard heard = rig->heard(session);
    const auto* reply = heard.find<sync::HelloReply>();
    REQUIRE(reply != nullptr);
    if (reply->confirm == token.next) {
        token = {token.n + 1, token.next, random_id(rig->random)};
    }
    if (!reply->new_incarnation) code = reply->device_code;
    return *reply;
}

sync::HelloReply Desk::connect() {
    log_in();
    return greet();
}

std::vector<sync::Receipt> Desk::push(const std::vector<sync::Group>& groups,
                                      const std::vector<sync::Receipt>& offers) {
    rig->send(session, sync::Push{groups, offers});
    rig->flush();
    const Heard heard = rig->heard(session);
    const auto* receipts = heard.find<sync::Receipts>();
    REQUIRE(receipts != nullptr);
    return receipts->receipts;
}

sync::Receipt Desk::push_one(const sync::Group& group) {
    const std::vector<sync::Receipt> receipts = push({group});
    REQUIRE(receipts.size() == 1);
    return receipts.front();
}

sync::Pull Desk::waiting_pull() const {
    sync::Pull pull;
    pull.cursor = cursor;
    pull.scope_version = scope_version;
    return pull;
}

sync::Page Desk::pull(std::uint32_t budget) {
    sync::Pull pull;
    pull.budget_bytes = budget;
    return this->pull(std::move(pull));
}

sync::Page Desk::pull(sync::Pull pull) {
    pull.cursor = cursor;
    pull.scope_version = scope_version;
    pull.wait = false;
    rig->send(session, pull);
    rig->flush();
    const Heard heard = rig->heard(session);
    const auto* page = heard.find<sync::Page>();
    REQUIRE(page != nullptr);
    CHECK(page->start.seq == cursor.seq);
    CHECK(page->start.chain == cursor.chain);
    cursor = page->end;
    if (!page->rescoped) return *page;
    CHECK(page->entries.empty());
    scope_version = page->scope_version;
    held = page->held;
    return this->pull(std::move(pull));
}

std::vector<sync::Entry> Desk::pull_all() {
    std::vector<sync::Entry> entries;
    for (;;) {
        const sync::Page page = pull();
        entries.insert(entries.end(), page.entries.begin(), page.entries.end());
        if (page.end.seq == page.head_seq) return entries;
    }
}

sync::Group Desk::group(std::vector<sync::Change> changes) {
    sync::Group group;
    group.op = group.origin = random_id(rig->random);
    group.device = device;
    group.incarnation = incarnation;
    group.counter = ++counter;
    group.user = user;
    group.edit = {rig->clock.boot_time(), rig->clock.wall_ms(), true};
    group.command = "test";
    group.changes = std::move(changes);
    return group;
}

void found_company(HubRig& rig) {
    REQUIRE(rig.admin->add_branch("SHA", "Shanghai").has_value());
    REQUIRE(rig.admin->add_branch("BEI", "Beijing").has_value());
    REQUIRE(rig.admin->add_user({"clara", "Clara", "clerk", "SHA"}).has_value());
    REQUIRE(rig.admin->add_user({"max", "Max", "manager", "SHA"}).has_value());
    REQUIRE(rig.admin->add_user({"wang", "Wang", "warehouse", "SHA"}).has_value());
    REQUIRE(rig.admin->add_user({"fiona", "Fiona", "finance", "SHA"}).has_value());
}

RowId branch_id(HubRig& rig, const std::string& code) {
    for (const BranchLine& line : Overview(*rig.database, rig.catalogue).branches()) {
        if (line.code == code) return line.id;
    }
    return {};
}

sync::Change insert(schema::EntityId entity, const RowId& row, schema::Record values) {
    sync::Change change;
    change.entity = entity;
    change.row = row;
    change.kind = sync::ChangeKind::insert;
    change.values = std::move(values);
    return change;
}

sync::Change set(schema::EntityId entity, const RowId& row, schema::FieldId field,
                 schema::Value value, const sync::Version& base) {
    sync::Change change;
    change.entity = entity;
    change.row = row;
    change.field = field;
    change.values.set(field, std::move(value));
    change.base = base;
    return change;
}

sync::Change erase(HubRig& rig, schema::EntityId entity, const RowId& row) {
    HubTables tables(*rig.database, rig.catalogue);
    LogGroups groups(tables.log, tables.deferred);
    sync::GrantRoles roles(tables.rows, grant_fields);
    sync::SqlState state(rig.catalogue,
                         {tables.rows, tables.origins, tables.cases, tables.tombstones}, groups,
                         roles);
    sync::Change change;
    change.entity = entity;
    change.row = row;
    change.kind = sync::ChangeKind::erase;
    change.digest = sync::row_digest(rig.catalogue, state, *state.row({entity, row}));
    return change;
}

ClerkAndManager::ClerkAndManager() {
    found_company(rig);
    clara.emplace(rig, "clara");
    max.emplace(rig, "max");
    clara->connect();
    max->connect();
}

void pass_time(HubRig& rig, std::int64_t ms) {
    rig.clock.wall += ms;
    rig.clock.boot.ms += ms;
}

sync::Change new_customer(HubRig& rig, const RowId& row, const std::string& name,
                          const std::string& branch) {
    namespace customer = domain::customer;
    schema::Record values;
    values.set(customer::branch.spec.id, branch_id(rig, branch));
    values.set(customer::name.spec.id, name);
    return insert(customer::spec.spec.id, row, std::move(values));
}

}  // namespace branchline::hub
