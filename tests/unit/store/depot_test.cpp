#include "store/depot.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "store/stock.h"

using namespace branchline;
using namespace branchline::store;

namespace {

Bytes random_bytes(std::uint64_t seed, std::size_t size) {
    SeededRandom random(seed);
    Bytes bytes(size, '\0');
    random.fill(bytes.data(), bytes.size());
    return bytes;
}

std::vector<Digest> chunks_of(BytesView bytes) {
    std::vector<Digest> chunks;
    for (std::size_t at = 0; at < bytes.size(); at += chunk_bytes) {
        chunks.push_back(digest_of(bytes.substr(at, chunk_bytes)));
    }
    return chunks;
}

struct Shelf {
    Shelf() : depot(disk.database) { disk.database.run(depot_ddl); }

    DepotFile open(BytesView content) {
        DepotFile file =
            depot.open(file_digest(chunks_of(content)), static_cast<std::int64_t>(content.size()));
        if (!file.is_listed()) CHECK(depot.list(file, chunks_of(content)));
        return file;
    }

    // In pieces of this size, from where it stands.
    void fill(DepotFile& file, BytesView content, std::size_t piece, std::size_t until) {
        for (std::int64_t at = depot.first_missing(file); at < static_cast<std::int64_t>(until);
             at = depot.first_missing(file, at)) {
            const auto from = static_cast<std::size_t>(at);
            const std::size_t room = chunk_bytes - from % chunk_bytes;
            CHECK(depot.put(file, at, content.substr(from, std::min(piece, room))));
        }
    }

    Bytes all_of(const DepotFile& file) {
        Bytes bytes;
        while (static_cast<std::int64_t>(bytes.size()) < file.size) {
            bytes += depot.read(file, static_cast<std::int64_t>(bytes.size()), 100'000);
        }
        return bytes;
    }

    stock::Stock disk;
    Depot depot;
};

}  // namespace

TEST_CASE("a file goes on at the byte where it stopped, and is whole with the last one") {
    Shelf shelf;
    const Transaction transaction(shelf.disk.database);
    const Bytes content = random_bytes(1, 2 * chunk_bytes + 12'345);
    DepotFile file = shelf.open(content);
    CHECK(shelf.depot.first_missing(file) == 0);
    shelf.fill(file, content, 777, 300'000);
    const std::int64_t stopped = shelf.depot.first_missing(file);
    CHECK(stopped >= 300'000);
    CHECK_FALSE(file.whole);
    // Another object, as after a restart.
    Depot again(shelf.disk.database);
    DepotFile found = again.find(file.digest).value();
    CHECK(again.first_missing(found) == stopped);
    CHECK_FALSE(found.whole);
    shelf.fill(found, content, 50'000, content.size());
    CHECK(found.whole);
    CHECK(again.find(file.digest)->whole);
    CHECK(shelf.all_of(found) == content);
}

TEST_CASE("a chunk that is not what its digest says is thrown away and can come again") {
    Shelf shelf;
    const Transaction transaction(shelf.disk.database);
    const Bytes content = random_bytes(2, chunk_bytes + 1'000);
    DepotFile file = shelf.open(content);
    Bytes wrong = content;
    wrong[100'000] = static_cast<char>(wrong[100'000] ^ 1);
    const std::int64_t half = chunk_bytes / 2;
    CHECK(shelf.depot.put(file, 0, BytesView(wrong).substr(0, half)));
    CHECK_FALSE(shelf.depot.put(file, half, BytesView(wrong).substr(half, half)));
    CHECK(shelf.depot.first_missing(file) == 0);
    shelf.fill(file, content, 64'000, content.size());
    CHECK(file.whole);
    CHECK(shelf.all_of(file) == content);
}

TEST_CASE("bytes that the disk has changed are noticed and no longer count as there") {
    Shelf shelf;
    const Transaction transaction(shelf.disk.database);
    const Bytes content = random_bytes(3, 2 * chunk_bytes);
    DepotFile file = shelf.open(content);
    shelf.fill(file, content, chunk_bytes, content.size());
    CHECK(shelf.depot.is_sound(file, chunk_bytes));
    shelf.disk.database.run(
        "UPDATE depot_piece SET content=zeroblob(length(content)) WHERE chunk=2");
    CHECK(shelf.depot.is_sound(file, 0));
    CHECK_FALSE(shelf.depot.is_sound(file, chunk_bytes));
    shelf.depot.throw_away(file, chunk_bytes);
    CHECK_FALSE(shelf.depot.find(file.digest)->whole);
    CHECK(shelf.depot.first_missing(file) == chunk_bytes);
}

TEST_CASE("a list of chunks that is not the file's is refused, wherever it is wrong") {
    Shelf shelf;
    const Transaction transaction(shelf.disk.database);
    const Bytes content = random_bytes(4, 3 * chunk_bytes);
    const std::vector<Digest> chunks = chunks_of(content);
    DepotFile file = shelf.depot.open(file_digest(chunks), 3 * chunk_bytes);
    CHECK(shelf.depot.list(file, std::span(chunks).first(2)));
    CHECK_FALSE(file.is_listed());
    CHECK_FALSE(shelf.depot.list(file, std::span(chunks).first(1)));
    CHECK(shelf.depot.find(file.digest)->listed == 0);
    // More than it can have.
    CHECK(shelf.depot.list(file, std::span(chunks).first(2)));
    CHECK_FALSE(shelf.depot.list(file, std::span(chunks).first(2)));
    CHECK(shelf.depot.list(file, chunks));
    CHECK(file.is_listed());
}

TEST_CASE("equal chunks are kept once, and go with the last file that has them") {
    Shelf shelf;
    const Transaction transaction(shelf.disk.database);
    const Bytes common = random_bytes(5, 2 * chunk_bytes);
    const Bytes first = common + random_bytes(6, 5'000);
    const Bytes second = common + random_bytes(7, 6'000);
    DepotFile one = shelf.open(first);
    shelf.fill(one, first, 100'000, first.size());
    DepotFile two = shelf.open(second);
    CHECK(shelf.depot.first_missing(two) == 2 * chunk_bytes);
    shelf.fill(two, second, 100'000, second.size());
    CHECK(shelf.depot.bytes() == 2 * chunk_bytes + 11'000);
    shelf.depot.erase(one);
    CHECK_FALSE(shelf.depot.find(one.digest).has_value());
    CHECK(shelf.depot.bytes() == 2 * chunk_bytes + 6'000);
    CHECK(shelf.all_of(two) == second);
    shelf.depot.erase(two);
    CHECK(shelf.depot.bytes() == 0);
}

TEST_CASE("a chunk declared with another size does not stand in the way of the true one") {
    Shelf shelf;
    const Transaction transaction(shelf.disk.database);
    const Bytes content = random_bytes(8, chunk_bytes);
    const std::vector<Digest> lie{digest_of(content), digest_of("x")};
    DepotFile liar = shelf.depot.open(file_digest(lie), chunk_bytes + 5);
    CHECK(shelf.depot.list(liar, lie));
    const std::vector<Digest> short_lie{digest_of(content)};
    // The same digest as a last chunk of ten bytes: another chunk, which never becomes whole.
    DepotFile small = shelf.depot.open(digest_of(view_of(digest_of(content))), 10);
    CHECK(shelf.depot.list(small, short_lie));
    CHECK_FALSE(shelf.depot.put(small, 0, BytesView(content).substr(0, 10)));
    CHECK_FALSE(small.whole);
}

TEST_CASE("a file of nothing is whole at once") {
    Shelf shelf;
    const Transaction transaction(shelf.disk.database);
    const DepotFile file = shelf.depot.open(file_digest({}), 0);
    CHECK(file.whole);
    CHECK(file.is_listed());
    CHECK(shelf.depot.first_missing(file) == 0);
}

TEST_CASE("what waits for whom is found by the notes on the files") {
    Shelf shelf;
    const Transaction transaction(shelf.disk.database);
    const Id epoch{1, 1};
    const Bytes content = random_bytes(9, 1'000);
    DepotFile here = shelf.open(content);
    shelf.fill(here, content, 1'000, content.size());
    DepotFile wanted = shelf.depot.open(digest_of("wanted"), 500);
    CHECK(shelf.depot.missing().empty());
    wanted.wanted = true;
    wanted.used_ms = 7;
    shelf.depot.note(wanted);
    CHECK(shelf.depot.missing().size() == 1);
    CHECK(shelf.depot.unconfirmed(epoch).size() == 1);
    CHECK(shelf.depot.evictable().size() == 1);
    here.confirmed = epoch;
    here.pinned = true;
    shelf.depot.note(here);
    CHECK(shelf.depot.unconfirmed(epoch).empty());
    CHECK(shelf.depot.unconfirmed({2, 2}).size() == 1);  // a restored hub may have lost it
    CHECK(shelf.depot.evictable().empty());
}
