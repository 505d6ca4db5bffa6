// The fuzzer's corpus and what it once found, replayed in every build. A file that is named
// seed_* is made by the encoders of today: `wire_corpus` (see CMakeLists.txt) writes them anew.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/wire_target.h"
#include "support/random_values.h"

using namespace branchline;

TEST_CASE("the corpus of the wire fuzzer is decoded without a crash") {
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator("tests/data/fuzz/wire")) {
        CAPTURE(file.path().string());
        std::ifstream in(file.path(), std::ios::binary);
        const Bytes bytes(std::istreambuf_iterator<char>(in), {});
        fuzz::feed_wire(bytes);
        ++files;
    }
    CHECK(files >= 16);
}

TEST_CASE("the corpus with random damage is decoded without a crash") {
    support::RandomValues values(2026);
    for (const auto& file : std::filesystem::directory_iterator("tests/data/fuzz/wire")) {
        std::ifstream in(file.path(), std::ios::binary);
        const Bytes bytes(std::istreambuf_iterator<char>(in), {});
        for (int i = 0; i < 300; ++i) {
            Bytes damaged = bytes;
            for (std::uint64_t hits = 1 + values.below(4); hits > 0 && !damaged.empty(); --hits) {
                damaged[values.below(damaged.size())] = static_cast<char>(values.below(256));
            }
            fuzz::feed_wire(damaged);
        }
    }
}
