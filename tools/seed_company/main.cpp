// branchline-company SIZE DIRECTORY PASSWORD_FILE: what tools/seed calls for the large profiles.
#include <cstdio>
#include <string>

#include "base/platform.h"
#include "seed_company/company.h"
#include "store/failure.h"

using namespace branchline;

int main(int count, char** arguments) {
    const std::string size = count == 4 ? arguments[1] : "";
    if (size != "large" && size != "company") {
        std::fprintf(stderr, "branchline-company large|company DIRECTORY PASSWORD_FILE\n");
        return 2;
    }
    auto password = read_file(arguments[3]);
    if (!password) {
        std::fprintf(stderr, "branchline-company: %s cannot be read\n", arguments[3]);
        return 1;
    }
    while (!password->empty() && password->back() == '\n') password->pop_back();
    try {
        const Status made = company::make_company(
            arguments[2], *password,
            size == "large" ? company::large_company : company::whole_company,
            [](std::string_view what, std::size_t rows) {
                std::fprintf(stderr, "%.*s %zu\n", static_cast<int>(what.size()), what.data(),
                             rows);
            });
        if (made) return 0;
        std::fprintf(stderr, "branchline-company: %s %s\n", made.error().where.c_str(),
                     made.error().detail.c_str());
    } catch (const store::Failure& failure) {
        std::fprintf(stderr, "branchline-company: %s\n", failure.what());
    }
    return 1;
}
