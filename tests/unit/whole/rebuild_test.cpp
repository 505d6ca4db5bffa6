// A desk whose file is damaged is made anew from head office (SYNC 5.8). What only it has comes
// over.
#include "desk/rebuild.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/platform.h"
#include "desk/attention.h"
#include "desk/status.h"
#include "domain/catalogue.h"
#include "store/failure.h"
#include "store/native.h"
#include "support/office.h"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr std::size_t page_bytes = 4096;
constexpr int customers = 60;

// Clara's desk and Max's, level; then Clara works on without the line.
struct Damaged {
    Damaged() {
        office->add("clara", "clerk");
        office->add("max", "manager");
        for (int i = 0; i < customers; ++i) {
            ids.push_back(office->create(
                "clara", "customer",
                {{"name", "样例客户" + std::to_string(i)}, {"needs", std::string(300, 'n')}}));
        }
        level();
        for (int i = 0; i < 5; ++i) {
            REQUIRE(office
                        ->change("clara", "customer", ids[static_cast<std::size_t>(i)],
                                 {"needs=未发 " + std::to_string(i)})
                        .has_value());
        }
        unsent = office->create("clara", "customer", {{"name", "新客户"}});
        waiting = count("clara");
        close();
    }

    void level() {
        for (int round = 0; round < 2; ++round) {
            for (const char* login : {"clara", "max"}) office->exchange(login);
        }
    }

    std::int64_t count(const std::string& login) {
        return office->desk(login).replica().log().count(store::LoggedGroup::Stage::waiting);
    }

    // The programs end: what is on the disk is what there is.
    void close() {
        office.reset();
        file = *read_file(path);
        for (const char* rest : {"-wal", "-shm"}) remove_file(path + rest);
    }

    // Makes Clara's replica anew from these bytes and puts it in its place.
    Result<desk::Rebuilt> rebuild(const Bytes& bytes) {
        const std::string damaged_path = directory.path() + "/damaged.db";
        const std::string fresh_path = directory.path() + "/fresh.db";
        for (const std::string& each : {damaged_path, fresh_path}) {
            for (const char* rest : {"", "-wal", "-shm"}) remove_file(each + rest);
        }
        REQUIRE(write_file_atomically(damaged_path, bytes, true).has_value());
        auto made = rebuilt(damaged_path, fresh_path);
        if (made) std::filesystem::rename(fresh_path, path);
        return made;
    }

    Result<desk::Rebuilt> rebuilt(const std::string& damaged_path, const std::string& fresh_path) {
        store::OpenOptions options;
        store::Database fresh = store::Database::open(fresh_path, options);
        store::prepare_database(fresh, domain::catalogue(), store::desk_application_id,
                                desk::Replica::ddl());
        options.create = false;
        try {
            store::Database damaged = store::Database::open(damaged_path, options);
            SeededRandom random(5);
            const SetClock clock;
            return desk::rebuild(damaged, fresh, domain::catalogue(), clock, random);
        } catch (const store::Failure& failure) {
            return refuse(failure.error());
        }
    }

    // Both desks with the hub, Clara's from the file that was put in place.
    void go_on() {
        office = std::make_unique<Office>(domain::catalogue(), directory.path(), 2);
        for (const char* login : {"clara", "max"}) office->open(login);
        level();
    }

    // What Clara has now is what the hub and Max have.
    void check_level() {
        desk::Replica& replica = office->desk("clara").replica();
        CHECK(replica.check_fold().empty());
        CHECK(replica.cursor() == office->desk("max").replica().cursor());
        CHECK_FALSE(replica.is_loading());
        CHECK(count("clara") == 0);
        for (const RowId& id : ids) {
            for (const char* field : {"name", "needs"}) {
                CHECK(office->shown("clara", "customer", id, field) ==
                      office->shown("max", "customer", id, field));
            }
        }
    }

    TemporaryDirectory directory;
    std::string path = directory.path() + "/clara.db";
    std::unique_ptr<Office> office =
        std::make_unique<Office>(domain::catalogue(), directory.path());
    std::vector<RowId> ids;
    RowId unsent;
    std::int64_t waiting = 0;
    Bytes file;
};

}  // namespace

TEST_CASE("a replica made anew brings over what only the desk has, and reads the rest again") {
    Damaged f;
    const auto made = f.rebuild(f.file);
    REQUIRE_MESSAGE(made.has_value(), made.error().message(Lang::en));
    CHECK(made->waiting == f.waiting);
    CHECK(made->groups == customers + f.waiting);
    CHECK(made->lost == 0);
    CHECK(made->torn.empty());
    f.go_on();
    f.check_level();
    CHECK(f.office->shown("max", "customer", f.ids[0], "needs") == "未发 0");
    CHECK(f.office->shown("max", "customer", f.unsent, "name") == "新客户");
    // And goes on numbering where it was.
    const RowId later = f.office->create("clara", "customer", {{"name", "再一个"}});
    f.level();
    CHECK(f.office->shown("max", "customer", later, "number") ==
          f.office->shown("clara", "customer", later, "number"));
}

TEST_CASE("whichever page is damaged: nothing that could be read is lost, nothing comes twice") {
    Damaged f;
    const std::size_t pages = f.file.size() / page_bytes;
    REQUIRE(pages > 100);
    std::size_t hopeless = 0;
    std::size_t lossless = 0;
    for (std::size_t page = 1; page < pages; page += 3) {
        Bytes damaged = f.file;
        damaged.replace(page * page_bytes + 16, page_bytes - 16, page_bytes - 16, '\0');
        INFO("page " << page);
        const auto made = f.rebuild(damaged);
        if (!made) {
            ++hopeless;
            continue;
        }
        INFO(made->groups << " groups, " << made->answered << " answered, " << made->lost
                          << " lost, torn " << made->torn.size());
        CHECK(made->groups + made->answered + made->lost >= customers + f.waiting);
        if (made->lost == 0) {
            ++lossless;
            CHECK(made->waiting == f.waiting);
        }
    }
    CHECK(lossless > pages / 3 * 8 / 10);  // most pages hold rows, indexes and the tail
    CHECK(hopeless <= 3);
}

TEST_CASE("a replica of which not even the owner can be read is not made anew") {
    Damaged f;
    const auto made = f.rebuild(Bytes(20 * page_bytes, '\x5A'));
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code != Code::none);
}
