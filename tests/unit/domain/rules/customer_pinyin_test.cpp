#include "domain/rules/customer_pinyin.h"

#include <doctest/doctest.h>

#include "domain/customer.h"

using namespace branchline;

TEST_CASE("a customer's pinyin follows from its name, in every reading") {
    schema::Record customer;
    domain::rules::add_customer_pinyin(customer);
    CHECK(schema::is_null(customer.get(domain::customer::pinyin.spec.id)));
    customer.set(domain::customer::name.spec.id, std::string("重庆样例"));
    domain::rules::add_customer_pinyin(customer);
    CHECK(customer.text(domain::customer::pinyin.spec.id) == "zqyl cqyl");
}
