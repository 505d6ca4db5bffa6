#include "store/hub_registry.h"

#include "base/ensure.h"
#include "store/failure.h"
#include "store/rows.h"

namespace branchline::store {

namespace {

Registration read_registration(const Statement& statement) {
    Registration found;
    found.device = statement.id(0);
    found.user = statement.id(1);
    found.public_key = Bytes(statement.blob(2));
    found.enrolled_ms = statement.integer(3);
    found.last_contact_ms = statement.integer(4);
    found.alert = std::string(statement.text(5));
    found.scope_version = statement.integer(6);
    return found;
}

}  // namespace

std::int64_t HubFacts::integer(std::string_view name, std::int64_t otherwise) const {
    const auto value = get(name);
    if (!value) return otherwise;
    ByteReader in(*value);
    const std::int64_t number = in.zigzag();
    if (!in.done()) throw Failure(Code::damaged, "fact " + std::string(name));
    return number;
}

Id HubFacts::id(std::string_view name) const {
    const auto value = get(name);
    if (!value) return {};
    const auto id = id_from_bytes(*value);
    if (!id) throw Failure(Code::damaged, "fact " + std::string(name));
    return *id;
}

void Registrations::put(const Registration& registration) {
    Statement upsert = database_.use(
        "INSERT INTO registration(device,user,public_key,enrolled_ms,last_contact_ms,alert,"
        "scope_version) VALUES(?1,?2,?3,?4,?5,?6,?7) ON CONFLICT(device) DO UPDATE SET"
        " last_contact_ms=?5,alert=?6,scope_version=?7");
    upsert.bind_id(1, registration.device).bind_id(2, registration.user);
    upsert.bind_blob(3, registration.public_key).bind(4, registration.enrolled_ms);
    upsert.bind(5, registration.last_contact_ms).bind_text(6, registration.alert);
    upsert.bind(7, registration.scope_version);
    upsert.run();
}

std::optional<Registration> Registrations::get(const DeviceId& device) const {
    Statement find = database_.use(
        "SELECT device,user,public_key,enrolled_ms,last_contact_ms,alert,scope_version"
        " FROM registration WHERE device=?1");
    find.bind_id(1, device);
    if (!find.step()) return std::nullopt;
    return read_registration(find);
}

std::vector<Registration> Registrations::all() const {
    std::vector<Registration> found;
    Statement rows = database_.use(
        "SELECT device,user,public_key,enrolled_ms,last_contact_ms,alert,scope_version"
        " FROM registration ORDER BY device");
    while (rows.step()) found.push_back(read_registration(rows));
    return found;
}

std::vector<Registration> Registrations::of_user(const UserId& user) const {
    std::vector<Registration> found;
    Statement rows = database_.use(
        "SELECT device,user,public_key,enrolled_ms,last_contact_ms,alert,scope_version"
        " FROM registration WHERE user=?1 ORDER BY device");
    rows.bind_id(1, user);
    while (rows.step()) found.push_back(read_registration(rows));
    return found;
}

void Incarnations::put(const Incarnation& it) {
    Statement upsert = database_.use(
        "INSERT INTO incarnation(device,id,code,token_n,token,boot,split,split_boot,forked,counter,"
        "boot_id,boot_offset_ms,created_ms) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"
        " ON CONFLICT(device,id) DO UPDATE SET token_n=?4,token=?5,boot=?6,split=?7,split_boot=?8,"
        "forked=?9,counter=?10,boot_id=?11,boot_offset_ms=?12");
    upsert.bind_id(1, it.device).bind_id(2, it.id).bind_text(3, it.code);
    upsert.bind(4, static_cast<std::int64_t>(it.token_n)).bind_id(5, it.token).bind_id(6, it.boot);
    upsert.bind(7, it.split ? 1 : 0).bind_id(8, it.split_boot).bind(9, it.forked ? 1 : 0);
    upsert.bind(10, it.counter).bind_id(11, it.boot_id).bind(12, it.boot_offset_ms);
    upsert.bind(13, it.created_ms);
    upsert.run();
}

std::optional<Incarnation> Incarnations::get(const DeviceId& device, const Id& id) const {
    Statement find = database_.use(
        "SELECT code,token_n,token,boot,split,split_boot,forked,counter,boot_id,boot_offset_ms,"
        "created_ms FROM incarnation WHERE device=?1 AND id=?2");
    find.bind_id(1, device).bind_id(2, id);
    if (!find.step()) return std::nullopt;
    Incarnation it;
    it.device = device;
    it.id = id;
    it.code = std::string(find.text(0));
    it.token_n = static_cast<std::uint64_t>(find.integer(1));
    it.token = find.id(2);
    it.boot = find.id(3);
    it.split = find.integer(4) != 0;
    it.split_boot = find.id(5);
    it.forked = find.integer(6) != 0;
    it.counter = find.integer(7);
    it.boot_id = find.id(8);
    it.boot_offset_ms = find.integer(9);
    it.created_ms = find.integer(10);
    return it;
}

bool Incarnations::has_code(std::string_view code) const {
    Statement find = database_.use("SELECT 1 FROM incarnation WHERE code=?1");
    find.bind_text(1, code);
    return find.step();
}

std::int64_t Incarnations::count() const {
    Statement statement = database_.use("SELECT count(*) FROM incarnation");
    return statement.step() ? statement.integer(0) : 0;
}

void EnrolmentCodes::put(const EnrolmentCode& code) {
    Statement upsert = database_.use(
        "INSERT INTO enrolment_code(digest,user,expires_ms,used_ms,device) VALUES(?1,?2,?3,?4,?5)"
        " ON CONFLICT(digest) DO UPDATE SET used_ms=?4,device=?5");
    upsert.bind_blob(1, code.digest).bind_id(2, code.user).bind(3, code.expires_ms);
    upsert.bind(4, code.used_ms).bind_id(5, code.device);
    upsert.run();
}

std::optional<EnrolmentCode> EnrolmentCodes::get(BytesView digest) const {
    Statement find =
        database_.use("SELECT user,expires_ms,used_ms,device FROM enrolment_code WHERE digest=?1");
    find.bind_blob(1, digest);
    if (!find.step()) return std::nullopt;
    return EnrolmentCode{Bytes(digest), find.id(0), find.integer(1), find.integer(2), find.id(3)};
}

void DevicePoints::put(const DeviceId& device, std::int64_t seq) {
    Statement upsert = database_.use(
        "INSERT INTO device_point(device,seq) VALUES(?1,?2)"
        " ON CONFLICT(device) DO UPDATE SET seq=?2");
    upsert.bind_id(1, device).bind(2, seq);
    upsert.run();
}

std::int64_t DevicePoints::of(const DeviceId& device) const {
    Statement find = database_.use("SELECT seq FROM device_point WHERE device=?1");
    find.bind_id(1, device);
    return find.step() ? find.integer(0) : 0;
}

void Quarantine::put(const QuarantinedGroup& group) {
    Statement insert = database_.use(
        "INSERT OR IGNORE INTO quarantine(op,device,user,received_ms,payload)"
        " VALUES(?1,?2,?3,?4,?5)");
    insert.bind_id(1, group.op).bind_id(2, group.device).bind_id(3, group.user);
    insert.bind(4, group.received_ms).bind_blob(5, group.payload);
    insert.run();
}

std::vector<QuarantinedGroup> Quarantine::of_device(const DeviceId& device) const {
    std::vector<QuarantinedGroup> found;
    Statement rows = database_.use(
        "SELECT op,device,user,received_ms,payload FROM quarantine WHERE device=?1"
        " ORDER BY arrival");
    rows.bind_id(1, device);
    while (rows.step()) {
        found.push_back({rows.id(0), rows.id(1), rows.id(2), rows.integer(3), Bytes(rows.blob(4))});
    }
    return found;
}

std::int64_t Quarantine::count() const {
    Statement statement = database_.use("SELECT count(*) FROM quarantine");
    return statement.step() ? statement.integer(0) : 0;
}

std::string hub_registry_ddl() {
    std::string ddl =
        "CREATE TABLE IF NOT EXISTS hub_fact(name TEXT PRIMARY KEY, value BLOB NOT NULL)"
        " WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS registration(device BLOB PRIMARY KEY, user BLOB NOT NULL,"
        " public_key BLOB NOT NULL, enrolled_ms INTEGER NOT NULL,"
        " last_contact_ms INTEGER NOT NULL, alert TEXT NOT NULL,"
        " scope_version INTEGER NOT NULL) WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS i_registration_user ON registration(user);"
        "CREATE TABLE IF NOT EXISTS device_point(device BLOB PRIMARY KEY, seq INTEGER NOT NULL)"
        " WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS incarnation(device BLOB NOT NULL, id BLOB NOT NULL,"
        " code TEXT NOT NULL UNIQUE, token_n INTEGER NOT NULL, token BLOB NOT NULL,"
        " boot BLOB NOT NULL, split INTEGER NOT NULL, split_boot BLOB NOT NULL,"
        " forked INTEGER NOT NULL, counter INTEGER NOT NULL, boot_id BLOB NOT NULL,"
        " boot_offset_ms INTEGER NOT NULL, created_ms INTEGER NOT NULL,"
        " PRIMARY KEY(device, id)) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS enrolment_code(digest BLOB PRIMARY KEY, user BLOB NOT NULL,"
        " expires_ms INTEGER NOT NULL, used_ms INTEGER NOT NULL, device BLOB NOT NULL)"
        " WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS quarantine(arrival INTEGER PRIMARY KEY, op BLOB NOT NULL"
        " UNIQUE, device BLOB NOT NULL, user BLOB NOT NULL, received_ms INTEGER NOT NULL,"
        " payload BLOB NOT NULL);";
    for (const char* table : {"hub_fact", "registration", "device_point", "incarnation",
                              "enrolment_code", "quarantine"}) {
        ddl += guard_ddl(table);
    }
    return ddl;
}

}  // namespace branchline::store
