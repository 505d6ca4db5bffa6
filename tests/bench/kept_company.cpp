#include "bench/kept_company.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/ensure.h"

namespace branchline::bench {

std::string kept_desk(const std::string& folder) { return folder + "/desks/sha.manager1"; }

std::string kept_company(const std::string& name, const company::CompanySize& size) {
    namespace fs = std::filesystem;
    const std::string folder = (fs::temp_directory_path() / ("company-" + name)).string();
    if (fs::exists(folder)) return folder;
    std::fprintf(stderr, "bench: making %s, once\n", folder.c_str());
    const std::string unfinished = folder + ".new";
    fs::remove_all(unfinished);
    fs::create_directories(unfinished + "/desks");
    ENSURE(company::make_company(kept_desk(unfinished), kept_password, size,
                                 [](std::string_view, std::size_t) {})
               .has_value());
    std::ofstream(unfinished + "/password") << kept_password << '\n';
    fs::rename(unfinished, folder);
    return folder;
}

company::CompanySize company_of_orders(std::size_t orders) {
    company::CompanySize size = orders > 100'000 ? company::whole_company : company::large_company;
    size.orders = orders;
    return size;
}

company::CompanySize company_of_customers(std::size_t customers) {
    company::CompanySize size = company::whole_company;
    size.customers = customers;
    size.orders = customers / 10;
    return size;
}

}  // namespace branchline::bench
