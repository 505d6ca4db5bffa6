#include "local/local_socket.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/inbox.h"
#include "base/self_run.h"

using namespace branchline;
using namespace branchline::local;
using std::chrono::milliseconds;

namespace {

// A process that holds a directory and answers what it is asked by itself, backwards.
class Holder {
  public:
    explicit Holder(const std::string& directory)
        : lock_(FileLock::try_take(lock_path(directory))) {
        REQUIRE(lock_);
        LocalReceiver receiver;
        receiver.on_request = [this](RequestId id, Bytes bytes) { on_request(id, bytes); };
        receiver.on_gone = [this](RequestId id) { gone = id; };
        auto opened = LocalServer::open(directory, *lock_, std::move(receiver));
        REQUIRE(opened);
        server = std::move(*opened);
    }

    void on_request(RequestId id, const Bytes& bytes) {
        last = id;
        if (bytes == "nothing") return;
        if (bytes == "parts") {
            server->answer(id, "one", false);
            server->answer(id, "two", false);
        }
        if (bytes == "huge") return server->answer(id, Bytes(40'000'000, 'h'));
        if (bytes == "flood") {
            for (int i = 0; i < 100; ++i) server->answer(id, Bytes(1'000'000, 'f'), false);
        }
        server->answer(id, Bytes(bytes.rbegin(), bytes.rend()));
    }

    std::atomic<RequestId> last = 0;
    std::atomic<RequestId> gone = 0;

  private:
    std::optional<FileLock> lock_;

  public:
    std::unique_ptr<LocalServer> server;  // goes first
};

template <class Condition>
bool within_seconds(Condition condition) {
    for (int i = 0; i < 500 && !condition(); ++i) std::this_thread::sleep_for(milliseconds(10));
    return condition();
}

// A plain socket, for what LocalClient would never send.
int raw_client(const std::string& directory) {
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket_path(directory).c_str(), sizeof address.sun_path - 1);
    REQUIRE(::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    return descriptor;
}

bool is_closed_by_server(int descriptor) {
    char byte = 0;
    const bool closed = ::recv(descriptor, &byte, 1, 0) <= 0;
    ::close(descriptor);
    return closed;
}

}  // namespace

TEST_CASE("requests are answered, one after the other and from many clients") {
    const TemporaryDirectory directory;
    const Holder holder(directory.file(""));
    auto client = LocalClient::connect(directory.file(""));
    REQUIRE(client);
    CHECK(*client->ask("abc") == "cba");
    CHECK(*client->ask("") == "");
    CHECK(client->ask(Bytes(1'000'000, 'x'))->size() == 1'000'000);
    std::vector<std::jthread> others;
    std::atomic<int> right = 0;
    for (int i = 0; i < 8; ++i) {
        others.emplace_back([&directory, &right] {
            auto other = LocalClient::connect(directory.file(""));
            for (int j = 0; other && j < 50; ++j) {
                if (other->ask("question") == Bytes("noitseuq")) ++right;
            }
        });
    }
    others.clear();
    CHECK(right == 400);
}

TEST_CASE("an answer in parts arrives in parts, or joined") {
    const TemporaryDirectory directory;
    const Holder holder(directory.file(""));
    auto client = LocalClient::connect(directory.file(""));
    REQUIRE(client);
    std::vector<Bytes> parts;
    CHECK(*client->ask("parts", {}, [&](Bytes part) { parts.push_back(std::move(part)); }) ==
          "strap");
    CHECK(parts == std::vector<Bytes>{"one", "two"});
    CHECK(*client->ask("parts") == "onetwostrap");
    CHECK(client->ask("huge")->size() == 40'000'000);
    CHECK(client->ask(Bytes(message_bytes_max + 1, 'x')).error().code == Code::too_large);
    CHECK(*client->ask("still here") == "ereh llits");
}

TEST_CASE("the socket is its owner's, and a second server is refused by the lock") {
    const TemporaryDirectory directory;
    const Holder holder(directory.file(""));
    struct stat present{};
    REQUIRE(::stat(socket_path(directory.file("")).c_str(), &present) == 0);
    CHECK(S_ISSOCK(present.st_mode));
    CHECK((present.st_mode & 0777) == 0600);
    CHECK_FALSE(FileLock::try_take(lock_path(directory.file(""))));
}

TEST_CASE("the socket of a killed process does not stop the next one") {
    const TemporaryDirectory directory;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const Holder holder(directory.file(""));
        if (::write(ready[1], "x", 1) != 1) ::_exit(1);
        for (;;) ::pause();
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    CHECK(std::holds_alternative<LocalClient>(*take_or_reach(directory.file(""), {})));
    ::kill(child, SIGKILL);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    ::close(ready[0]);
    ::close(ready[1]);
    CHECK(file_exists(socket_path(directory.file(""))));
    CHECK(LocalClient::connect(directory.file("")).error().code == Code::offline);
    {
        const Holder next(directory.file(""));
        CHECK(*LocalClient::connect(directory.file(""))->ask("hello") == "olleh");
    }
    CHECK_FALSE(file_exists(socket_path(directory.file(""))));
}

TEST_CASE("the lock is taken when free, its holder reached, a mute holder reported") {
    const TemporaryDirectory directory;
    {
        const auto place = take_or_reach(directory.file(""), {});
        REQUIRE(place);
        CHECK(std::holds_alternative<FileLock>(*place));
        const auto second = take_or_reach(directory.file(""), milliseconds(50));
        REQUIRE_FALSE(second);
        CHECK(second.error().code == Code::profile_locked);
    }
    {
        const Holder holder(directory.file(""));
        const auto place = take_or_reach(directory.file(""), {});
        REQUIRE(place);
        CHECK(std::holds_alternative<LocalClient>(*place));
    }
    // A holder that is just ending: the lock comes free while we are patient.
    auto held = std::make_unique<std::optional<FileLock>>(
        FileLock::try_take(lock_path(directory.file(""))));
    const std::jthread ending([&held] {
        std::this_thread::sleep_for(milliseconds(60));
        held.reset();
    });
    CHECK(
        std::holds_alternative<FileLock>(*take_or_reach(directory.file(""), milliseconds(5'000))));
}

TEST_CASE("a directory with a very long path is served and reached all the same") {
    const TemporaryDirectory directory;
    std::string path = directory.file("");
    for (int i = 0; i < 12; ++i) path += "a/branch/with/a/rather/long/name/";
    REQUIRE(make_directory(path, true));
    const Holder holder(path);
    CHECK(std::filesystem::is_socket(socket_path(path)));
    auto client = LocalClient::connect(path);
    REQUIRE(client);
    CHECK(*client->ask("far away") == "yawa raf");
}

TEST_CASE("a client that leaves is noticed while its answer is being made") {
    const TemporaryDirectory directory;
    Holder holder(directory.file(""));
    auto client = LocalClient::connect(directory.file(""));
    REQUIRE(client);
    CHECK(client->ask("nothing", milliseconds(50)).error().code == Code::timed_out);
    CHECK(within_seconds([&] { return holder.gone == holder.last && holder.last != 0; }));
    holder.server->answer(holder.last, "too late");  // harmless
    CHECK(*LocalClient::connect(directory.file(""))->ask("next") == "txen");
}

TEST_CASE("a client that does not read is cut off, the others are served") {
    const TemporaryDirectory directory;
    Holder holder(directory.file(""));
    const int mute = raw_client(directory.file(""));
    const char flood[] =
        "\x01\0\0\0\x05"
        "flood";
    REQUIRE(::send(mute, flood, 10, 0) == 10);
    CHECK(within_seconds([&] { return holder.gone != 0; }));
    CHECK(*LocalClient::connect(directory.file(""))->ask("next") == "txen");
    ::close(mute);
}

TEST_CASE("what is no request closes the connection") {
    const TemporaryDirectory directory;
    const Holder holder(directory.file(""));
    const int wrong_kind = raw_client(directory.file(""));
    REQUIRE(::send(wrong_kind, "GET / HTTP", 10, 0) == 10);
    CHECK(is_closed_by_server(wrong_kind));
    const int too_long = raw_client(directory.file(""));
    REQUIRE(::send(too_long, "\x01\x7f\xff\xff\xff", 5, 0) == 5);
    CHECK(is_closed_by_server(too_long));
    const int half = raw_client(directory.file(""));
    REQUIRE(::send(half, "\x01\0\0", 3, 0) == 3);
    ::close(half);
    CHECK(*LocalClient::connect(directory.file(""))->ask("next") == "txen");
}

TEST_CASE("a server that ends while it is asked leaves no client waiting") {
    const TemporaryDirectory directory;
    auto holder = std::make_unique<Holder>(directory.file(""));
    auto client = LocalClient::connect(directory.file(""));
    REQUIRE(client);
    const std::jthread ending([&holder] {
        while (holder->last == 0) std::this_thread::sleep_for(milliseconds(1));
        holder.reset();
    });
    CHECK(client->ask("nothing").error().code == Code::offline);
}

TEST_CASE("what was answered before the end arrives whole") {
    for (int i = 0; i < 20; ++i) {
        const TemporaryDirectory directory;
        auto holder = std::make_unique<Holder>(directory.file(""));
        auto client = LocalClient::connect(directory.file(""));
        REQUIRE(client);
        const std::jthread ending([&holder] {
            while (holder->last == 0) std::this_thread::sleep_for(milliseconds(1));
            holder->server->answer(holder->last, Bytes(3'000'000, 'a'));
            holder.reset();
        });
        const auto answer = client->ask("nothing");
        REQUIRE(answer);
        CHECK(answer->size() == 3'000'000);
    }
}

TEST_CASE("who does not read does not keep the server from ending") {
    const TemporaryDirectory directory;
    auto holder = std::make_unique<Holder>(directory.file(""));
    const int mute = raw_client(directory.file(""));
    const char huge[] =
        "\x01\0\0\0\x04"
        "huge";
    REQUIRE(::send(mute, huge, 9, 0) == 9);
    CHECK(within_seconds([&] { return holder->last != 0; }));
    holder.reset();
    ::close(mute);
}
