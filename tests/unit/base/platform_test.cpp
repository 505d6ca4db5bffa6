#include "base/platform.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/ensure.h"
#include "base/inbox.h"
#include "base/self_run.h"

namespace branchline {

namespace {

namespace fs = std::filesystem;

void write_plainly(const std::string& path, std::string_view content) {
    std::ofstream(path, std::ios::binary) << content;
}

std::size_t entries_in(const std::string& directory) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

fs::perms permissions(const std::string& path) { return fs::status(path).permissions(); }

// Sets a variable for one test.
class Variable {
  public:
    Variable(const char* name, const char* value)
        : name_(name), before_(environment_variable(name)) {
        ::setenv(name, value, 1);
    }

    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

    ~Variable() { ::setenv(name_, before_.c_str(), 1); }

  private:
    const char* name_;
    std::string before_;
};

}  // namespace

TEST_CASE("the clock runs forward within one boot") {
    const SystemClock clock;
    const BootTime before = clock.boot_time();
    const BootTime after = clock.boot_time();
    CHECK_FALSE(before.boot_id.is_null());
    CHECK(before.boot_id == after.boot_id);
    CHECK(before.ms > 0);
    CHECK(before.ms <= after.ms);
    CHECK(SystemClock().boot_time().boot_id == before.boot_id);
}

TEST_CASE("the wall clock counts milliseconds of UTC") {
    const std::int64_t now = SystemClock().wall_ms();
    CHECK(now > 1'700'000'000'000);
    CHECK(now < 10'000'000'000'000);
}

TEST_CASE("a lock is taken once, also within one process") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("lock");
    {
        const auto lock = FileLock::try_take(path);
        REQUIRE(lock.has_value());
        CHECK_FALSE(FileLock::try_take(path).has_value());
        CHECK(FileLock::try_take(directory.file("other")).has_value());
    }
    CHECK(FileLock::try_take(path).has_value());
}

TEST_CASE("a lock that was moved is held by its new owner only") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("lock");
    std::optional<FileLock> outer;
    {
        auto inner = FileLock::try_take(path);
        REQUIRE(inner.has_value());
        outer = std::move(inner);
    }
    CHECK_FALSE(FileLock::try_take(path).has_value());
    outer = FileLock::try_take(directory.file("other"));
    CHECK(FileLock::try_take(path).has_value());
}

TEST_CASE("a lock where no file can be is not taken") {
    const TemporaryDirectory directory;
    CHECK_FALSE(FileLock::try_take(directory.file("missing/lock")).has_value());
}

TEST_CASE("hidden: dying with a lock" * doctest::skip()) {
    const auto lock = FileLock::try_take(environment_variable("BRANCHLINE_TEST_LOCK"));
    ENSURE(lock.has_value() && environment_variable("BRANCHLINE_TEST_LOCK").empty());
}

TEST_CASE("a lock of another process holds, and ends when that process dies") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("lock");
    const Variable variable("BRANCHLINE_TEST_LOCK", path.c_str());
    CHECK_FALSE(run_case("hidden: dying with a lock").succeeded);
    CHECK(file_exists(path));
    CHECK(FileLock::try_take(path).has_value());
}

TEST_CASE("a file is read whole, whatever is in it") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("content");
    for (const std::size_t size : {0, 1, 65'535, 65'536, 65'537, 300'000}) {
        std::string content(size, 'x');
        if (size > 10) content[7] = '\0';
        write_plainly(path, content);
        CHECK(read_file(path) == content);
    }
    CHECK(read_file("/proc/self/status").value_or("").size() > 100);  // no size known beforehand
}

TEST_CASE("what cannot be read says why") {
    const TemporaryDirectory directory;
    const auto missing = read_file(directory.file("missing"));
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == Code::not_found);
    CHECK(missing.error().where == directory.file("missing"));
    CHECK_FALSE(missing.error().detail.empty());
    const auto folder = read_file(directory.file("."));
    REQUIRE_FALSE(folder.has_value());
    CHECK(folder.error().code == Code::io_error);
}

TEST_CASE("a file is replaced whole and nothing is left beside it") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("content");
    CHECK(write_file_atomically(path, "old", false).has_value());
    CHECK(read_file(path) == "old");
    const std::string large(1'000'000, 'n');
    CHECK(write_file_atomically(path, large, false).has_value());
    CHECK(read_file(path) == large);
    CHECK(write_file_atomically(path, "", false).has_value());
    CHECK(read_file(path) == "");
    CHECK(entries_in(directory.file(".")) == 1);
}

TEST_CASE("a reader keeps the file that he opened before it was replaced") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("content");
    REQUIRE(write_file_atomically(path, "old", false).has_value());
    std::ifstream opened(path);
    REQUIRE(write_file_atomically(path, "new", false).has_value());
    std::string seen;
    opened >> seen;
    CHECK(seen == "old");
}

TEST_CASE("a secret is readable by its owner only, also when it replaces an open file") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("key");
    REQUIRE(write_file_atomically(path, "open", false).has_value());
    CHECK((permissions(path) & fs::perms::owner_read) != fs::perms::none);
    REQUIRE(write_file_atomically(path, "secret", true).has_value());
    CHECK(permissions(path) == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a write that fails leaves nothing behind") {
    const TemporaryDirectory directory;
    const Status missing = write_file_atomically(directory.file("no/such/file"), "x", false);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == Code::not_found);
    REQUIRE(make_directory(directory.file("folder"), false).has_value());
    const Status folder = write_file_atomically(directory.file("folder"), "x", false);
    REQUIRE_FALSE(folder.has_value());
    CHECK(folder.error().code == Code::io_error);
    CHECK(entries_in(directory.file(".")) == 1);
}

TEST_CASE("a device is not replaced by a file") {
    CHECK_FALSE(write_file_atomically("/dev/null", "x", false).has_value());
    CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("a directory is made with its parents, and making it again is no mistake") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("a/b/c");
    CHECK(make_directory(path, true).has_value());
    CHECK(fs::is_directory(path));
    CHECK(permissions(path) == fs::perms::owner_all);
    CHECK(make_directory(path, true).has_value());
    CHECK(make_directory(path + "/d/", false).has_value());
    CHECK(fs::is_directory(path + "/d"));
    CHECK(make_directory("/", false).has_value());
}

TEST_CASE("a file in the way of a directory is reported") {
    const TemporaryDirectory directory;
    write_plainly(directory.file("file"), "x");
    const Status same = make_directory(directory.file("file"), false);
    REQUIRE_FALSE(same.has_value());
    CHECK(same.error().code == Code::io_error);
    CHECK_FALSE(make_directory(directory.file("file/below"), false).has_value());
    CHECK_FALSE(make_directory("", false).has_value());
}

TEST_CASE("files are found and removed") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("file");
    CHECK_FALSE(file_exists(path));
    write_plainly(path, "x");
    CHECK(file_exists(path));
    CHECK(file_exists(directory.file(".")));
    remove_file(path);
    CHECK_FALSE(file_exists(path));
    remove_file(path);  // gone already: nothing to do
}

TEST_CASE("the space left is known for a path that exists") {
    const TemporaryDirectory directory;
    CHECK(free_disk_bytes(directory.file(".")).has_value());
    CHECK_FALSE(free_disk_bytes(directory.file("missing")).has_value());
}

TEST_CASE("an unset variable is empty") {
    const Variable variable("BRANCHLINE_TEST_VARIABLE", "value");
    CHECK(environment_variable("BRANCHLINE_TEST_VARIABLE") == "value");
    CHECK(environment_variable("BRANCHLINE_TEST_NOT_SET").empty());
}

TEST_CASE("the profile lies in the XDG data directory, else below the home") {
    const Variable home("HOME", "/home/clerk");
    {
        const Variable data("XDG_DATA_HOME", "/data/clerk");
        CHECK(default_profile_directory() == "/data/clerk/branchline/default");
    }
    for (const char* value : {"", "relative/path"}) {
        const Variable data("XDG_DATA_HOME", value);
        CHECK(default_profile_directory() == "/home/clerk/.local/share/branchline/default");
    }
}

TEST_CASE("without a home in the environment the user's entry has one") {
    const Variable home("HOME", "");
    const Variable data("XDG_DATA_HOME", "");
    CHECK(default_profile_directory().starts_with('/'));
    CHECK(default_profile_directory() != "/.local/share/branchline/default");
}

TEST_CASE("hidden: no terminal" * doctest::skip()) {
    CHECK_FALSE(is_terminal(0));
    CHECK_FALSE(is_terminal(1));
    const auto password = prompt_password("password: ");
    REQUIRE_FALSE(password.has_value());
    CHECK(password.error().code == Code::required);
    CHECK(password.error().where == "password");
}

TEST_CASE("without a terminal there is no prompt") {
    const SelfRun run = run_without_terminal("hidden: no terminal");
    CAPTURE(run.output);
    CHECK(run.succeeded);
}

TEST_CASE("hidden: a password typed" * doctest::skip()) {
    CHECK(is_terminal(0));
    CHECK(prompt_password("password: ") == "clerk's secret");
}

TEST_CASE("a password is read from the terminal, corrections included") {
    const TemporaryDirectory directory;
    const std::string keys = directory.file("keys");
    // Ctrl-U and rub-out mean the same to the kernel, should it see them before the prompt does.
    write_plainly(keys,
                  "wrong\x15"
                  "clerk's sekr\x7f\x7f"
                  "cret\n");
    const SelfRun run = run_on_terminal("hidden: a password typed", keys);
    CAPTURE(run.output);
    CHECK(run.succeeded);
}

TEST_CASE("hidden: stop" * doctest::skip()) {
    static Inbox<int> stops(8);  // lives until the process ends
    on_stop_signal([] { stops.push(1); });
    // The shell's parent is this process.
    REQUIRE(std::system("kill -TERM $PPID") == 0);
    CHECK(stops.pop(std::chrono::minutes(1)) == 1);
    REQUIRE(std::system("kill -INT $PPID; kill -TERM $PPID") == 0);
    CHECK_FALSE(stops.pop(std::chrono::milliseconds(20)).has_value());
}

TEST_CASE("a stop signal is told once and ends nothing by itself") {
    const SelfRun run = run_case("hidden: stop");
    CAPTURE(run.output);
    CHECK(run.succeeded);
}

TEST_CASE("hidden: no stop" * doctest::skip()) {
    on_stop_signal([] { std::abort(); });
}

TEST_CASE("a process that waits for stop signals also ends without one") {
    const SelfRun run = run_case("hidden: no stop");
    CAPTURE(run.output);
    CHECK(run.succeeded);
}

TEST_CASE("hidden: a reader who goes away" * doctest::skip()) {
    CHECK(std::system("kill -PIPE $$") != 0);
    // Children inherit what is ignored: the signal that has just ended a shell no longer does.
    ignore_broken_pipes();
    CHECK(std::system("kill -PIPE $$") == 0);
}

TEST_CASE("a broken pipe does not end the process") {
    const SelfRun run = run_case("hidden: a reader who goes away");
    CAPTURE(run.output);
    CHECK(run.succeeded);
}

}  // namespace branchline
