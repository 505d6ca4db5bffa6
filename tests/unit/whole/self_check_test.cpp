// Cells that changed on the disk past the program are found when desk and head office compare, and
// are read again (SYNC 5.8).
#include <doctest/doctest.h>

#include "desk/status.h"
#include "domain/catalogue.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;

namespace {

struct CheckedOffice {
    CheckedOffice() : office(domain::catalogue(), directory.path()) {
        office.add("max", "manager");
        office.add("ben", "manager");
        for (int i = 0; i < 30; ++i) {
            customers.push_back(office.create(
                "max", "customer",
                {{"name", "客户" + std::to_string(i)}, {"short_name", std::to_string(i)}}));
        }
        office.exchange("max");
        office.exchange("ben");
        for (int i = 0; i < 30; ++i) names.push_back(shown(i));
    }

    std::string shown(int i) {
        const RowId& row = customers.at(static_cast<std::size_t>(i));
        return office.shown("ben", "customer", row, "name") + "/" +
               office.shown("ben", "customer", row, "short_name");
    }

    // Past the program: nothing of it notices.
    void spoil(const std::string& sql) {
        store::Transaction transaction(office.database("ben"));
        office.database("ben").run(sql);
        transaction.commit();
    }

    std::string check() {
        office.desk("ben").replica().ask_for_check();
        office.exchange("ben");
        return desk::status_of(office.desk("ben")).self_check;
    }

    TemporaryDirectory directory;
    Office office;
    std::vector<RowId> customers;
    std::vector<std::string> names;
};

}  // namespace

TEST_CASE("what is as it should be agrees") {
    CheckedOffice company;
    CHECK(company.check() == "ok");
    company.office.change("ben", "customer", company.customers.front(), {"short_name=neu"});
    CHECK(company.check() == "ok");
}

TEST_CASE("cells that were spoilt are found and read again") {
    CheckedOffice company;
    SUBCASE("a value") { company.spoil("UPDATE e_customer SET f_name='spoilt' WHERE row%3=0"); }
    SUBCASE("a value that is gone") { company.spoil("UPDATE e_customer SET f_short_name=NULL"); }
    SUBCASE("a row") { company.spoil("DELETE FROM e_customer WHERE row%7=0"); }
    SUBCASE("a row of another id") {
        company.spoil("UPDATE e_customer SET id=randomblob(16) WHERE row%5=0");
    }
    SUBCASE("a version") {
        company.spoil(
            "UPDATE e_customer SET meta=(SELECT meta FROM e_customer ORDER BY row LIMIT 1)");
    }
    CHECK(company.check() == "ok");
    for (int i = 0; i < 30; ++i) {
        CHECK(company.shown(i) == company.names.at(static_cast<std::size_t>(i)));
    }
    CHECK(company.office.desk("ben").replica().rows().count(company.office.entity("customer").id) ==
          30);
    // It took one reading: now they agree at once.
    CHECK(company.check() == "ok");
}

TEST_CASE("own changes that wait are no difference, and survive the repair") {
    CheckedOffice company;
    REQUIRE(company.office.change("ben", "customer", company.customers.front(), {"short_name=mein"})
                .has_value());
    company.spoil("UPDATE e_customer SET f_name='spoilt'");
    CHECK(company.check() == "ok");
    CHECK(company.shown(0) == "客户0/mein");
    CHECK(company.shown(1) == company.names.at(1));
    CHECK(desk::status_of(company.office.desk("ben")).pending == 0);
}
