#include "keys/sealed_file.h"

#include <doctest/doctest.h>

using namespace branchline;
using namespace branchline::keys;

namespace {

struct Ends {
    SeededRandom random{5};
    DeviceKey sender = DeviceKey::generate(random);
    DeviceKey receiver = DeviceKey::generate(random);

    Bytes seal(BytesView content) {
        return seal_file({{1, 1}, {2, 2}}, sender, receiver.public_key(), content, random);
    }

    Code open(BytesView file) {
        const auto opened = open_file(file, sender.public_key(), receiver);
        return opened ? Code::none : opened.error().code;
    }
};

}  // namespace

TEST_CASE("a sealed file gives its content to its receiver, of any size") {
    Ends ends;
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{64 * 1024},
                                   std::size_t{64 * 1024 + 1}, std::size_t{300'000}}) {
        Bytes content(size, '\0');
        ends.random.fill(content.data(), content.size());
        const Bytes file = ends.seal(content);
        const auto found = ends_of_file(file);
        REQUIRE(found.has_value());
        CHECK(found->from == Id{1, 1});
        CHECK(found->to == Id{2, 2});
        CHECK(open_file(file, ends.sender.public_key(), ends.receiver) == content);
    }
}

TEST_CASE("two files of one content have nothing in common but their ends") {
    Ends ends;
    const Bytes content(1'000, 'x');
    const Bytes one = ends.seal(content);
    const Bytes other = ends.seal(content);
    CHECK(one.substr(40, 80) != other.substr(40, 80));
    CHECK(one.find("xxxx") == Bytes::npos);
}

TEST_CASE("a sealed file with any bit changed, cut off or added is refused") {
    Ends ends;
    const Bytes whole = ends.seal("some content");
    for (std::size_t i = 0; i < whole.size(); ++i) {
        Bytes changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 0x10);
        CHECK(ends.open(changed) != Code::none);
        CHECK(ends.open(whole.substr(0, i)) != Code::none);
    }
    CHECK(ends.open(whole + "x") == Code::damaged);
    CHECK(ends.open(whole) == Code::none);
}

TEST_CASE("a file for somebody else, or by somebody else, is not opened") {
    Ends ends;
    const Bytes file = ends.seal("some content");
    const DeviceKey stranger = DeviceKey::generate(ends.random);
    CHECK(!open_file(file, ends.sender.public_key(), stranger).has_value());
    CHECK(!open_file(file, stranger.public_key(), ends.receiver).has_value());
}

TEST_CASE("what is no courier file, or a newer one, is told apart") {
    Ends ends;
    CHECK(ends.open("no courier file") == Code::foreign_file);
    CHECK(ends.open("") == Code::foreign_file);
    Bytes newer = ends.seal("x");
    newer[4] = 2;
    CHECK(ends.open(newer) == Code::newer_file);
    CHECK(ends.open("BLCF") == Code::damaged);
}
