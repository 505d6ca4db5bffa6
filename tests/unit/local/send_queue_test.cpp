#include "local/send_queue.h"

#include <doctest/doctest.h>

#include <vector>

#include "base/random.h"
#include "local/backlog.h"

using namespace branchline;
using local::SendQueue;

TEST_CASE("small messages leave together, large ones in pieces, all in order") {
    SendQueue queue(1'000'000);
    CHECK(queue.empty());
    CHECK(queue.piece().empty());
    REQUIRE(queue.add("one"));
    REQUIRE(queue.add(""));
    REQUIRE(queue.add("two"));
    REQUIRE(queue.add(Bytes(40'000, 'x')));
    CHECK(queue.bytes() == 40'006);
    CHECK(queue.piece() == "onetwo");
    queue.sent(4);
    CHECK(queue.piece() == "wo");
    queue.sent(2);
    CHECK(queue.piece().size() == SendQueue::piece_bytes);
    queue.sent(SendQueue::piece_bytes);
    queue.sent(queue.piece().size());
    CHECK(queue.piece().size() == 40'000 - 2 * SendQueue::piece_bytes);
    queue.sent(queue.piece().size());
    CHECK(queue.empty());
    CHECK(queue.piece().empty());
}

TEST_CASE("a full queue takes nothing and loses nothing") {
    SendQueue queue(10);
    REQUIRE(queue.add("12345678"));
    CHECK_FALSE(queue.add("abc"));
    CHECK(queue.add("ab"));
    CHECK_FALSE(queue.add("c"));
    queue.sent(queue.piece().size());
    CHECK(queue.empty());
    CHECK(queue.add("0123456789"));
    CHECK_FALSE(queue.add("x"));
}

TEST_CASE("whatever is added and however it is sent, the bytes are the same") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SeededRandom random(seed);
        SendQueue queue(SIZE_MAX);
        Bytes added;
        Bytes sent;
        for (int step = 0; step < 300; ++step) {
            if (random.below(2) == 0) {
                const Bytes message(random.below(step % 20 == 0 ? 60'000 : 900),
                                    static_cast<char>('a' + step % 26));
                added += message;
                REQUIRE(queue.add(message));
            } else {
                const BytesView piece = queue.piece();
                const std::size_t size = random.below(piece.size() + 1);
                sent += piece.substr(0, size);
                queue.sent(size);
            }
            REQUIRE(queue.bytes() == added.size() - sent.size());
        }
        while (!queue.empty()) {
            sent += queue.piece();
            queue.sent(queue.piece().size());
        }
        CHECK(sent == added);
    }
}

TEST_CASE("a backlog keeps order while its receiver has no room") {
    std::vector<int> received;
    std::size_t room = 2;
    local::Backlog<int> backlog([&](const int& event) {
        if (received.size() >= room) return false;
        received.push_back(event);
        return true;
    });
    for (int event = 1; event <= 5; ++event) backlog.deliver(event);
    CHECK(received == std::vector{1, 2});
    CHECK_FALSE(backlog.empty());
    room = 4;
    backlog.deliver(6);  // not before those who wait
    CHECK(received == std::vector{1, 2});
    CHECK_FALSE(backlog.drain());
    CHECK(received == std::vector{1, 2, 3, 4});
    room = 100;
    CHECK(backlog.drain());
    backlog.deliver(7);
    CHECK(received == std::vector{1, 2, 3, 4, 5, 6, 7});
    CHECK(backlog.empty());
}
