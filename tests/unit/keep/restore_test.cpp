#include "keep/restore.h"

#include <filesystem>

#include "keep/server_rig.h"

using namespace branchline;
using namespace branchline::keep;

namespace {

Code code_of(const Result<Restored>& restored) {
    return restored ? Code::none : restored.error().code;
}

}  // namespace

TEST_CASE("a restore keeps what stood there, whole, and the next one does not overwrite it") {
    ServerRig rig;
    const std::string path = rig.file_at("a.backup");
    REQUIRE(rig.back_up(path).has_value());
    REQUIRE(rig.admin->add_branch("SHA", "Shanghai").has_value());
    rig.stop();
    const auto first = rig.put_back(path);
    const auto second = rig.put_back(path);
    REQUIRE(second.has_value());
    CHECK(first->kept != second->kept);
    CHECK(!file_exists(path_in(rig.directory, "restore.unfinished")));
    rig.open();
    CHECK(rig.branches() == 0);
    rig.stop();
    rig.directory = first->kept;
    rig.open();
    CHECK(rig.branches() == 1);
    CHECK(keys::Authority::open(rig.directory, rig.clock).has_value());
}

TEST_CASE("a restored hub collects, and its time runs from when it serves") {
    ServerRig rig;
    const std::string path = rig.file_at("a.backup");
    REQUIRE(rig.back_up(path).has_value());
    rig.stop();
    REQUIRE(rig.put_back(path).has_value());
    rig.clock.wall += std::int64_t{24} * 3600 * 1000;
    rig.open();
    rig.start();
    hub::HubTables tables(*rig.database, domain::catalogue());
    CHECK(hub::heal_report(tables).collecting);
    CHECK(hub::heal_report(tables).until_ms == 0);
    rig.core->handle(hub::Tick{});
    rig.core->flush();
    CHECK(hub::heal_report(tables).until_ms == rig.clock.wall + hub::regressed_window_ms);
    CHECK(rig.core->end_collecting());
    CHECK(!rig.core->end_collecting());
    CHECK(!hub::heal_report(tables).collecting);
    CHECK(hub::Overview(*rig.database, domain::catalogue()).stats().epochs == 2);
}

TEST_CASE("the authority comes back with the store, so that desks know the server") {
    ServerRig rig;
    const std::string path = rig.file_at("a.backup");
    const Digest known = keys::Authority::open(rig.directory, rig.clock)->fingerprint();
    REQUIRE(rig.back_up(path).has_value());
    rig.stop();
    std::filesystem::remove_all(rig.directory);
    REQUIRE(make_directory(rig.directory, true).has_value());
    const auto restored = rig.put_back(path);
    REQUIRE(restored.has_value());
    CHECK(restored->kept.empty());
    CHECK(keys::Authority::open(rig.directory, rig.clock)->fingerprint() == known);
}

TEST_CASE("a damaged or foreign backup is refused and nothing of the present is touched") {
    ServerRig rig;
    const std::string path = rig.file_at("a.backup");
    REQUIRE(rig.back_up(path).has_value());
    REQUIRE(rig.admin->add_branch("SHA", "Shanghai").has_value());
    rig.stop();
    const std::string whole = *read_file(path);
    const std::string store = *read_file(path_in(rig.directory, file::store));
    std::string flipped = whole;
    flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 1);
    put(path, flipped);
    CHECK(code_of(rig.put_back(path)) == Code::damaged);
    put(path, whole.substr(0, whole.size() - 1));
    CHECK(code_of(rig.put_back(path)) == Code::damaged);
    put(path, store);
    CHECK(code_of(rig.put_back(path)) == Code::foreign_file);
    CHECK(code_of(rig.put_back(rig.file_at("nowhere"))) == Code::not_found);
    CHECK(*read_file(path_in(rig.directory, file::store)) == store);
    for (const auto& each : std::filesystem::directory_iterator(rig.directory)) {
        CHECK(!each.path().filename().string().starts_with("before-restore"));
    }
}

TEST_CASE("a whole archive around a store with a broken log is refused") {
    ServerRig rig;
    const std::string path = rig.file_at("a.backup");
    {
        store::Transaction transaction(*rig.database);
        store::Statement change = rig.database->use("UPDATE log SET command='forged' WHERE seq=2");
        change.run();
        transaction.commit();
    }
    REQUIRE(rig.back_up(path).has_value());
    rig.stop();
    CHECK(code_of(rig.put_back(path)) == Code::damaged);
}

TEST_CASE("a damaged present store does not stop a restore, and is kept") {
    ServerRig rig;
    const std::string path = rig.file_at("a.backup");
    REQUIRE(rig.back_up(path).has_value());
    rig.stop();
    put(path_in(rig.directory, file::store), "rubbish");
    const auto restored = rig.put_back(path);
    REQUIRE(restored.has_value());
    CHECK(*read_file(path_in(restored->kept, file::store)) == "rubbish");
    rig.open();
    CHECK(hub::is_initialised(*rig.database));
}
