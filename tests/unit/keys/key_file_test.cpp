#include "keys/key_file.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/platform.h"
#include "base/self_run.h"
#include "keys/test_clock.h"

using namespace branchline;
using namespace branchline::keys;
using std::chrono::milliseconds;

namespace {

constexpr KeyCost cheap = {1, 64};

// A profile, and a process after another that opens its key file.
struct Profile {
    TemporaryDirectory directory;
    std::string path = directory.file("device.key");
    TestClock clock;
    SeededRandom random{7};
    DeviceKey key = DeviceKey::generate(random);
    milliseconds waited{0};

    KeyFile file(KeyCost cost = cheap) {
        return {path, clock, random,
                [this](milliseconds time) {
                    waited += time;
                    clock.boot.ms += time.count();
                },
                cost};
    }

    Code open(std::string_view password) {
        const auto opened = file().open(password);
        return opened ? Code::none : opened.error().code;
    }

    void create() { REQUIRE(file().create(key, "correct horse")); }
};

Code code_of(const Status& status) { return status ? Code::none : status.error().code; }

// Without fsync: the test of damage writes hundreds of times.
void put(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace

TEST_CASE("the password gives the same secrets back, and a file that only its owner reads") {
    Profile profile;
    CHECK(profile.open("correct horse") == Code::not_enrolled);
    profile.create();
    const auto opened = profile.file().open("correct horse");
    REQUIRE(opened);
    CHECK(opened->public_key() == profile.key.public_key());
    CHECK(opened->database_key() == profile.key.database_key());
    CHECK(*profile.file().public_key() == profile.key.public_key());
    struct stat present{};
    REQUIRE(::stat(profile.path.c_str(), &present) == 0);
    CHECK((present.st_mode & 0777) == 0600);
}

TEST_CASE("neither the secrets nor the password stand in the file") {
    Profile profile;
    profile.create();
    const std::string content = *read_file(profile.path);
    const auto& secrets = profile.key.secrets();
    CHECK(content.find("correct horse") == std::string::npos);
    for (std::size_t i = 0; i + 8 <= secrets.size(); i += 8) {
        const std::string piece(secrets.begin() + static_cast<long>(i),
                                secrets.begin() + static_cast<long>(i) + 8);
        CHECK(content.find(piece) == std::string::npos);
    }
}

TEST_CASE("a key file is never written over, and never made without a password") {
    Profile profile;
    CHECK(code_of(profile.file().create(profile.key, "")) == Code::required);
    profile.create();
    CHECK(code_of(profile.file().create(profile.key, "other")) == Code::already_enrolled);
    CHECK(profile.open("correct horse") == Code::none);
}

TEST_CASE("damage anywhere is told from a wrong password") {
    Profile profile;
    profile.create();
    const std::string good = *read_file(profile.path);
    for (std::size_t place = 0; place < good.size(); ++place) {
        std::string content = good;
        content[place] = static_cast<char>(content[place] ^ 0x10);
        put(profile.path, content);
        CHECK(profile.open("correct horse") == (place < 4 ? Code::foreign_file : Code::damaged));
    }
    for (std::size_t size = 0; size < good.size(); size += 7) {
        put(profile.path, good.substr(0, size));
        CHECK(profile.open("correct horse") != Code::wrong_password);
        CHECK(profile.open("correct horse") != Code::none);
    }
    put(profile.path, good);
    CHECK(profile.open("correct horse") == Code::none);
}

TEST_CASE("a file that asks for all memory is refused before Argon2 starts") {
    Profile profile;
    profile.create();
    ByteWriter out;
    out.raw("BLDK");
    out.u8(1);
    out.varint(1);
    out.varint(std::uint64_t{1} << 40);
    out.raw(Bytes(16 + 24 + 32 + 80, 'x'));
    out.raw(to_bytes(short_digest_of(out.bytes())));
    REQUIRE(write_file_atomically(profile.path, out.bytes(), true));
    CHECK(profile.open("correct horse") == Code::damaged);
}

TEST_CASE("a file of a newer version says so") {
    Profile profile;
    ByteWriter out;
    out.raw("BLDK");
    out.u8(2);
    out.raw("whatever comes then");
    out.raw(to_bytes(short_digest_of(out.bytes())));
    REQUIRE(write_file_atomically(profile.path, out.bytes(), true));
    CHECK(profile.open("correct horse") == Code::newer_file);
}

TEST_CASE("wrong passwords make the next call wait, then refuse with the time left") {
    Profile profile;
    profile.create();
    CHECK(profile.open("wrong") == Code::wrong_password);
    CHECK(profile.waited == milliseconds(0));
    CHECK(profile.open("wrong") == Code::wrong_password);
    CHECK(profile.waited == milliseconds(1000));
    CHECK(profile.open("wrong") == Code::wrong_password);
    CHECK(profile.waited == milliseconds(3000));
    CHECK(profile.open("wrong") == Code::wrong_password);
    CHECK(profile.waited == milliseconds(7000));
    // The next waiting time is 8 s: more than a call may take.
    const auto refused = profile.file().open("correct horse");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::wait_before_retry);
    CHECK(refused.error().detail == "8 s");
    profile.clock.boot.ms += 2'500;
    CHECK(profile.file().open("correct horse").error().detail == "6 s");
    profile.clock.boot.ms += 1'000;
    CHECK(profile.open("correct horse") == Code::none);
    CHECK(profile.waited == milliseconds(11'500));
    // Right once: everything is forgotten.
    CHECK(profile.open("correct horse") == Code::none);
    CHECK(profile.waited == milliseconds(11'500));
}

TEST_CASE("the waiting time is at most five minutes and starts anew with a restart") {
    Profile profile;
    profile.create();
    for (int i = 0; i < 30; ++i) {
        CHECK(profile.open("wrong") == Code::wrong_password);
        profile.clock.boot.ms += 300'000;
    }
    CHECK(profile.open("wrong") == Code::wrong_password);
    CHECK(profile.file().open("wrong").error().detail == "300 s");
    SUBCASE("after a restart nobody knows how long it was") {
        profile.clock.boot = {{2, 2}, 1'000'000'000};
        CHECK(profile.file().open("correct horse").error().detail == "300 s");
        profile.clock.boot.ms += 299'000;
        CHECK(profile.open("correct horse") == Code::none);
    }
    SUBCASE("the wall clock plays no part") {
        profile.clock.wall += 10'000'000'000;
        CHECK(profile.open("correct horse") == Code::wait_before_retry);
        profile.clock.wall = 0;
        CHECK(profile.open("correct horse") == Code::wait_before_retry);
    }
    SUBCASE("a damaged count locks nobody out") {
        REQUIRE(write_file_atomically(profile.path + ".attempts", "nonsense", true));
        CHECK(profile.open("correct horse") == Code::none);
    }
}

TEST_CASE("a changed password opens, the former one does not") {
    Profile profile;
    profile.create();
    CHECK(code_of(profile.file().change_password("wrong", "new")) == Code::wrong_password);
    profile.clock.boot.ms += 60'000;
    CHECK(code_of(profile.file().change_password("correct horse", "")) == Code::required);
    CHECK(code_of(profile.file().change_password("correct horse", "new")) == Code::none);
    CHECK(profile.open("correct horse") == Code::wrong_password);
    profile.clock.boot.ms += 60'000;
    const auto opened = profile.file().open("new");
    REQUIRE(opened);
    CHECK(opened->database_key() == profile.key.database_key());
}

TEST_CASE("killed at any moment of changing, exactly one of both passwords opens") {
    Profile profile;
    REQUIRE(profile.file().create(profile.key, "even"));
    SeededRandom random(11);
    for (int round = 0; round < 25; ++round) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            for (;;) {
                static_cast<void>(profile.file().change_password("even", "odd"));
                static_cast<void>(profile.file().change_password("odd", "even"));
                remove_file(profile.path + ".attempts");
            }
        }
        ::usleep(static_cast<useconds_t>(1000 + random.below(15'000)));
        ::kill(child, SIGKILL);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        remove_file(profile.path + ".attempts");
        const bool even = profile.open("even") == Code::none;
        remove_file(profile.path + ".attempts");
        const bool odd = profile.open("odd") == Code::none;
        remove_file(profile.path + ".attempts");
        CHECK(even != odd);
    }
}

TEST_CASE("a file of lower cost is sealed anew when it is opened") {
    Profile profile;
    profile.create();
    const std::string before = *read_file(profile.path);
    REQUIRE(profile.file(cheap).open("correct horse"));
    CHECK(*read_file(profile.path) == before);
    REQUIRE(profile.file({2, 128}).open("correct horse"));
    CHECK(*read_file(profile.path) != before);
    CHECK(profile.open("correct horse") == Code::none);
    CHECK(*profile.file().public_key() == profile.key.public_key());
}

TEST_CASE("the cost that is really used opens and refuses") {
    Profile profile;
    REQUIRE(profile.file(KeyCost{}).create(profile.key, "correct horse"));
    CHECK(profile.open("correct horse") == Code::none);
    CHECK(profile.open("correct Horse") == Code::wrong_password);
}

TEST_CASE("a destroyed file is gone, and destroying nothing is no error") {
    Profile profile;
    profile.create();
    CHECK(profile.open("wrong") == Code::wrong_password);
    // A second name of the same content shows what was left on the disk.
    std::filesystem::create_hard_link(profile.path, profile.directory.file("copy"));
    REQUIRE(profile.file().destroy());
    CHECK(profile.open("correct horse") == Code::not_enrolled);
    CHECK_FALSE(file_exists(profile.path + ".attempts"));
    const std::string left = *read_file(profile.directory.file("copy"));
    CHECK(left == std::string(left.size(), '\0'));
    CHECK(profile.file().destroy());
}
