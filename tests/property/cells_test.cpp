// Every cell of the rule table has a test case: the ids are read from the table, the names of the
// cases from their sources, so that a new row or a lost case is noticed.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace branchline::test {

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    REQUIRE_MESSAGE(file.good(), path.string());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::set<std::string> all_matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    std::set<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) {
        found.insert((*at)[1]);
    }
    return found;
}

std::set<std::string> cells_of_the_table() {
    std::istringstream design(read_file("shared/sync/DESIGN.md"));
    std::set<std::string> cells;
    for (std::string line; std::getline(design, line);) {
        if (line.starts_with("|")) {
            cells.merge(all_matches(line, "`([a-z]+\\.[a-z]+)`"));
        } else if (line.starts_with("Also listed:")) {
            cells.merge(all_matches(line, "`([a-z_]+)`"));
        }
    }
    return cells;
}

std::set<std::string> cells_with_a_case() {
    std::set<std::string> cells;
    for (const auto& entry : std::filesystem::directory_iterator("tests/property")) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("cells_") || entry.path().extension() != ".cpp") {
            continue;
        }
        const std::string source = read_file(entry.path());
        for (const std::string& title :
             all_matches(source, "TEST_CASE\\(\\s*((?:\"[^\"]*\"\\s*)+)\\)")) {
            cells.merge(all_matches(title, "\\[([a-z_.]+)\\]"));
        }
    }
    return cells;
}

}  // namespace

TEST_CASE("every cell of the rule table has a test case") {
    const std::set<std::string> cells = cells_of_the_table();
    const std::set<std::string> tested = cells_with_a_case();
    CHECK(cells.size() > 90);
    for (const std::string& cell : cells) {
        CHECK_MESSAGE(tested.contains(cell), cell << " has no test case");
    }
    for (const std::string& cell : tested) {
        CHECK_MESSAGE(cells.contains(cell), cell << " is tested, but not in the table");
    }
}

}  // namespace branchline::test
