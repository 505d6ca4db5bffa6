#include "keep/backup.h"

#include "keep/server_rig.h"

using namespace branchline;
using namespace branchline::keep;

TEST_CASE("what is written while a backup is made is in it, and nothing is half") {
    ServerRig rig;
    const std::string path = rig.file_at("a.backup");
    for (int i = 0; i < 40; ++i) {
        REQUIRE(rig.admin->add_branch("B" + std::to_string(i), "Branch").has_value());
    }
    std::size_t steps = 0;
    {
        Backup backup(rig.directory, *rig.database, *rig.core, path);
        while (!backup.step(20)) {
            ++steps;
            REQUIRE(rig.admin->add_branch("X" + std::to_string(steps), "Later").has_value());
        }
        CHECK(!file_exists(path));
        REQUIRE(backup.finish(rig.clock).has_value());
    }
    CHECK(steps > 0);
    CHECK(!file_exists(path + ".copying"));
    const std::size_t due = rig.branches();
    REQUIRE(rig.admin->add_branch("LAST", "Not in it").has_value());
    rig.stop();
    const auto restored = rig.put_back(path);
    REQUIRE(restored.has_value());
    rig.open();
    CHECK(rig.branches() == due);
    CHECK(hub::verify(*rig.database, domain::catalogue()).findings == std::vector<std::string>{});
}

TEST_CASE("desks are told the oldest place that may be restored") {
    ServerRig rig;
    const auto oldest = [&] {
        return store::HubFacts(*rig.database).integer(hub::fact::oldest_restorable_seq);
    };
    const auto first = rig.back_up(rig.file_at("1.backup"));
    REQUIRE(first.has_value());
    CHECK(oldest() == first->head_seq);
    REQUIRE(rig.admin->add_branch("SHA", "Shanghai").has_value());
    const auto second = rig.back_up(rig.file_at("2.backup"));
    CHECK(oldest() == first->head_seq);
    rig.clock.wall += std::int64_t{31} * 24 * 3600 * 1000;
    const auto third = rig.back_up(rig.file_at("3.backup"));
    CHECK(oldest() == third->head_seq);  // the others are too old to be put back
}

TEST_CASE("a backup that cannot be placed is refused, and no backup") {
    ServerRig rig;
    CHECK_THROWS(rig.back_up(rig.file_at("no/such/folder/a.backup")));
    CHECK(store::HubFacts(*rig.database).integer(hub::fact::oldest_restorable_seq) == 0);
}
