// The catalogue as text is kept in tests/data/catalogue.golden: whoever changes a declaration sees
// and commits what changes with it. BRANCHLINE_BLESS=1 rewrites the file, but not over a broken
// promise: ids that rows and peers know are never given to something else.
#include <doctest/doctest.h>

#include <map>
#include <sstream>

#include "base/platform.h"
#include "domain/catalogue.h"

namespace branchline::domain {
namespace {

constexpr const char* golden_path = "tests/data/catalogue.golden";

// "entity 8", "entity 8 field 17", "entity 8 field 25 choice 1", "entity 8 step 1" -> what may not
// change under that id: the name, and of a field also the kind.
using Promises = std::map<std::string, std::string>;

std::string name_and_kind(const std::string& key, const std::string& name,
                          const std::string& line) {
    if (key != "field") return name;
    const std::size_t end_of_labels = line.rfind('"');
    std::istringstream rest(line.substr(end_of_labels + 1));
    std::string kind;
    rest >> kind;
    return name + ' ' + kind;
}

Promises promises_of(const std::string& description) {
    Promises promises;
    std::string entity;
    std::string field;
    std::istringstream lines(description);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string key;
        std::string id;
        std::string name;
        words >> key >> id >> name;
        std::string path;
        if (key == "entity") {
            path = entity = "entity " + id;
        } else if (key == "field") {
            path = field = entity + " field " + id;
        } else if (key == "choice") {
            path = field + " choice " + id;
        } else if (key == "step") {
            path = entity + " step " + id;
        }
        if (!path.empty()) promises[path] = name_and_kind(key, name, line);
    }
    return promises;
}

}  // namespace

TEST_CASE("the catalogue is the one in tests/data/catalogue.golden") {
    const std::string described = describe(catalogue());
    const Result<std::string> golden = read_file(golden_path);
    if (golden) {
        const Promises now = promises_of(described);
        for (const auto& [what, promised] : promises_of(*golden)) {
            CAPTURE(what);
            const auto found = now.find(what);
            REQUIRE_MESSAGE(found != now.end(), what << " (" << promised << ") has vanished");
            REQUIRE(found->second == promised);
        }
    }
    if (environment_variable("BRANCHLINE_BLESS") == "1") {
        REQUIRE(write_file_atomically(golden_path, described, false));
        return;
    }
    REQUIRE(golden);
    const bool same = *golden == described;
    CHECK_MESSAGE(same,
                  "declarations and golden catalogue differ; if the change is meant, run "
                  "this test with BRANCHLINE_BLESS=1 and review the difference");
}

TEST_CASE("the promises of a description name entities, fields, choices and steps") {
    const Promises promises = promises_of(describe(catalogue()));
    CHECK(promises.at("entity 8") == "customer");
    CHECK(promises.at("entity 8 field 17") == "name text");
    CHECK(promises.at("entity 8 field 25") == "status status");
    CHECK(promises.at("entity 8 field 25 choice 5") == "blocked");
    CHECK(promises.at("entity 14 step 10") == "cancel");
}

}  // namespace branchline::domain
