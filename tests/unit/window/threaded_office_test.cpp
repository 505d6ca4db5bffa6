#include "window/threaded_office.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/program.h"
#include "store/sqlite.h"
#include "window/loopback_hub.h"
#include "window/office_desk.h"

namespace branchline::test {

namespace {

using live::Gate;

// What `branchline-cli` of another process would print: it finds the profile held.
struct Called {
    int exit_code = -1;
    std::string out;
    std::string err;

    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

Called call(const std::string& profile, std::vector<std::string> arguments,
            const std::string& password = office_password) {
    const SystemClock clock;
    SystemRandom random;
    Called called;
    cli::Surroundings around{.clock = clock,
                             .random = random,
                             .out = [&](std::string_view text) { called.out += text; },
                             .err = [&](std::string_view text) { called.err += text; },
                             .directory = "/",
                             .language = "en",
                             .profile = profile,
                             .password = password,
                             .new_password = {}};
    arguments.insert(arguments.begin(), "--json");
    called.exit_code = cli::run_program(around, arguments);
    return called;
}

void enroll(OfficeDesk& desk, const std::string& code) {
    REQUIRE(desk.until_gate(Gate::first_run));
    const live::Outcome outcome = desk.perform(live::Enroll{code, office_password, true});
    CHECK_FALSE(outcome.error);
    REQUIRE(desk.until_gate(Gate::open));
    // Until then it knows neither its user nor his branch.
    REQUIRE(desk.until([&] { return desk.model().status().desk.last_sync_ms != 0; }));
}

// For as long as it lives, no file of this process may grow beyond this.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }

    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

  private:
    rlimit before_{};
};

// What its pages hold on the disk is no more what was written; the file's head is whole.
void damage_table(const std::string& path, const std::string& table) {
    std::vector<std::int64_t> pages;
    {
        store::OpenOptions options;
        options.create = false;
        store::Database database = store::Database::open(path, options);
        store::Statement all = database.prepare("SELECT pageno FROM dbstat WHERE name=?");
        all.bind_text(1, table);
        while (all.step()) pages.push_back(all.integer(0));
    }
    REQUIRE_FALSE(pages.empty());
    constexpr std::int64_t page_bytes = 4096;
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (const std::int64_t page : pages) {
        file.seekp((page - 1) * page_bytes);
        file << std::string(page_bytes, '\xEE');
    }
}

// Locked: the file is closed, and all of it in one piece.
void lock(OfficeDesk& desk, const std::string& path) {
    CHECK_FALSE(desk.perform(live::LockDesk{}).error);
    REQUIRE(desk.until_gate(Gate::locked));
    REQUIRE(desk.until([&] { return !file_exists(path + "-wal"); }));
}

}  // namespace

TEST_CASE("two windows see each other's change") {
    LoopbackHub hub;
    const TemporaryDirectory one;
    const TemporaryDirectory other;
    OfficeDesk lin(one.path());
    OfficeDesk wang(other.path());
    enroll(lin, hub.invite("lin", "manager"));
    enroll(wang, hub.invite("wang", "clerk"));
    CHECK_FALSE(lin.save_customer("圳鑫物流").error);
    CHECK(wang.until_customers("圳鑫物流", 1));
    CHECK(lin.until([&] { return lin.model().status().desk.pending == 0; }));
    CHECK(lin.until([&] { return lin.model().status().link == desk::LinkState::online; }));
    CHECK_FALSE(wang.save_customer("深圳样例").error);
    CHECK(lin.until_customers("深圳样例", 1));
}

TEST_CASE("what is saved without a line is sent when it comes back") {
    LoopbackHub hub;
    const TemporaryDirectory one;
    const TemporaryDirectory other;
    OfficeDesk lin(one.path());
    OfficeDesk wang(other.path());
    enroll(lin, hub.invite("lin", "manager"));
    enroll(wang, hub.invite("wang", "clerk"));
    hub.close_gate();
    CHECK(lin.until([&] { return lin.model().status().offline_since_ms != 0; }));
    CHECK_FALSE(lin.save_customer("离线客户").error);
    CHECK(lin.until_customers("离线客户", 1));
    CHECK(lin.until([&] { return lin.model().status().desk.pending == 1; }));
    hub.open_gate();
    CHECK_FALSE(lin.perform(live::SyncNow{}).error);
    CHECK_FALSE(wang.perform(live::SyncNow{}).error);
    CHECK(wang.until_customers("离线客户", 1));
}

TEST_CASE("a paused exchange rests with what waits, until it is asked for") {
    LoopbackHub hub;
    const TemporaryDirectory one;
    const TemporaryDirectory other;
    OfficeDesk lin(one.path());
    OfficeDesk wang(other.path());
    enroll(lin, hub.invite("lin", "manager"));
    enroll(wang, hub.invite("wang", "clerk"));
    CHECK_FALSE(lin.perform(live::PauseSync{}).error);
    CHECK(lin.until([&] { return lin.model().status().paused; }));
    CHECK_FALSE(lin.save_customer("圳鑫物流").error);
    CHECK(lin.until([&] { return lin.model().status().desk.pending == 1; }));
    // Meanwhile another desk sends and hears all there is.
    CHECK_FALSE(wang.save_customer("深圳样例").error);
    CHECK_FALSE(wang.perform(live::SyncNow{}).error);
    CHECK(lin.model().status().desk.pending == 1);
    CHECK(lin.model().status().link != desk::LinkState::online);
    CHECK_FALSE(lin.perform(live::SyncNow{}).error);
    CHECK(lin.until([&] { return lin.model().status().desk.pending == 0; }));
    CHECK_FALSE(lin.model().status().paused);
    CHECK(wang.until_customers("圳鑫物流", 1));
}

TEST_CASE("a call of the command line is carried out while the window holds the profile") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    OfficeDesk desk(directory.path());
    enroll(desk, hub.invite("lin", "manager"));
    Called made;
    std::jthread caller(
        [&] { made = call(directory.path(), {"new", "customer", "name=来自命令行"}); });
    CHECK(desk.until_customers("来自命令行", 1));
    caller.join();
    CHECK(made.exit_code == 0);
    CHECK_FALSE(desk.save_customer("来自窗口").error);
    const Called listed = call(directory.path(), {"list", "customer"});
    CHECK(listed.json()["rows"].size() == 2);
    CHECK(call(directory.path(), {"list", "customer"}, "wrong").exit_code == 1);
    CHECK(call(directory.path(), {"enroll", "ABC"}).json()["error"]["code"] == "already_enrolled");
}

TEST_CASE("a locked window forgets, answers other processes, and opens again") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    OfficeDesk desk(directory.path());
    enroll(desk, hub.invite("lin", "manager"));
    CHECK_FALSE(desk.save_customer("锁定之前").error);
    CHECK_FALSE(desk.perform(live::LockDesk{}).error);
    REQUIRE(desk.until_gate(Gate::locked));
    CHECK(desk.save_customer("锁定之中").error->code == Code::profile_locked);
    CHECK(call(directory.path(), {"list", "customer"}).json()["rows"].size() == 1);
    CHECK(desk.perform(live::Unlock{"wrong"}).error->code == Code::wrong_password);
    CHECK(desk.model().gate() == Gate::locked);
    CHECK_FALSE(desk.perform(live::Unlock{office_password}).error);
    REQUIRE(desk.until_gate(Gate::open));
    CHECK(desk.until_customers("锁定之前", 1));
    CHECK_FALSE(desk.perform(live::ChangePassword{office_password, "another one"}).error);
    CHECK(desk.perform(live::ChangePassword{office_password, "a third"}).error);
    CHECK_FALSE(desk.perform(live::LockDesk{}).error);
    CHECK_FALSE(desk.perform(live::Unlock{"another one"}).error);
}

TEST_CASE("a call of the command line locks an open window without a password") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    OfficeDesk desk(directory.path());
    enroll(desk, hub.invite("lin", "manager"));
    CHECK_FALSE(desk.save_customer("锁定之前").error);
    const Called locked = call(directory.path(), {"lock"}, {});
    CHECK(locked.exit_code == 0);
    CHECK(locked.json()["locked"] == true);
    REQUIRE(desk.until_gate(Gate::locked));
    CHECK(desk.save_customer("锁定之中").error->code == Code::profile_locked);
    CHECK(call(directory.path(), {"lock"}, {}).exit_code == 0);
    CHECK(desk.perform(live::Unlock{"wrong"}).error->code == Code::wrong_password);
    CHECK_FALSE(desk.perform(live::Unlock{office_password}).error);
    CHECK(desk.until_customers("锁定之前", 1));
    // The wish of the second call was met by then: nothing locks it again.
    CHECK_FALSE(desk.save_customer("锁定之后").error);
}

TEST_CASE("a window that does not encrypt is enrolled only with leave") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    OfficeDesk desk(directory.path());
    REQUIRE(desk.until_gate(Gate::first_run));
    const std::string code = hub.invite("lin", "manager");
    if (desk::replica_is_encrypted) return;
    const live::Outcome refused = desk.perform(live::Enroll{code, office_password, false});
    REQUIRE(refused.error);
    CHECK(refused.error->code == Code::unencrypted);
    CHECK(desk.model().gate() == Gate::first_run);
    enroll(desk, code);
}

TEST_CASE("what was reported as saved is on the disk when the process is gone without notice") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    const TemporaryDirectory copy;
    {
        OfficeDesk desk(directory.path());
        enroll(desk, hub.invite("lin", "manager"));
        hub.close_gate();
        CHECK_FALSE(desk.save_customer("突然断电").error);
        // What kill -9 leaves: the files as they are at this moment.
        for (const char* name : {"replica.db", "replica.db-wal", "device.key"}) {
            std::filesystem::copy(directory.path() + "/" + name, copy.path() + "/" + name);
        }
    }
    OfficeDesk desk(copy.path(), office_password);
    REQUIRE(desk.until_gate(Gate::open));
    CHECK(desk.until_customers("突然断电", 1));
    CHECK(desk.model().status().desk.pending == 1);
}

TEST_CASE("what was ordered before the window closed is saved") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    {
        OfficeDesk desk(directory.path());
        enroll(desk, hub.invite("lin", "manager"));
        const schema::EntitySpec& customer = *desk.model().catalogue().entity("customer");
        for (int i = 0; i < 20; ++i) {
            live::SaveRecord save;
            save.entity = customer.id;
            save.values.set(customer.field("name")->id, schema::Value("最后一刻"));
            desk.model().perform(std::move(save));
        }
        desk.office().remember({Lang::en, true, 150, {1, 2, 3, 4, false}});
    }
    const auto look = read_file(window::look_path(directory.path()));
    REQUIRE(look);
    CHECK(window::read_look(*look, {}).zoom_percent == 150);
    OfficeDesk desk(directory.path(), office_password);
    REQUIRE(desk.until_gate(Gate::open));
    CHECK(desk.until_customers("最后一刻", 20));
}

TEST_CASE("settings chosen before the profile is open are kept in it") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    OfficeDesk desk(directory.path());
    REQUIRE(desk.until_gate(Gate::first_run));
    desk.model().keep("language", "en");
    enroll(desk, hub.invite("lin", "manager"));
    CHECK(desk.model().setting("language") == "en");
}

TEST_CASE("a disk that is full refuses the save in words, and saves again when there is room") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    OfficeDesk desk(directory.path());
    enroll(desk, hub.invite("lin", "manager"));
    CHECK(desk.until([&] { return desk.model().status().link == desk::LinkState::online; }));
    hub.close_gate();
    {
        const FileSizeLimit limit(512);
        const live::Outcome outcome = desk.save_customer("没有空间");
        REQUIRE(outcome.error);
        CHECK_FALSE(outcome.error->message(Lang::en).empty());
        CHECK_FALSE(outcome.error->message(Lang::zh).empty());
    }
    CHECK_FALSE(desk.save_customer("又有空间").error);
    CHECK(desk.until_customers("又有空间", 1));
    CHECK(desk.until_customers("没有空间", 0));
}

TEST_CASE("a damaged replica is repaired from the window and opens") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    OfficeDesk desk(directory.path());
    enroll(desk, hub.invite("lin", "manager"));
    CHECK_FALSE(desk.save_customer("圳鑫物流").error);
    CHECK(desk.until([&] { return desk.model().status().desk.pending == 0; }));
    hub.close_gate();
    CHECK(desk.until([&] { return desk.model().status().offline_since_ms != 0; }));
    CHECK_FALSE(desk.save_customer("未发客户").error);
    const std::string path = directory.path() + "/replica.db";
    lock(desk, path);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file << std::string(4096, '\xEE');
    }
    const auto before = read_file(path);
    CHECK(desk.perform(live::Unlock{office_password}).error);
    CHECK(desk.perform(live::Repair{"wrong"}).error->code == Code::wrong_password);
    // Without head office it is said so, and nothing is changed.
    CHECK(desk.perform(live::Repair{office_password}).error);
    CHECK((*read_file(path) == *before));
    CHECK(desk.model().gate() == Gate::locked);
    hub.open_gate();
    const live::Outcome repaired = desk.perform(live::Repair{office_password});
    REQUIRE_FALSE(repaired.error);
    CHECK(repaired.lost == 0);
    CHECK(repaired.unchanged > 2);
    REQUIRE(desk.until_gate(Gate::open));
    CHECK(desk.until_customers("圳鑫物流", 1));
    CHECK(desk.until_customers("未发客户", 1));
    CHECK(desk.until([&] { return desk.model().status().desk.pending == 0; }));
}

TEST_CASE("damage that is found at work locks the window, and is repaired from there") {
    for (const bool reading : {true, false}) {
        CAPTURE(reading);
        LoopbackHub hub;
        const TemporaryDirectory directory;
        OfficeDesk desk(directory.path());
        enroll(desk, hub.invite("lin", "manager"));
        CHECK_FALSE(desk.save_customer("圳鑫物流").error);
        CHECK(desk.until([&] { return desk.model().status().desk.pending == 0; }));
        const std::string path = directory.path() + "/replica.db";
        lock(desk, path);
        damage_table(path, "e_customer");
        CHECK_FALSE(desk.perform(live::Unlock{office_password}).error);  // its head is whole
        if (reading) {
            live::RowsQuestion question;
            question.entity = desk.model().catalogue().entity("customer")->id;
            CHECK(desk.until([&] {
                static_cast<void>(desk.model().see("customers", question));
                return desk.model().gate() == Gate::locked;
            }));
        } else {
            CHECK(desk.save_customer("又一客户").error->code == Code::damaged);
            REQUIRE(desk.until_gate(Gate::locked));
        }
        REQUIRE(desk.model().trouble());
        CHECK(desk.model().trouble()->code == Code::damaged);
        // Unlocked all the same, it stays open to be read, and takes nothing.
        CHECK_FALSE(desk.perform(live::Unlock{office_password}).error);
        REQUIRE(desk.until_gate(Gate::open));
        CHECK(desk.save_customer("又一客户").error->code == Code::damaged);
        CHECK(desk.model().gate() == Gate::open);
        lock(desk, path);
        REQUIRE_FALSE(desk.perform(live::Repair{office_password}).error);
        REQUIRE(desk.until_gate(Gate::open));
        CHECK_FALSE(desk.model().trouble());
        CHECK(desk.until_customers("圳鑫物流", 1));
        CHECK_FALSE(desk.save_customer("修复之后").error);
    }
}

TEST_CASE("a damaged replica is refused in words") {
    LoopbackHub hub;
    const TemporaryDirectory directory;
    OfficeDesk desk(directory.path());
    enroll(desk, hub.invite("lin", "manager"));
    CHECK_FALSE(desk.perform(live::LockDesk{}).error);
    REQUIRE(desk.until_gate(Gate::locked));
    const std::string path = directory.path() + "/replica.db";
    std::filesystem::remove(path + "-wal");
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096);
        file << std::string(std::filesystem::file_size(path) - 4096, '\xEE');
    }
    const live::Outcome outcome = desk.perform(live::Unlock{office_password});
    REQUIRE(outcome.error);
    CHECK(outcome.error->code == Code::damaged);
    CHECK_FALSE(outcome.error->hint(Lang::zh).empty());
    CHECK(desk.model().gate() == Gate::locked);
}

}  // namespace branchline::test
