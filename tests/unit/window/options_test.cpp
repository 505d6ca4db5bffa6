#include "window/options.h"

#include <doctest/doctest.h>

namespace branchline::window {

TEST_CASE("options of the window are read with a blank and with an equals sign") {
    const auto read =
        read_options({"--profile", "a b", "--lang=en", "--sample=/s", "--probe", "f"});
    REQUIRE(read);
    CHECK(read->profile == "a b");
    CHECK(read->lang == Lang::en);
    CHECK(read->sample == "/s");
    CHECK(read->probe == "f");
    CHECK_FALSE(read->help);
    CHECK(read_options({"--help"})->help);
    CHECK(read_options({"--version"})->version);
    CHECK_FALSE(read_options({})->lang);
}

TEST_CASE("an option that the window does not know is named in the refusal") {
    const auto where = [](std::vector<std::string> arguments) {
        const auto read = read_options(arguments);
        REQUIRE_FALSE(read);
        CHECK(read.error().code == Code::unknown_option);
        return read.error().where;
    };
    CHECK(where({"--fullscreen", "yes"}) == "--fullscreen");
    CHECK(where({"--profile"}) == "--profile");
    CHECK(where({"--profile="}) == "--profile");
    CHECK(where({"--lang", "fr"}) == "--lang");
    CHECK(where({"file"}) == "file");
}

TEST_CASE("the help of the window names every option in both languages") {
    for (const std::string_view option :
         {"--profile", "--sample", "--lang", "--probe", "--help", "--version"}) {
        CHECK(help_text(Lang::zh).find(option) != std::string_view::npos);
        CHECK(help_text(Lang::en).find(option) != std::string_view::npos);
    }
}

}  // namespace branchline::window
