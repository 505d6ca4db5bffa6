#include "keys/authority.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/platform.h"
#include "base/self_run.h"
#include "keys/test_clock.h"

using namespace branchline;
using namespace branchline::keys;

namespace {

constexpr std::int64_t year_ms = 31'557'600'000;

struct Server {
    TemporaryDirectory directory;
    TestClock clock;
    std::string path = directory.file("");

    Authority create() {
        auto made = Authority::create(path, clock);
        REQUIRE(made);
        return std::move(*made);
    }

    Authority open() {
        auto opened = Authority::open(path, clock);
        REQUIRE(opened);
        return std::move(*opened);
    }
};

}  // namespace

TEST_CASE("an authority is made once and stays the same") {
    Server server;
    CHECK(Authority::open(server.path, server.clock).error().code == Code::not_found);
    const Authority made = server.create();
    CHECK(made.fingerprint() != Digest{});
    CHECK(Authority::create(server.path, server.clock).error().code == Code::already_enrolled);
    const Authority opened = server.open();
    CHECK(opened.fingerprint() == made.fingerprint());
    CHECK(opened.server_pem() == made.server_pem());
    Server other;
    CHECK(other.create().fingerprint() != made.fingerprint());
}

TEST_CASE("both files are readable by their owner only") {
    Server server;
    server.create();
    for (const char* name : {"authority.pem", "server.pem"}) {
        struct stat present{};
        REQUIRE(::stat(server.directory.file(name).c_str(), &present) == 0);
        CHECK((present.st_mode & 0777) == 0600);
    }
}

TEST_CASE("the server's certificate is renewed when its last year has begun") {
    Server server;
    const Authority made = server.create();
    server.clock.wall += year_ms - 86'400'000;
    CHECK(server.open().server_pem() == made.server_pem());
    server.clock.wall += 2 * 86'400'000;
    const Authority renewed = server.open();
    CHECK(renewed.server_pem() != made.server_pem());
    CHECK(renewed.fingerprint() == made.fingerprint());
}

TEST_CASE("a lost or damaged server file is made anew, a foreign one replaced") {
    Server server;
    const Authority made = server.create();
    const std::string path = server.directory.file("server.pem");
    remove_file(path);
    CHECK(server.open().fingerprint() == made.fingerprint());
    REQUIRE(write_file_atomically(path, made.server_pem().substr(0, 300), true));
    CHECK(server.open().server_pem() != made.server_pem());
    Server other;
    REQUIRE(write_file_atomically(path, other.create().server_pem(), true));
    const Authority opened = server.open();
    CHECK(opened.fingerprint() == made.fingerprint());
    CHECK(server.open().server_pem() == opened.server_pem());
}

TEST_CASE("after a start under a wrong clock everything is signed anew with the same key") {
    Server server;
    const std::int64_t today = server.clock.wall;
    server.clock.wall = 0;  // 1970
    const Authority made = server.create();
    server.clock.wall = today;
    const Authority opened = server.open();
    CHECK(opened.fingerprint() == made.fingerprint());
    CHECK(opened.server_pem() != made.server_pem());
    CHECK(server.open().server_pem() == opened.server_pem());
    server.clock.wall = today + 30 * year_ms;
    CHECK(server.open().fingerprint() == made.fingerprint());
}

TEST_CASE("a damaged authority is reported and never replaced") {
    Server server;
    server.create();
    const std::string path = server.directory.file("authority.pem");
    const std::string good = *read_file(path);
    REQUIRE(write_file_atomically(path, good.substr(0, 80), true));
    CHECK(Authority::open(server.path, server.clock).error().code == Code::damaged);
    CHECK(read_file(path)->size() == 80);
}
