#include "seed_company/filling.h"

#include <array>

#include "domain/branch.h"
#include "domain/catalogue.h"
#include "domain/contact.h"
#include "domain/customer.h"
#include "domain/department.h"
#include "domain/product.h"
#include "domain/role_grant.h"
#include "domain/task.h"
#include "domain/user.h"

namespace branchline::company {

namespace {

using schema::Record;

constexpr std::int64_t founded_ms = sample_now_ms - 4 * 365 * day_ms;

constexpr std::array<std::string_view, 10> codes{"SHA", "SZX", "CAN", "PEK", "CTU",
                                                 "WUH", "XIY", "CSX", "HGH", "NKG"};
constexpr std::array<std::string_view, 10> branch_towns{"上海", "深圳", "广州", "北京", "成都",
                                                        "武汉", "西安", "长沙", "杭州", "南京"};
constexpr std::array<std::string_view, 6> products{"整车运输", "零担运输", "冷链运输",
                                                   "仓储",     "同城配送", "Customs clearance"};

// In the order of the roles' numbers: who works in a branch.
constexpr std::array office_roles{
    schema::Role::clerk,      schema::Role::sales, schema::Role::reviewer, schema::Role::clerk,
    schema::Role::dispatcher, schema::Role::sales, schema::Role::finance,  schema::Role::warehouse};

std::string padded(std::size_t number, std::size_t digits) {
    std::string text = std::to_string(number);
    if (text.size() < digits) text.insert(0, digits - text.size(), '0');
    return text;
}

}  // namespace

Staff Staff::of(Random& random) { return {random_id(random), "sha.manager1"}; }

Filling::Filling(store::Database& database, Random& random, const CompanySize& size,
                 const Staff& staff)
    : random_(random),
      size_(size),
      staff_(staff),
      writer_(database, domain::catalogue(), random),
      names_(random) {}

template <typename Add>
void Filling::repeat(std::string_view what, std::size_t count, const Progress& progress, Add add) {
    constexpr std::size_t a_word = 100'000;
    for (std::size_t i = 0; i < count; ++i) {
        add(i);
        if ((i + 1) % a_word == 0 || i + 1 == count) progress(what, i + 1);
    }
}

void Filling::run(const Progress& progress) {
    add_offices();
    add_people();
    add_products();
    repeat("customers", size_.customers, progress, [this](std::size_t i) { add_customer(i); });
    if (!customers_.empty()) {
        repeat("contracts", size_.contracts, progress, [this](std::size_t i) { add_contract(i); });
        repeat("orders", size_.orders, progress, [this](std::size_t i) { add_order(i); });
        repeat("tasks", size_.tasks, progress, [this](std::size_t) { add_task(); });
    }
    writer_.commit();
}

void Filling::add_offices() {
    namespace branch = domain::branch;
    namespace department = domain::department;
    for (std::size_t i = 0; i < size_.branches; ++i) {
        const std::string code = i < codes.size() ? std::string(codes[i]) : "B" + padded(i, 2);
        const std::string town =
            i < branch_towns.size() ? std::string(branch_towns[i]) : "第" + padded(i, 2);
        writer_.group(staff_.user, founded_ms);
        Record values;
        values.set(branch::code.spec.id, code);
        values.set(branch::name.spec.id, town + "分公司");
        offices_.push_back({writer_.row(branch::spec.spec, std::move(values)), code, {}, 0});
        for (const schema::Choice& kind : department::kinds) {
            Record part;
            part.set(domain::common::branch.spec.id, offices_.back().id);
            part.set(department::name.spec.id, town + std::string(kind.label.zh) + "部");
            part.set(department::kind.spec.id, std::int64_t{kind.id});
            departments_.push_back(writer_.row(department::spec.spec, std::move(part)));
        }
    }
}

void Filling::add_people() {
    namespace user = domain::user;
    namespace grant = domain::role_grant;
    const auto add_grant = [&](const UserId& who, const RowId& branch, schema::Role role) {
        Record values;
        if (!branch.is_null()) values.set(grant::branch.spec.id, branch);
        values.set(grant::user.spec.id, who);
        values.set(grant::role.spec.id, static_cast<std::int64_t>(role));
        writer_.row(grant::spec.spec, std::move(values));
    };
    const auto add_user = [&](const UserId& id, std::string login) {
        Record values;
        values.set(user::login.spec.id, std::move(login));
        values.set(user::name.spec.id, names_.person());
        writer_.row(writer_.state(user::spec.spec, id, std::move(values)));
    };
    writer_.group(staff_.user, founded_ms + day_ms);
    add_user(staff_.user, staff_.login);
    add_grant(staff_.user, offices_.front().id, schema::Role::manager);
    add_grant(staff_.user, {}, schema::Role::headquarters);
    offices_.front().people.push_back(staff_.user);
    for (std::size_t i = 1; i < size_.staff; ++i) {
        Office& office = offices_[i < 2 * offices_.size() ? i % offices_.size()
                                                          : names_.skewed(offices_.size())];
        const UserId id = writer_.new_id();
        add_user(id, office.code + "." + padded(i, 3));
        add_grant(id, office.id, office_roles[office.people.size() % office_roles.size()]);
        office.people.push_back(id);
    }
}

void Filling::add_products() {
    namespace product = domain::product;
    writer_.group(staff_.user, founded_ms + 2 * day_ms);
    for (std::size_t i = 0; i < products.size(); ++i) {
        Record values;
        values.set(product::code.spec.id, "P" + padded(i + 1, 2));
        values.set(product::name.spec.id, std::string(products[i]));
        values.set(product::price.spec.id, names_.between(200, 9'000) * 100);
        writer_.row(product::spec.spec, std::move(values));
    }
}

void Filling::add_customer(std::size_t number) {
    namespace customer = domain::customer;
    Customer made;
    made.office = static_cast<std::uint32_t>(names_.skewed(offices_.size()));
    const Office& office = offices_[made.office];
    made.owner = office.people[names_.skewed(office.people.size())];
    const std::int64_t age = sample_now_ms - founded_ms - 30 * day_ms;
    writer_.group(made.owner, founded_ms + 3 * day_ms +
                                  age / static_cast<std::int64_t>(size_.customers) *
                                      static_cast<std::int64_t>(number));
    const CompanyName name = names_.company();
    Record values;
    values.set(customer::branch.spec.id, office.id);
    values.set(customer::owner.spec.id, made.owner);
    values.set(customer::number.spec.id, office.code + "-C" + padded(number + 1, 6));
    values.set(customer::name.spec.id, name.full);
    values.set(customer::short_name.spec.id, name.brief);
    values.set(customer::tax_id.spec.id,
               "91" + padded(310'000 + names_.skewed(900), 6) + "MA" + padded(number, 8));
    const auto pick = [&](const auto& field, std::size_t choices) {
        values.set(field.spec.id, static_cast<std::int64_t>(1 + names_.skewed(choices)));
    };
    pick(customer::type, customer::types.size());
    pick(customer::industry, customer::industries.size());
    pick(customer::size, customer::sizes.size());
    pick(customer::payment_terms, domain::payment_terms_choices.size());
    pick(customer::source, customer::sources.size());
    if (!names_.one_in(4)) pick(customer::grade, customer::grades.size());
    const schema::Choice& state = names_.one_in(12)   ? customer::prospect
                                  : names_.one_in(9)  ? customer::dormant
                                  : names_.one_in(20) ? customer::lost
                                                      : customer::active;
    values.set(customer::status.spec.id, std::int64_t{state.id});
    if (names_.one_in(2)) values.set(customer::needs.spec.id, names_.needs());
    if (!names_.one_in(3)) {
        values.set(customer::credit_limit.spec.id, names_.between(1, 60) * 1'000'000);
    }
    made.id = writer_.row(customer::spec.spec, std::move(values));
    add_contacts(made);
    customers_.push_back(made);
}

void Filling::add_contacts(const Customer& customer) {
    namespace contact = domain::contact;
    const std::size_t count = 1 + names_.skewed(4, 3);
    for (std::size_t i = 0; i < count; ++i) {
        Record values;
        values.set(domain::common::branch.spec.id, offices_[customer.office].id);
        values.set(domain::common::owner.spec.id, customer.owner);
        values.set(contact::customer.spec.id, customer.id);
        values.set(contact::name.spec.id, names_.person());
        values.set(contact::position.spec.id, names_.position());
        values.set(contact::mobile.spec.id, names_.mobile());
        if (names_.one_in(2)) values.set(contact::phone.spec.id, names_.landline());
        values.set(contact::is_main.spec.id, std::int64_t{i == 0 ? 1 : 0});
        writer_.row(contact::spec.spec, std::move(values));
    }
}

void Filling::add_task() {
    namespace task = domain::task;
    const Customer& customer = customers_[names_.skewed(customers_.size(), 3)];
    // What is open is due soon or late already; what is older is done.
    const std::int64_t due_days = names_.between(-200, 20);
    const std::int64_t due_ms =
        sample_now_ms + due_days * day_ms + names_.between(-8, 8) * day_ms / 24;
    const bool mine = names_.one_in(40);
    const UserId owner = mine ? staff_.user : customer.owner;
    writer_.group(owner, std::min(sample_now_ms, due_ms) - names_.between(1, 20) * day_ms);
    const std::size_t office = mine ? 0 : customer.office;
    Record values;
    values.set(domain::common::branch.spec.id, offices_[office].id);
    values.set(domain::common::owner.spec.id, owner);
    values.set(task::what.spec.id, names_.task());
    values.set(task::department.spec.id,
               departments_[office * domain::department::kinds.size() + names_.skewed(5, 1)]);
    values.set(task::due_at.spec.id, due_ms);
    values.set(task::priority.spec.id,
               std::int64_t{names_.one_in(6) ? task::high.id : task::normal.id});
    const bool open = due_days >= 0 || names_.one_in(60);
    values.set(task::status.spec.id, std::int64_t{open ? task::open.id : task::done.id});
    values.set(task::customer.spec.id, customer.id);
    writer_.row(task::spec.spec, std::move(values));
}

}  // namespace branchline::company
