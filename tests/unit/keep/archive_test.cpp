#include "keep/archive.h"

#include "keep/server_rig.h"

using namespace branchline;
using namespace branchline::keep;

namespace {

struct Files {
    TemporaryDirectory base;
    std::string archive = base.file("a.backup");
    std::string out = base.file("out");

    Files() { REQUIRE(make_directory(out, true).has_value()); }

    Result<ArchiveHead> write(const std::string& one, const std::string& other) {
        put(base.file("one"), one);
        put(base.file("other"), other);
        ArchiveHead head;
        head.installation = {1, 2};
        head.company = "样例物流";
        head.head_seq = 42;
        head.made_ms = 1'790'000'000'000;
        head.parts = {{"one"}, {"other"}};
        return write_archive(archive, head, {base.file("one"), base.file("other")});
    }

    Code read() {
        const auto head = read_archive(archive, out);
        return head ? Code::none : head.error().code;
    }
};

}  // namespace

TEST_CASE("an archive gives its parts back byte by byte, also beyond one block") {
    Files files;
    SeededRandom random(1);
    std::string large(3 * 1024 * 1024 + 17, '\0');
    random.fill(large.data(), large.size());
    REQUIRE(files.write(large, "").has_value());
    const auto head = read_archive(files.archive, files.out);
    REQUIRE(head.has_value());
    CHECK(head->company == "样例物流");
    CHECK(head->head_seq == 42);
    CHECK(head->parts == std::vector<ArchivePart>{{"one", large.size()}, {"other", 0}});
    CHECK(*read_file(files.out + "/one") == large);
    CHECK(read_file(files.out + "/other")->empty());
}

TEST_CASE("an archive with any byte changed, cut off or added is refused") {
    Files files;
    REQUIRE(files.write("some content", "more of it").has_value());
    const std::string whole = *read_file(files.archive);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 0x41);
        put(files.archive, changed);
        CHECK(files.read() != Code::none);
        put(files.archive, whole.substr(0, i));
        CHECK(files.read() != Code::none);
    }
    put(files.archive, whole + "x");
    CHECK(files.read() == Code::damaged);
    put(files.archive, whole);
    CHECK(files.read() == Code::none);
}

TEST_CASE("what is no archive, or a newer one, is told apart from a damaged one") {
    Files files;
    put(files.archive, "SQLite format 3\0 and so on");
    CHECK(files.read() == Code::foreign_file);
    put(files.archive, "");
    CHECK(files.read() == Code::foreign_file);
    REQUIRE(files.write("a", "b").has_value());
    std::string newer = *read_file(files.archive);
    newer[4] = 2;
    put(files.archive, newer);
    CHECK(files.read() == Code::newer_file);
    CHECK(read_archive(files.base.file("nowhere"), files.out).error().code == Code::not_found);
}

TEST_CASE("a name that leads out of the directory is refused") {
    Files files;
    put(files.base.file("one"), "x");
    for (const char* name : {"../one", "/tmp/one", ".", "", "a/b"}) {
        ArchiveHead head;
        head.parts = {{name}};
        REQUIRE(write_archive(files.archive, head, {files.base.file("one")}).has_value());
        CHECK(files.read() == Code::damaged);
    }
}

TEST_CASE("an archive that cannot be written leaves the one before") {
    Files files;
    REQUIRE(files.write("first", "").has_value());
    const std::string before = *read_file(files.archive);
    ArchiveHead head;
    head.parts = {{"one"}};
    CHECK(!write_archive(files.archive, head, {files.base.file("missing")}).has_value());
    CHECK(*read_file(files.archive) == before);
}
