// Files at a desk without a hub: hung on records, kept, brought to a hub that the test plays.
#include "desk/attachments.h"

#include <doctest/doctest.h>

#include "desk/file_lanes.h"
#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::desk;
using namespace branchline::test;

namespace {

Bytes random_bytes(std::uint64_t seed, std::size_t size) {
    SeededRandom random(seed);
    Bytes bytes(size, '\0');
    random.fill(bytes.data(), bytes.size());
    return bytes;
}

Attachments::Read reader_of(const Bytes& content) {
    return [&content](std::int64_t offset, std::size_t most) -> Result<Bytes> {
        const auto from = std::min(static_cast<std::size_t>(offset), content.size());
        return content.substr(from, most);
    };
}

const auto go_on = [] { return true; };

// What fetch makes of a file; empty with the code where it makes none.
struct Written {
    Bytes bytes;
    Code code = Code::none;
};

struct Place {
    Place() { customer = fixture.create("customer", {{"name", "客户"}}).id; }

    [[nodiscard]] sync::RowKey about() { return {fixture.entity("customer").id, customer}; }

    Attachments files() { return Attachments(fixture.desk()); }

    RowId attach(const Bytes& content, const std::string& name = "合同.pdf") {
        auto made = files().attach(about(), name, reader_of(content), go_on);
        REQUIRE(made.has_value());
        return made->id;
    }

    Written written(const RowId& attachment) {
        Written written;
        const Status done = files().write(
            files().file_of(attachment).value(),
            [&](BytesView bytes) -> Status {
                written.bytes += bytes;
                return {};
            },
            go_on);
        if (!done) written.code = done.error().code;
        return written;
    }

    store::Depot& depot() { return fixture.replica().depot(); }

    // As if head office had said so.
    void confirm(const RowId& attachment) {
        store::DepotFile file = depot().find(files().file_of(attachment)->digest).value();
        file.confirmed = fixture.replica().cursor().epoch;
        const Status noted = fixture.replica().in_one_transaction([&]() -> Status {
            depot().note(file);
            return {};
        });
        REQUIRE(noted.has_value());
    }

    DeskFixture fixture;
    RowId customer;
};

// What a hub does with bytes, written out once more.
struct PlayedHub {
    sync::FileState take(const sync::FileOffer& offer) {
        if (offer.first == listed) listed += static_cast<std::int64_t>(offer.chunks.size());
        return state(offer.file);
    }

    sync::FileState take(const sync::FilePiece& piece) {
        if (piece.offset == static_cast<std::int64_t>(bytes.size())) bytes += piece.bytes;
        return state(piece.file);
    }

    [[nodiscard]] sync::FileState state(const Digest& file) const {
        return {file, Code::none, listed, static_cast<std::int64_t>(bytes.size())};
    }

    std::int64_t listed = 0;
    Bytes bytes;
};

// Until the lanes have nothing to say, or so many messages; how many there were.
int talk(FileLanes& lanes, PlayedHub& hub, int most) {
    int said = 0;
    while (said < most) {
        auto message = lanes.next();
        if (!message) break;
        ++said;
        if (const auto* offer = std::get_if<sync::FileOffer>(&*message)) {
            lanes.take(hub.take(*offer));
        } else {
            lanes.take(hub.take(std::get<sync::FilePiece>(*message)));
        }
    }
    return said;
}

}  // namespace

TEST_CASE("an attached file is kept with its record's row, also over the end of the process") {
    Place place;
    const Bytes content = random_bytes(1, 700'000);
    const RowId id = place.attach(content);
    place.fixture.reopen();
    const AttachedFile file = place.files().file_of(id).value();
    CHECK(file.name == "合同.pdf");
    CHECK(file.size == 700'000);
    CHECK(file.here);
    CHECK_FALSE(file.confirmed);
    CHECK(place.written(id).bytes == content);
    const auto row = place.fixture.desk().show({place.fixture.entity("attachment").id, id});
    REQUIRE(row.has_value());
    CHECK(row->row.values.text(18) == "application/pdf");
}

TEST_CASE("a file of nothing is a file, and the same content is kept once") {
    Place place;
    const RowId empty = place.attach({}, "空.txt");
    CHECK(place.written(empty).bytes.empty());
    CHECK(place.files().file_of(empty)->here);
    const Bytes content = random_bytes(2, 100'000);
    place.attach(content);
    place.attach(content, "副本.pdf");
    CHECK(place.depot().bytes() == 100'000);
}

TEST_CASE("what changes while it is attached, or is broken off, leaves no row") {
    Place place;
    Bytes content = random_bytes(3, 600'000);
    int reads = 0;
    const auto changing = [&](std::int64_t offset, std::size_t most) -> Result<Bytes> {
        if (++reads == 5) content[400'000] = static_cast<char>(content[400'000] ^ 1);
        const auto from = std::min(static_cast<std::size_t>(offset), content.size());
        return content.substr(from, most);
    };
    const auto changed = place.files().attach(place.about(), "a", changing, go_on);
    REQUIRE(!changed.has_value());
    CHECK(changed.error().code == Code::bad_file);
    const auto stopped =
        place.files().attach(place.about(), "a", reader_of(content), [] { return false; });
    REQUIRE(!stopped.has_value());
    CHECK(stopped.error().code == Code::timed_out);
    CHECK(place.fixture.replica().rows().count(place.fixture.entity("attachment").id) == 0);
    CHECK(place.written(place.attach(content)).bytes == content);
}

TEST_CASE("nothing hangs on an attachment, and only the name of one can change") {
    Place place;
    const RowId id = place.attach("x");
    const schema::EntitySpec& entity = place.fixture.entity("attachment");
    const auto refused = place.files().attach({entity.id, id}, "a", reader_of("y"), go_on);
    REQUIRE(!refused.has_value());
    CHECK(refused.error().code == Code::reference);
    place.fixture.change("attachment", id, {{"file_name", "新名.pdf"}});
    CHECK(place.files().file_of(id)->name == "新名.pdf");
    Edit edit;
    edit.values.set(entity.field("hash")->id, std::string("00"));
    CHECK(place.fixture.desk().change({entity.id, id}, edit).error().code == Code::right);
}

TEST_CASE("an upload goes on where the hub stands, and is confirmed at its end only") {
    Place place;
    const Bytes content = random_bytes(4, 300'000);
    const RowId id = place.attach(content);
    place.fixture.accept_all();
    PlayedHub hub;
    FileLanes lanes(place.fixture.replica());
    talk(lanes, hub, 8);
    CHECK(!hub.bytes.empty());
    CHECK(hub.bytes.size() < content.size());
    CHECK_FALSE(lanes.is_level());
    lanes.restart();
    const std::size_t before = hub.bytes.size();
    talk(lanes, hub, 2);
    CHECK(hub.bytes.size() > before);
    CHECK_FALSE(place.files().file_of(id)->confirmed);
    CHECK(place.files().waiting().uploads == 1);
    talk(lanes, hub, 1'000);
    CHECK(hub.bytes == content);
    CHECK(lanes.is_level());
    CHECK(place.files().file_of(id)->confirmed);
    CHECK(place.files().waiting().uploads == 0);
    lanes.restart();
    CHECK(talk(lanes, hub, 1'000) == 0);
}

TEST_CASE("pieces grow while answers are quick and shrink when they are slow") {
    Place place;
    place.attach(random_bytes(5, 400'000));
    place.fixture.accept_all();
    FileLanes lanes(place.fixture.replica());
    PlayedHub hub;
    const auto piece_after = [&](std::int64_t answer_ms) {
        auto message = lanes.next();
        REQUIRE(message.has_value());
        place.fixture.clock.now_ms += answer_ms;
        if (const auto* offer = std::get_if<sync::FileOffer>(&*message)) {
            lanes.take(hub.take(*offer));
            return std::size_t{0};
        }
        const auto& piece = std::get<sync::FilePiece>(*message);
        lanes.take(hub.take(piece));
        return piece.bytes.size();
    };
    piece_after(300);
    piece_after(300);
    const std::size_t first = piece_after(10);
    CHECK(first <= 8 * 1024);
    const std::size_t second = piece_after(10);
    CHECK(second == 2 * first);
    for (int i = 0; i < 3; ++i) piece_after(2'000);
    CHECK(piece_after(2'000) < second);
}

TEST_CASE("a hub that refuses, or says that every chunk is wrong, does not get it for ever") {
    Place place;
    const RowId id = place.attach(random_bytes(6, 10'000));
    place.fixture.accept_all();
    const Digest digest = place.files().file_of(id)->digest;
    FileLanes lanes(place.fixture.replica());
    REQUIRE(lanes.next().has_value());
    lanes.take(sync::FileState{digest, Code::not_found, 0, 0});
    CHECK_FALSE(lanes.next().has_value());
    CHECK(lanes.is_level());
    CHECK(lanes.trouble(digest) == Code::not_found);
    place.fixture.clock.now_ms += 60'000;
    int said = 0;
    while (said < 100 && lanes.next().has_value()) {
        ++said;
        lanes.take(sync::FileState{digest, Code::none, 1, 0});
    }
    CHECK(said < 10);
    CHECK(lanes.trouble(digest) == Code::bad_bytes);
}

TEST_CASE("what is pinned is fetched, its chunks checked, a bad one asked for again") {
    Place place;
    const Bytes content = random_bytes(7, 300'000);
    std::vector<Digest> chunks{digest_of(BytesView(content).substr(0, store::chunk_bytes)),
                               digest_of(BytesView(content).substr(store::chunk_bytes))};
    const Digest digest = store::file_digest(chunks);
    const RowId id = place.fixture.arrive(
        "attachment", {{"about", to_text(place.fixture.arrive("customer", {{"name", "乙"}}))},
                       {"file_name", "扫描.pdf"},
                       {"size_bytes", "300000"},
                       {"hash", to_hex(view_of(digest))}});
    FileLanes lanes(place.fixture.replica());
    CHECK_FALSE(lanes.next().has_value());  // bytes come on demand only
    place.files().pin(place.files().file_of(id).value(), true);
    CHECK(place.files().waiting().download_bytes == 300'000);
    int spoilt = 0;
    for (int i = 0; i < 1'000; ++i) {
        auto message = lanes.next();
        if (!message) break;
        const auto& want = std::get<sync::FileWant>(*message);
        sync::FilePiece piece;
        piece.file = want.file;
        piece.offset = want.offset;
        if (want.listed < 2) {
            piece.chunks = chunks;
        } else {
            const auto at = static_cast<std::size_t>(want.offset);
            const std::size_t room = store::chunk_bytes - at % store::chunk_bytes;
            piece.bytes = content.substr(at, std::min<std::size_t>(want.bytes_most, room));
            if (spoilt == 0 && at == 0) ++spoilt, piece.bytes[0] ^= 1;
        }
        lanes.take(piece);
    }
    CHECK(spoilt == 1);
    CHECK(lanes.is_level());
    CHECK(place.written(id).bytes == content);
    // It stays, whatever the quota.
    place.files().keeper().set_quota_bytes(0);
    place.files().keeper().make_room({});
    CHECK(place.files().file_of(id)->here);
}

TEST_CASE("the quota takes the least recently used that head office has, and nothing else") {
    Place place;
    std::vector<RowId> ids;
    for (std::uint64_t i = 0; i < 4; ++i) {
        place.fixture.clock.now_ms += 1'000;
        ids.push_back(place.attach(random_bytes(20 + i, 50'000), std::to_string(i)));
    }
    place.fixture.accept_all();
    for (const std::size_t i : {0, 1, 3}) place.confirm(ids[i]);
    place.fixture.clock.now_ms += 1'000;
    CHECK(place.written(ids[0]).bytes.size() == 50'000);  // used last
    place.files().keeper().set_quota_bytes(150'000);
    place.files().keeper().make_room({});
    CHECK(place.files().file_of(ids[0])->here);
    CHECK_FALSE(place.files().file_of(ids[1])->here);
    CHECK(place.files().file_of(ids[2])->here);  // not confirmed
    CHECK(place.files().file_of(ids[3])->here);
    place.files().keeper().set_quota_bytes(0);
    place.files().keeper().make_room({});
    CHECK(place.files().file_of(ids[2])->here);
    CHECK(place.depot().bytes() == 50'000);
    CHECK(place.written(ids[1]).code == Code::not_here);
}

TEST_CASE("bytes that no attachment names any more leave the desk, unless they are nowhere else") {
    Place place;
    const RowId sent = place.attach(random_bytes(30, 1'000), "1");
    const RowId unsent = place.attach(random_bytes(31, 2'000), "2");
    place.fixture.accept_all();
    place.confirm(sent);
    for (const RowId& id : {sent, unsent}) {
        REQUIRE(
            place.fixture.desk().erase({place.fixture.entity("attachment").id, id}).has_value());
    }
    while (place.fixture.desk().rest()) {
    }
    CHECK(place.depot().bytes() == 2'000);
    place.fixture.clock.now_ms += std::int64_t{31} * 24 * 3'600'000;
    place.fixture.create("customer", {{"name", "丙"}});
    while (place.fixture.desk().rest()) {
    }
    CHECK(place.depot().bytes() == 0);
}

TEST_CASE("bytes that the disk has lost are not handed out") {
    Place place;
    const RowId id = place.attach(random_bytes(40, 300'000));
    {
        store::Transaction transaction(place.fixture.replica().database());
        place.fixture.replica().database().run(
            "UPDATE depot_piece SET content=zeroblob(length(content)) WHERE chunk=2");
        transaction.commit();
    }
    CHECK(place.written(id).code == Code::bad_bytes);
    CHECK_FALSE(place.files().file_of(id)->here);
}
