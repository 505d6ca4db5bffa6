// Programs of two versions in one company: what the newer ones write passes through the older ones
// unharmed, and nobody takes the difference for damage.
#include <doctest/doctest.h>

#include "desk/status.h"
#include "hub/overview.h"
#include "support/next_catalogue.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;

namespace {

// Head office and a manager have the next version, a clerk has this one.
struct TwoVersions {
    TwoVersions() : office(next_catalogue(), directory.path()) {
        office.add("clara", "clerk", &domain::catalogue());
        office.add("max", "manager");
        customer = office.create("max", "customer", {{"name", "甲公司"}});
        level();
    }

    void level() {
        for (int round = 0; round < 2; ++round) {
            for (const char* login : {"clara", "max"}) office.exchange(login);
        }
    }

    void change(const std::string& login, const std::vector<std::string>& assignments) {
        office.pass(60'000);
        REQUIRE(office.change(login, "customer", customer, assignments).has_value());
        level();
    }

    std::string self_check(const std::string& login) {
        office.desk(login).replica().ask_for_check();
        for (int round = 0; round < 3; ++round) office.exchange(login);
        return desk::status_of(office.desk(login)).self_check;
    }

    std::string shown(const std::string& login, std::string_view field) {
        return office.shown(login, "customer", customer, field);
    }

    TemporaryDirectory directory;
    Office office;
    RowId customer;
};

}  // namespace

TEST_CASE("an older program carries what newer ones write, and has it once it is upgraded") {
    TwoVersions f;
    f.change("max", {"remark=好", "channels+=A", "visits+=5", "habits=一\n二"});
    f.change("max", {"channels+=B", "visits+=2"});
    f.change("clara", {"name=乙公司"});
    f.change("max", {"channels+=C", "channels-=A"});
    f.office.upgrade(
        "clara");  // what it has by itself: nothing is exchanged before it is looked at
    CHECK(f.shown("clara", "name") == "乙公司");
    CHECK(f.shown("clara", "remark") == "好");
    CHECK(f.shown("clara", "channels") == "B;C");
    CHECK(f.shown("clara", "visits") == "7");
    CHECK(f.shown("clara", "habits") == "一\n二");
    f.change("clara", {"channels+=D"});
    CHECK(f.shown("max", "channels") == "B;C;D");
    CHECK(f.self_check("clara") == "ok");
}

TEST_CASE("sums agree between versions, also where the newer one keeps a field from a reader") {
    TwoVersions f;
    CHECK(f.self_check("clara") == "ok");
    f.change("max", {"remark=好", "channels+=A"});
    CHECK(f.self_check("clara") == "ok");
    f.change("max", {"risk=500.00"});
    CHECK(f.self_check("clara") == "ok");
    f.change("max", {"remark="});
    CHECK(f.self_check("clara") == "ok");
    CHECK(f.self_check("max") == "ok");
    f.office.upgrade("clara");
    CHECK(f.self_check("clara") == "ok");
    CHECK(hub::verify(f.office.hub_database(), next_catalogue()).sound());
}

TEST_CASE("the next version adds up head office's rows anew where it numbers their readers anew") {
    const TemporaryDirectory directory;
    RowId customer;
    {
        Office office(domain::catalogue(), directory.path());
        office.add("max", "manager");
        customer = office.create("max", "customer", {{"name", "甲公司"}});
        office.exchange("max");
    }
    REQUIRE(next_catalogue().rights_class_count(8) != domain::catalogue().rights_class_count(8));
    Office office(next_catalogue(), directory.path());
    CHECK(hub::verify(office.hub_database(), next_catalogue()).sound());
    office.open("max");
    office.desk("max").replica().ask_for_check();
    for (int round = 0; round < 3; ++round) office.exchange("max");
    CHECK(desk::status_of(office.desk("max")).self_check == "ok");
    CHECK(office.shown("max", "customer", customer, "name") == "甲公司");
}
