// Sample companies for the works that only look: made once beside the build and kept, because a
// million orders take minutes. The rows of a desk may be changed by nobody.
#pragma once

#include <string>

#include "seed_company/company.h"

namespace branchline::bench {

inline constexpr std::string_view kept_password = "sample company";

// A folder as `branchline --sample` takes it: desks/…, password.
std::string kept_company(const std::string& name, const company::CompanySize& size);
// The one desk in it.
std::string kept_desk(const std::string& folder);

// So many orders or customers; 100,000 of them are those of `tools/seed large`.
company::CompanySize company_of_orders(std::size_t orders);
company::CompanySize company_of_customers(std::size_t customers);

}  // namespace branchline::bench
