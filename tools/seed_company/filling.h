// The rows of the sample company, entity by entity. A few customers have most of the orders, a few
// branches most of the customers; orders run through three years and stand where orders of their
// age stand. Not for other folders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "seed_company/company.h"
#include "seed_company/names.h"
#include "seed_company/writer.h"

namespace branchline::company {

// Whose desk it is.
struct Staff {
    UserId user;
    std::string login;

    static Staff of(Random& random);
};

class Filling {
  public:
    Filling(store::Database& database, Random& random, const CompanySize& size, const Staff& staff);

    void run(const Progress& progress);

    [[nodiscard]] std::int64_t seq() const { return writer_.seq(); }

  private:
    struct Office {
        RowId id;
        std::string code;
        std::vector<UserId> people;
        std::int64_t orders = 0;
    };

    struct Customer {
        RowId id;
        std::uint32_t office = 0;
        UserId owner;
        RowId contract;
    };

    void add_offices();
    void add_people();
    void add_products();
    void add_customer(std::size_t number);
    void add_contacts(const Customer& customer);
    void add_contract(std::size_t number);
    void add_order(std::size_t number);
    void add_lines(const RowId& order, const Customer& customer);
    void add_task();

    // Each `count` times, with a word about it now and then.
    template <typename Add>
    void repeat(std::string_view what, std::size_t count, const Progress& progress, Add add);

    Random& random_;
    const CompanySize& size_;
    const Staff staff_;
    Writer writer_;
    Names names_;
    std::vector<Office> offices_;
    std::vector<RowId> departments_;
    std::vector<Customer> customers_;
};

}  // namespace branchline::company
