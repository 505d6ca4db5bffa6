#include "base/inbox.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace branchline {

namespace {

using namespace std::chrono_literals;

}  // namespace

TEST_CASE("what goes in first comes out first") {
    Inbox<int> inbox(3);
    CHECK(inbox.push(1));
    CHECK(inbox.try_push(2));
    CHECK(inbox.push(3));
    CHECK(inbox.try_pop() == 1);
    CHECK(inbox.pop(0ms) == 2);
    CHECK(inbox.try_pop() == 3);
    CHECK_FALSE(inbox.try_pop().has_value());
}

TEST_CASE("a full inbox takes nothing more until there is room") {
    Inbox<int> inbox(2);
    CHECK(inbox.try_push(1));
    CHECK(inbox.try_push(2));
    CHECK_FALSE(inbox.try_push(3));
    CHECK(inbox.try_pop() == 1);
    CHECK(inbox.try_push(3));
}

TEST_CASE("waiting for an item ends with the time allowed") {
    Inbox<int> inbox(1);
    CHECK_FALSE(inbox.pop(0ms).has_value());
    CHECK_FALSE(inbox.pop(1ms).has_value());
}

TEST_CASE("a closed inbox refuses new items and gives out those it has") {
    Inbox<int> inbox(3);
    inbox.push(1);
    inbox.push(2);
    CHECK_FALSE(inbox.closed());
    inbox.close();
    CHECK(inbox.closed());
    CHECK_FALSE(inbox.push(3));
    CHECK_FALSE(inbox.try_push(3));
    CHECK(inbox.pop(1h) == 1);
    CHECK(inbox.try_pop() == 2);
    CHECK_FALSE(inbox.pop(1h).has_value());  // at once: nothing can come any more
}

TEST_CASE("the consumer is woken for every item taken in and for closing") {
    int woken = 0;
    Inbox<int> inbox(1, [&woken] { ++woken; });
    inbox.push(1);
    CHECK(woken == 1);
    CHECK_FALSE(inbox.try_push(2));
    CHECK(woken == 1);
    inbox.try_pop();
    CHECK(inbox.try_push(2));
    CHECK(woken == 2);
    inbox.close();
    CHECK(woken == 3);
}

TEST_CASE("items need not be copyable") {
    Inbox<std::unique_ptr<int>> inbox(1);
    CHECK(inbox.push(std::make_unique<int>(7)));
    const auto item = inbox.try_pop();
    REQUIRE(item.has_value());
    CHECK(**item == 7);
}

TEST_CASE("two threads exchange many items through a small inbox in order") {
    constexpr int items = 20'000;
    Inbox<int> inbox(4);
    std::jthread producer([&inbox] {
        for (int i = 0; i < items; ++i) inbox.push(i);
        inbox.close();
    });
    int expected = 0;
    while (const auto item = inbox.pop(1h)) {
        if (*item != expected) break;
        ++expected;
    }
    CHECK(expected == items);
}

TEST_CASE("several producers lose and double nothing") {
    constexpr int producers = 3;
    constexpr int items = 3000;
    Inbox<int> inbox(8);
    std::atomic<int> running = producers;
    std::vector<std::jthread> threads;
    threads.reserve(producers);
    for (int p = 0; p < producers; ++p) {
        threads.emplace_back([&inbox, &running, p] {
            for (int i = 0; i < items; ++i) inbox.push(p * items + i);
            if (--running == 0) inbox.close();
        });
    }
    std::vector<int> last(producers, -1);
    int received = 0;
    bool in_order = true;
    while (const auto item = inbox.pop(1h)) {
        int& before = last[static_cast<std::size_t>(*item / items)];
        in_order = in_order && *item % items == before + 1;
        before = *item % items;
        ++received;
    }
    CHECK(in_order);
    CHECK(received == producers * items);
}

TEST_CASE("closing frees a producer that waits for room") {
    Inbox<int> inbox(1);
    inbox.push(1);
    bool accepted = true;
    {
        std::jthread producer([&] { accepted = inbox.push(2); });
        inbox.close();
    }
    CHECK_FALSE(accepted);
}

TEST_CASE("closing frees a consumer that waits for an item") {
    Inbox<int> inbox(1);
    bool got_one = true;
    {
        std::jthread consumer([&] { got_one = inbox.pop(1h).has_value(); });
        inbox.close();
    }
    CHECK_FALSE(got_one);
}

}  // namespace branchline
