// The audit trail: what is written down, with its cause, for whom.
#include "hub/audit.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "domain/audit_entry.h"
#include "hub/heal.h"
#include "hub/hub_rig.h"
#include "hub/people.h"

using namespace branchline;
using namespace branchline::hub;

namespace {

namespace fields = domain::audit_entry;

struct Line {
    Audited event{};
    store::StoredRow row;

    [[nodiscard]] Id at(const auto& field) const { return row.values.id(field.spec.id); }

    [[nodiscard]] std::string detail() const { return row.values.text(fields::detail.spec.id); }
};

struct AuditCompany {
    AuditCompany() { found_company(rig); }

    // In the order of their time; of one moment in that of their kinds.
    std::vector<Line> trail() {
        HubTables tables(*rig.database, rig.catalogue);
        std::vector<Line> lines;
        for (store::StoredRow& row : tables.rows.scan(fields::spec.spec.id, {}, 1'000)) {
            const auto event = row.values.integer(fields::event.spec.id);
            lines.push_back({static_cast<Audited>(event), std::move(row)});
        }
        std::ranges::sort(lines, {}, [](const Line& line) {
            return std::pair(line.row.values.integer(fields::at.spec.id), line.event);
        });
        return lines;
    }

    std::vector<Line> trail_of(Audited event) {
        std::vector<Line> lines = trail();
        std::erase_if(lines, [&](const Line& line) { return line.event != event; });
        return lines;
    }

    std::int64_t head() { return Overview(*rig.database, rig.catalogue).stats().head_seq; }

    HubRig rig;
};

}  // namespace

TEST_CASE("what the operator does is written down in the group that does it") {
    AuditCompany company;
    HubRig& rig = company.rig;
    CHECK(company.trail_of(Audited::branch_added).size() == 2);
    CHECK(company.trail_of(Audited::user_added).size() == 4);
    const Desk clara(rig, "clara");
    const RowId branch = branch_id(rig, "SHA");
    const std::int64_t head = company.head();
    REQUIRE(rig.admin->set_user("clara", "reviewer", "SHA").has_value());
    REQUIRE(rig.admin->revoke_device(to_text(clara.device)).has_value());
    REQUIRE(rig.admin->wipe_device(to_text(clara.device)).has_value());
    REQUIRE(rig.admin->disable_user("clara").has_value());
    CHECK(company.head() == head + 4);

    const auto changed = company.trail_of(Audited::role_changed);
    REQUIRE(changed.size() == 1);
    CHECK(changed[0].detail() == "clara reviewer SHA");
    CHECK(changed[0].at(fields::branch) == branch);
    CHECK(changed[0].at(fields::user).is_null());  // the operator
    for (const Audited event : {Audited::device_revoked, Audited::device_wiped}) {
        const auto lines = company.trail_of(event);
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].row.values.get(fields::about.spec.id) ==
              schema::Value{schema::AnyRef{device_entity, clara.device}});
        CHECK(lines[0].at(fields::branch) == branch);
    }
    CHECK(company.trail_of(Audited::user_disabled).size() == 1);
}

TEST_CASE("what the operator cannot do leaves no entry") {
    AuditCompany company;
    const std::size_t before = company.trail().size();
    CHECK_FALSE(company.rig.admin->disable_user("nobody").has_value());
    CHECK_FALSE(company.rig.admin->add_branch("SHA", "again").has_value());
    CHECK(company.trail().size() == before);
}

TEST_CASE("an enrolment says who, by which device and in which branch") {
    AuditCompany company;
    const Desk clara(company.rig, "clara");
    const auto lines = company.trail_of(Audited::enrolled);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].at(fields::user) == clara.user);
    CHECK(lines[0].at(fields::device) == clara.device);
    CHECK(lines[0].at(fields::branch) == branch_id(company.rig, "SHA"));
    CHECK(lines[0].row.values.integer(fields::at.spec.id) == company.rig.clock.wall_ms());
}

TEST_CASE("refused logins are written down once a minute and user") {
    AuditCompany company;
    HubRig& rig = company.rig;
    const Desk clara(rig, "clara");
    const Desk max(rig, "max");
    const keys::DeviceKey thief = keys::DeviceKey::generate(rig.random);
    const auto try_as = [&](const DeviceId& device) {
        const SessionId session = rig.open();
        sync::Login login;
        login.device = device;
        login.signature = thief.sign(rig.statement(keys::Purpose::login, session));
        rig.send(session, login);
        rig.flush();
        CHECK(rig.heard(session).closed);
    };
    for (int i = 0; i < 3; ++i) try_as(clara.device);
    for (int i = 0; i < 3; ++i) try_as(max.device);
    for (int i = 0; i < 3; ++i) try_as(random_id(rig.random));
    CHECK(company.trail_of(Audited::login_refused).size() == 3);
    rig.clock.wall += Audit::refusals_gap_ms;
    try_as(clara.device);
    const auto lines = company.trail_of(Audited::login_refused);
    REQUIRE(lines.size() == 4);
    CHECK(lines.back().at(fields::user) == clara.user);
    CHECK(lines.back().detail() == "refused");
}

TEST_CASE("a revoked device that comes again is written down") {
    AuditCompany company;
    Desk clara(company.rig, "clara");
    REQUIRE(company.rig.admin->revoke_device(to_text(clara.device)).has_value());
    CHECK(clara.connect().revoked);
    const auto lines = company.trail_of(Audited::login_refused);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].at(fields::device) == clara.device);
    CHECK(lines[0].detail() == "revoked");
}

TEST_CASE("two live copies of a device are written down with the alert") {
    AuditCompany company;
    Desk clara(company.rig, "clara");
    clara.connect();
    Desk copy = clara;
    for (int i = 0; i < 3; ++i) clara.connect();
    copy.reboot();
    copy.connect();
    CHECK(company.trail_of(Audited::two_live_copies).empty());
    clara.connect();
    const auto lines = company.trail_of(Audited::two_live_copies);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].at(fields::device) == clara.device);
}

TEST_CASE("a backup, and what follows on a restore, are written down") {
    AuditCompany company;
    HubRig& rig = company.rig;
    rig.core->note_backup(company.head());
    CHECK(company.trail_of(Audited::backup_made).size() == 1);
    mark_restored(*rig.database, rig.catalogue);
    rig.restart();
    CHECK(company.trail_of(Audited::restored).empty());  // nothing is written while it collects
    rig.clock.wall += 1'000;
    REQUIRE(rig.core->end_collecting());
    for (const Audited event : {Audited::restored, Audited::heal_begun, Audited::heal_ended}) {
        CHECK(company.trail_of(event).size() == 1);
    }
    CHECK(company.trail_of(Audited::heal_ended).front().detail() ==
          "returned 0, devices 0, receipt only 0");
    CHECK(verify(*rig.database, rig.catalogue).sound());
}

TEST_CASE("an entry is for its branch, for who acted, and for who works for the whole company") {
    AuditCompany company;
    HubRig& rig = company.rig;
    REQUIRE(rig.admin->add_user({"ada", "Ada", "auditor", ""}).has_value());
    REQUIRE(rig.admin->add_user({"bo", "Bo", "manager", "BEI"}).has_value());
    rig.core->note_backup(company.head());
    const Desk clara(rig, "clara");
    const Desk bo(rig, "bo");
    const std::vector<Line> trail = company.trail();
    // What each of them reads of the trail: by event, branch.
    const auto reads = [&](const std::string& login) {
        Desk desk(rig, login);
        desk.connect();
        std::set<RowId> rows;
        for (const sync::Entry& entry : desk.pull_all()) {
            for (const sync::RowState& row : entry.rows) rows.insert(row.id);
            for (const sync::Effect& effect : entry.effects) rows.insert(effect.row);
        }
        std::vector<Line> read;
        std::ranges::copy_if(trail, std::back_inserter(read),
                             [&](const Line& line) { return rows.contains(line.row.id); });
        return read;
    };
    CHECK(reads("ada").size() == trail.size());
    CHECK(reads("admin").size() == trail.size());
    const RowId branch = branch_id(rig, "SHA");
    const auto of_manager = reads("max");
    CHECK(of_manager.size() > 5);
    CHECK(of_manager.size() < trail.size());
    for (const Line& line : of_manager) CHECK(line.at(fields::branch) == branch);
    const auto of_clara = reads("clara");
    REQUIRE(of_clara.size() == 1);
    CHECK(of_clara[0].event == Audited::enrolled);
    CHECK(of_clara[0].at(fields::device) == clara.device);
}
