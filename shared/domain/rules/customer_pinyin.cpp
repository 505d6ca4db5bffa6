#include "domain/rules/customer_pinyin.h"

#include "domain/customer.h"
#include "pinyin/pinyin.h"

namespace branchline::domain::rules {

void add_customer_pinyin(schema::Record& customer) {
    std::string initials = pinyin::initials_of(customer.text(customer::name.spec.id));
    schema::Value value;
    if (!initials.empty()) value = std::move(initials);
    customer.set(customer::pinyin.spec.id, std::move(value));
}

}  // namespace branchline::domain::rules
