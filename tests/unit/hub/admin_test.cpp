// The administrator's verbs.
#include "hub/hub_rig.h"

using namespace branchline;
using namespace branchline::hub;

namespace {

struct AdminCompany {
    HubRig rig;

    std::vector<std::pair<std::string, std::string>> roles_of(const std::string& login) {
        for (const UserLine& line : Overview(*rig.database, rig.catalogue).users()) {
            if (line.login == login) return line.roles;
        }
        return {};
    }
};

using Roles = std::vector<std::pair<std::string, std::string>>;

template <class T>
Code code_of(const T& result) {
    return result.has_value() ? Code::none : result.error().code;
}

}  // namespace

TEST_CASE("a new company has one administrator and no branch") {
    AdminCompany company;
    HubRig& rig = company.rig;
    Overview overview(*rig.database, rig.catalogue);
    CHECK(overview.branches().empty());
    REQUIRE(overview.users().size() == 1);
    CHECK(overview.users().front().login == "admin");
    CHECK(overview.users().front().roles == Roles{{"admin", ""}});
    const Stats stats = overview.stats();
    CHECK(stats.company == "Test Logistics");
    CHECK(stats.epochs == 1);
    CHECK(stats.head_seq == 2);
    CHECK(!stats.installation.is_null());
    CHECK(is_initialised(*rig.database));
    CHECK(code_of(init_hub(*rig.database, rig.catalogue, {"Other", 0}, rig.clock, rig.random)) ==
          Code::exists);
}

TEST_CASE("no company without a name, or with days nobody has") {
    HubRig rig;
    store::OpenOptions options;
    options.vfs = rig.disk.name();
    store::Database other = store::Database::open("other.db", options);
    prepare_hub(other, rig.catalogue);
    CHECK(!is_initialised(other));
    CHECK(code_of(init_hub(other, rig.catalogue, {"", 480}, rig.clock, rig.random)) ==
          Code::required);
    CHECK(code_of(init_hub(other, rig.catalogue, {"X", 9'999}, rig.clock, rig.random)) ==
          Code::bad_value);
    CHECK(!is_initialised(other));
}

TEST_CASE("branches and users are added once") {
    AdminCompany company;
    Admin& admin = *company.rig.admin;
    CHECK(admin.add_branch("SHA", "Shanghai").has_value());
    CHECK(code_of(admin.add_branch("SHA", "Another")) == Code::exists);
    CHECK(code_of(admin.add_branch("BEI", "")) == Code::invalid);
    CHECK(admin.add_user({"clara", "Clara", "clerk", "SHA"}).has_value());
    CHECK(code_of(admin.add_user({"clara", "Clara", "clerk", "SHA"})) == Code::exists);
    CHECK(code_of(admin.add_user({"max", "Max", "clerk", "CAN"})) == Code::not_found);
    CHECK(code_of(admin.add_user({"max", "Max", "clerk", ""})) == Code::required);
    CHECK(code_of(admin.add_user({"max", "Max", "captain", "SHA"})) == Code::bad_value);
    CHECK(code_of(admin.add_user({"max", "Max", "hub", ""})) == Code::bad_value);
    CHECK(code_of(admin.add_user({"max", "Max", "auditor", "SHA"})) == Code::bad_value);
    CHECK(admin.add_user({"max", "Max", "auditor", ""}).has_value());
    CHECK(Overview(*company.rig.database, company.rig.catalogue).users().size() == 3);
}

TEST_CASE("a user has one role a branch, and company-wide roles stand alone") {
    AdminCompany company;
    Admin& admin = *company.rig.admin;
    REQUIRE(admin.add_branch("SHA", "Shanghai").has_value());
    REQUIRE(admin.add_branch("BEI", "Beijing").has_value());
    REQUIRE(admin.add_user({"clara", "Clara", "clerk", "SHA"}).has_value());
    CHECK(admin.set_user("clara", "reviewer", "").has_value());
    CHECK(company.roles_of("clara") == Roles{{"reviewer", "SHA"}});
    CHECK(admin.set_user("clara", "clerk", "BEI").has_value());
    CHECK(company.roles_of("clara") == Roles{{"clerk", "BEI"}, {"reviewer", "SHA"}});
    CHECK(code_of(admin.set_user("clara", "manager", "")) == Code::required);
    CHECK(admin.set_user("clara", "headquarters", "").has_value());
    CHECK(company.roles_of("clara") == Roles{{"headquarters", ""}});
    CHECK(admin.set_user("clara", "manager", "SHA").has_value());
    CHECK(company.roles_of("clara") == Roles{{"manager", "SHA"}});
    CHECK(code_of(admin.set_user("nobody", "clerk", "SHA")) == Code::not_found);
    CHECK(verify(*company.rig.database, company.rig.catalogue).sound());
}

TEST_CASE("codes are given to people who may come") {
    AdminCompany company;
    Admin& admin = *company.rig.admin;
    CHECK(code_of(admin.enroll("nobody")) == Code::not_found);
    CHECK(code_of(admin.enroll("admin", 0)) == Code::bad_value);
    CHECK(admin.enroll("admin").has_value());
    CHECK(*admin.enroll("admin") != *admin.enroll("admin"));
    REQUIRE(admin.add_user({"max", "Max", "auditor", ""}).has_value());
    CHECK(admin.disable_user("max").has_value());
    CHECK(admin.disable_user("max").has_value());
    CHECK(code_of(admin.enroll("max")) == Code::refused);
}

TEST_CASE("devices are revoked and wiped by id, never back") {
    AdminCompany company;
    Admin& admin = *company.rig.admin;
    Desk desk(company.rig, "admin");
    const auto state = [&] {
        return Overview(*company.rig.database, company.rig.catalogue).devices().front().state;
    };
    CHECK(state() == "active");
    CHECK(code_of(admin.revoke_device("")) == Code::not_found);
    CHECK(code_of(admin.revoke_device("zz")) == Code::not_found);
    CHECK(admin.wipe_device(to_text(desk.device)).has_value());
    CHECK(state() == "wiped");
    CHECK(admin.revoke_device(to_text(desk.device)).has_value());
    CHECK(state() == "wiped");
}
