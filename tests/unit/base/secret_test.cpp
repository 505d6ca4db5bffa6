#include "base/secret.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <new>

namespace branchline {

namespace {

// Whether the text stands anywhere in the memory of the object itself.
bool stands_in(const void* object, std::size_t size, std::string_view text) {
    const auto* bytes = static_cast<const char*>(object);
    return std::search(bytes, bytes + size, text.begin(), text.end()) != bytes + size;
}

}  // namespace

TEST_CASE("a wiped text is empty, and its memory too") {
    std::string text = "a password that needs memory of its own";
    const char* memory = text.data();
    const std::size_t size = text.size();
    wipe(text);
    CHECK(text.empty());
    CHECK(text.data() == memory);
    CHECK(std::all_of(memory, memory + size, [](char each) { return each == 0; }));
}

TEST_CASE("a short secret stays neither where it was moved from nor where it died") {
    alignas(Secret) std::array<std::byte, sizeof(Secret)> memory{};
    auto* secret = new (memory.data()) Secret("geheim123");
    REQUIRE(stands_in(secret, sizeof(Secret), "geheim123"));
    Secret moved(std::move(*secret));
    CHECK_FALSE(stands_in(memory.data(), sizeof(Secret), "geheim123"));
    CHECK(moved.text() == "geheim123");
    *secret = std::move(moved);
    CHECK_FALSE(stands_in(&moved, sizeof(Secret), "geheim123"));
    CHECK(secret->text() == "geheim123");
    std::destroy_at(secret);
    CHECK_FALSE(stands_in(memory.data(), sizeof(Secret), "geheim123"));
}

TEST_CASE("a copy of a secret is a secret of its own") {
    Secret one("geheim123");
    Secret other(one);
    one = Secret("another");
    CHECK(other.text() == "geheim123");
    other = one;
    CHECK(other.text() == "another");
    CHECK(one.text() == "another");
    CHECK(Secret().empty());
}

}  // namespace branchline
