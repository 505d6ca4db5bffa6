// What left the desk's sight is not in its files either (SYNC 4.2).
#include "desk/wiping.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "desk/profile.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

namespace {

// The same word as it was typed, and as the search index has it.
constexpr std::string_view typed = "Zqxwvut";
constexpr std::string_view indexed = "zqxwvut";

struct WipingOffice {
    WipingOffice() {
        for (int i = 0; i < 30; ++i) f.arrive("customer", {{"name", "Other " + std::to_string(i)}});
        customer = f.arrive("customer", {{"name", std::string(typed)}, {"needs", "secret needs"}});
        settle();
    }

    void settle() {
        while (f.desk().rest()) {
        }
    }

    void leave() {
        sync::Entry entry;
        entry.op = entry.origin = random_id(f.random);
        entry.user = f.other_user;
        entry.corrected_ms = entry.received_ms = f.clock.now_ms;
        entry.effects = {
            sync::effect_on(sync::EffectKind::leave, f.entity("customer").id, customer)};
        f.take({entry});
    }

    [[nodiscard]] bool files_have(std::string_view words) const {
        for (const auto& file : std::filesystem::directory_iterator(f.directory.path())) {
            std::ifstream in(file.path(), std::ios::binary);
            std::ostringstream content;
            content << in.rdbuf();
            if (content.str().find(words) != std::string::npos) return true;
        }
        return false;
    }

    DeskFixture f;
    RowId customer;
};

}  // namespace

TEST_CASE("the words of a row that left are in no file once the writer has had time") {
    WipingOffice office;
    REQUIRE(office.files_have(typed));
    REQUIRE(office.files_have(indexed));
    REQUIRE(office.files_have("secret needs"));
    office.leave();
    SUBCASE("at once") {}
    SUBCASE("also when the program ended in between") {
        static_cast<void>(office.f.desk().rest());
        office.f.reopen();
    }
    office.settle();
    CHECK_FALSE(office.files_have(typed));
    CHECK_FALSE(office.files_have(indexed));
    CHECK_FALSE(office.files_have("secret needs"));
    CHECK(office.files_have("Other 7"));
}

TEST_CASE("a reader in an old snapshot only puts it off") {
    WipingOffice office;
    store::OpenOptions options;
    options.read_only = true;
    options.initials = desk::initials();
    {
        store::Database reader =
            store::Database::open(office.f.directory.path() + "/replica.db", options);
        const store::Snapshot held(reader);
        CHECK(store::Settings(reader).get(desk::setting::user).has_value());  // from now on
        office.leave();
        office.settle();
        CHECK(office.files_have(typed));
    }
    office.settle();
    CHECK_FALSE(office.files_have(typed));
}
