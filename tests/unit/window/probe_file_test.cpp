#include "window/probe_file.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/desk_fixture.h"

namespace branchline::window {

namespace {

std::vector<nlohmann::json> lines_of(const std::string& path) {
    std::vector<nlohmann::json> lines;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
}

}  // namespace

TEST_CASE("what is shown goes to the file once for each picture") {
    const test::TemporaryDirectory directory;
    const std::string path = directory.path() + "/probe";
    auto file = ProbeFile::open(path);
    REQUIRE(file);
    ui::Probe probe;
    probe.record(true);
    probe.push("list");
    probe.add({ui::Seen::Kind::field, "name", "Name", "圳\"鑫\n", 1.4F, 2, 3, 4});
    probe.pop();
    file->write(probe, 3, 1);
    file->write(probe, 5, 2);
    probe.add({ui::Seen::Kind::button, "go", "Go", {}, 0, 0, 1, 1, false, true, "not now"});
    file->write(probe, 6, 3);
    const auto lines = lines_of(path);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0]["frames"] == 3);
    CHECK(lines[0]["seen"][0]["path"] == "list/name");
    CHECK(lines[0]["seen"][0]["value"] == "圳\"鑫\n");
    CHECK(lines[0]["seen"][0]["box"] == nlohmann::json({1, 2, 3, 4}));
    const auto& button = lines[1]["seen"][1];
    CHECK(button["enabled"] == false);
    CHECK(button["focused"] == true);
    CHECK(button["reason"] == "not now");
}

TEST_CASE("a probe file that cannot be written is refused") {
    CHECK(ProbeFile::open("/no/such/folder/probe").error().code == Code::io_error);
}

}  // namespace branchline::window
