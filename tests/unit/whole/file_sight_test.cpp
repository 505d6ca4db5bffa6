// Files are rows of their own, and read by whoever reads the record that they hang on: also when
// what he reads changes, and on a desk that an earlier program has filled.
#include <doctest/doctest.h>

#include "desk/status.h"
#include "domain/attached_files.h"
#include "domain/catalogue.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr domain::AttachmentNumbers numbers;

// A customer and an order with a file each; wang is in the warehouse and reads orders only.
struct FilingOffice {
    FilingOffice() : office(domain::catalogue(), directory.path()) {
        office.add("max", "manager");
        office.add("wang", "warehouse");
        customer = office.create("max", "customer", {{"name", "客户"}});
        order = office.create("max", "order", {{"customer", to_text(customer)}});
        hang("customer", customer, "报价.pdf");
        hang("order", order, "送货单.pdf");
        office.exchange("max");
        office.exchange("wang");
    }

    void hang(std::string_view entity, const RowId& row, const std::string& name) {
        schema::Record values;
        values.set(numbers.about, schema::AnyRef{office.entity(entity).id, row});
        values.set(numbers.file_name, name);
        values.set(numbers.size_bytes, std::int64_t{1});
        values.set(numbers.hash, name);
        const auto& attachment = domain::catalogue().at(numbers.entity);
        REQUIRE(office.desk("max").create(attachment, std::move(values)).has_value());
    }

    std::vector<std::string> files_of(const std::string& login) {
        std::vector<std::string> names;
        const auto& rows = office.desk(login).replica().rows();
        for (const store::StoredRow& row : rows.scan(numbers.entity, {}, 100)) {
            names.push_back(row.values.text(numbers.file_name));
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    std::string check(const std::string& login) {
        office.desk(login).replica().ask_for_check();
        office.exchange(login);
        return desk::status_of(office.desk(login)).self_check;
    }

    void becomes(std::string_view role) {
        REQUIRE(office.admin().set_user("wang", role, "SHA").has_value());
        office.exchange("wang");
    }

    TemporaryDirectory directory;
    Office office;
    RowId customer;
    RowId order;
};

using Files = std::vector<std::string>;

}  // namespace

TEST_CASE("files come with the right to read what they hang on, and go with it") {
    FilingOffice company;
    CHECK(company.files_of("max") == Files{"报价.pdf", "送货单.pdf"});
    CHECK(company.files_of("wang") == Files{"送货单.pdf"});
    CHECK(company.check("wang") == "ok");
    company.becomes("clerk");
    CHECK(company.files_of("wang") == Files{"报价.pdf", "送货单.pdf"});
    CHECK(company.check("wang") == "ok");
    company.becomes("warehouse");
    CHECK(company.files_of("wang") == Files{"送货单.pdf"});
    CHECK(company.check("wang") == "ok");
}

TEST_CASE(
    "what an earlier program left on a desk and is not his to read goes with the next exchange") {
    FilingOffice company;
    Office& office = company.office;
    store::Statement about =
        office.database("max").prepare("SELECT f_about FROM e_attachment WHERE f_file_name=?1");
    about.bind_text(1, "报价.pdf");
    REQUIRE(about.step());
    {
        store::Database& database = office.database("wang");
        store::Transaction transaction(database);
        store::Statement leak = database.prepare("UPDATE e_attachment SET f_about=?1");
        leak.bind_blob(1, about.blob(0));
        leak.run();
        database.run("DELETE FROM setting WHERE name='reading_rules'");
        transaction.commit();
    }
    office.open("wang");
    REQUIRE(company.files_of("wang").size() == 1);
    office.exchange("wang");
    CHECK(company.files_of("wang").empty());
    office.open("wang");
    CHECK(office.desk("wang").replica().scope_version() != 0);
}
