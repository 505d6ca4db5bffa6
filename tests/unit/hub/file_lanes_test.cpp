// Bytes of attachments at the hub: what is taken, what is given, and to whom.
#include "domain/attached_files.h"
#include "domain/customer.h"
#include "domain/interaction.h"
#include "hub/file_upkeep.h"
#include "hub/hub_rig.h"

using namespace branchline;
using namespace branchline::hub;
namespace customer = branchline::domain::customer;

namespace {

constexpr domain::AttachmentNumbers numbers;
constexpr std::size_t piece_size = 60'000;
constexpr std::int64_t day_ms = 24 * 3'600'000;

struct Content {
    Content(std::uint64_t seed, std::size_t size) : bytes(size, '\0') {
        SeededRandom random(seed);
        random.fill(bytes.data(), bytes.size());
        for (std::size_t at = 0; at < size; at += store::chunk_bytes) {
            chunks.push_back(digest_of(BytesView(bytes).substr(at, store::chunk_bytes)));
        }
        digest = store::file_digest(chunks);
    }

    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(bytes.size()); }

    [[nodiscard]] sync::FilePiece piece_at(std::int64_t offset) const {
        const auto at = static_cast<std::size_t>(offset);
        const std::size_t room = store::chunk_bytes - at % store::chunk_bytes;
        sync::FilePiece piece;
        piece.file = digest;
        piece.offset = offset;
        piece.bytes = bytes.substr(at, std::min(piece_size, room));
        return piece;
    }

    Bytes bytes;
    std::vector<Digest> chunks;
    Digest digest{};
};

struct FileLanesCompany {
    FileLanesCompany() {
        found_company(rig);
        REQUIRE(rig.admin->add_user({"bob", "Bob", "clerk", "BEI"}).has_value());
        for (const char* login : {"clara", "max", "wang", "bob"}) {
            desks.emplace(login, Desk(rig, login));
            desks.at(login).connect();
        }
        about = random_id(rig.random);
        const auto added =
            desk("clara").push_one(desk("clara").group({new_customer(rig, about, "Customer")}));
        REQUIRE(added.verdict == sync::Verdict::accepted);
    }

    Desk& desk(const std::string& login) { return desks.at(login); }

    RowId hang(const Content& content, std::int64_t size) {
        return hang(content, size, {customer::spec.spec.id, about});
    }

    RowId hang(const Content& content, std::int64_t size, const schema::AnyRef& on) {
        schema::Record values;
        values.set(numbers.about, on);
        values.set(numbers.file_name, std::string("scan.pdf"));
        values.set(numbers.size_bytes, size);
        values.set(numbers.hash, to_hex(view_of(content.digest)));
        const RowId row = random_id(rig.random);
        const auto hung = desk("clara").push_one(
            desk("clara").group({insert(numbers.entity, row, std::move(values))}));
        REQUIRE(hung.verdict == sync::Verdict::accepted);
        return row;
    }

    RowId hang(const Content& content) { return hang(content, content.size()); }

    void take_off(const RowId& row) {
        Desk& clara = desk("clara");
        clara.connect();
        const auto gone = clara.push_one(clara.group({erase(rig, numbers.entity, row)}));
        REQUIRE(gone.verdict == sync::Verdict::accepted);
    }

    // The hub runs all the time; its upkeep comes round once a day.
    void pass_days(int days) {
        for (int i = 0; i < days; ++i) {
            pass_time(rig, day_ms);
            rig.tick();
        }
    }

    std::int64_t bytes() { return Overview(*rig.database, rig.catalogue).stats().file_bytes; }

    template <class Answer>
    Answer ask(const std::string& login, const sync::Message& message) {
        rig.send(desk(login).session, message);
        rig.flush();
        const Heard heard = rig.heard(desk(login).session);
        const auto* answer = heard.find<Answer>();
        REQUIRE(answer != nullptr);
        return *answer;
    }

    sync::FileState offer(const std::string& login, const Content& content) {
        const auto state =
            ask<sync::FileState>(login, sync::FileOffer{content.digest, content.size(), 0, {}});
        if (state.code != Code::none || state.offset == content.size()) return state;
        return ask<sync::FileState>(
            login, sync::FileOffer{content.digest,
                                   content.size(),
                                   state.listed,
                                   {content.chunks.begin() + state.listed, content.chunks.end()}});
    }

    // From where the hub stands, at most so many pieces.
    sync::FileState bring(const std::string& login, const Content& content, int pieces = 1'000) {
        sync::FileState state = offer(login, content);
        for (; pieces > 0 && state.code == Code::none && state.offset < content.size(); --pieces) {
            state = ask<sync::FileState>(login, content.piece_at(state.offset));
        }
        return state;
    }

    sync::FilePiece want(const std::string& login, const Content& content, std::int64_t listed,
                         std::int64_t offset) {
        return ask<sync::FilePiece>(login,
                                    sync::FileWant{content.digest, listed, offset, piece_size});
    }

    Code refusal(const std::string& login, const Content& content) {
        return want(login, content, 0, 0).code;
    }

    HubRig rig;
    std::map<std::string, Desk> desks;
    RowId about;
};

}  // namespace

TEST_CASE("what a desk brings is taken piece by piece, over connections and restarts") {
    FileLanesCompany company;
    const Content content(1, 600'000);
    company.hang(content);
    const sync::FileState half = company.bring("clara", content, 5);
    CHECK(half.offset > 250'000);
    CHECK(half.offset < content.size());
    company.rig.restart();
    company.desk("clara").connect();
    CHECK(company.offer("clara", content).offset == half.offset);
    CHECK(company.refusal("clara", content) == Code::not_here);
    CHECK(company.bring("clara", content).offset == content.size());
}

TEST_CASE("what was brought is given in digests and pieces, from any byte on") {
    FileLanesCompany company;
    const Content content(2, 300'000);
    company.hang(content);
    company.bring("clara", content);
    const sync::FilePiece list = company.want("max", content, 0, 0);
    CHECK(list.chunks == content.chunks);
    CHECK(list.bytes.empty());
    for (const std::int64_t offset : {0, 7, 262'143, 262'144, 299'999}) {
        const sync::FilePiece piece = company.want("max", content, 2, offset);
        REQUIRE(!piece.bytes.empty());
        CHECK(piece.bytes ==
              content.bytes.substr(static_cast<std::size_t>(offset), piece.bytes.size()));
    }
    CHECK(company.want("max", content, 2, 300'000).code == Code::not_here);
    CHECK(company.want("max", content, 2, -1).code == Code::not_here);
}

TEST_CASE("bytes that do not match are thrown away, and the right ones are taken after them") {
    FileLanesCompany company;
    const Content content(3, 100'000);
    company.hang(content);
    company.offer("clara", content);
    sync::FilePiece wrong = content.piece_at(0);
    wrong.bytes[5] = static_cast<char>(wrong.bytes[5] ^ 1);
    const auto first = company.ask<sync::FileState>("clara", wrong);
    const auto last = company.ask<sync::FileState>("clara", content.piece_at(first.offset));
    CHECK(last.offset == 0);
    CHECK(company.bring("clara", content).offset == content.size());
}

TEST_CASE("pieces out of their place change nothing, the answer says where to go on") {
    FileLanesCompany company;
    const Content content(4, 300'000);
    company.hang(content);
    company.bring("clara", content, 1);
    for (const std::int64_t offset : {std::int64_t{0}, std::int64_t{1}, std::int64_t{299'999},
                                      std::int64_t{-5}, std::int64_t{1} << 62}) {
        sync::FilePiece piece = content.piece_at(0);
        piece.offset = offset;
        CHECK(company.ask<sync::FileState>("clara", piece).offset == 60'000);
    }
    sync::FilePiece over_the_edge = content.piece_at(60'000);
    over_the_edge.bytes = content.bytes.substr(60'000);
    CHECK(company.ask<sync::FileState>("clara", over_the_edge).offset == 60'000);
    sync::FilePiece nothing = content.piece_at(60'000);
    nothing.bytes.clear();
    CHECK(company.ask<sync::FileState>("clara", nothing).offset == 60'000);
}

TEST_CASE("the same content is brought once, whoever attaches it") {
    FileLanesCompany company;
    const Content content(5, 100'000);
    company.hang(content);
    company.bring("clara", content);
    company.hang(content);
    CHECK(company.offer("clara", content).offset == content.size());
}

TEST_CASE("a file with a part that is there already is asked for the rest only") {
    FileLanesCompany company;
    const Content one(6, 2 * store::chunk_bytes);
    Content two = one;
    two.bytes += "and more";
    two.chunks.push_back(digest_of("and more"));
    two.digest = store::file_digest(two.chunks);
    company.hang(one);
    company.hang(two);
    company.bring("clara", one);
    CHECK(company.offer("clara", two).offset == one.size());
}

TEST_CASE("nobody fetches or brings what no attachment of his names") {
    FileLanesCompany company;
    const Content content(7, 50'000);
    CHECK(company.offer("clara", content).code == Code::not_found);
    company.hang(content);
    company.bring("clara", content);
    CHECK(company.refusal("clara", content) == Code::none);
    CHECK(company.refusal("max", content) == Code::none);
    CHECK(company.refusal("bob", content) == Code::not_found);  // of another branch
    CHECK(company.offer("bob", content).code == Code::not_found);
    CHECK(company.ask<sync::FileState>("bob", content.piece_at(0)).code == Code::not_found);
}

TEST_CASE("who may not read the record does not read what hangs on it") {
    FileLanesCompany company;
    const Content content(8, 50'000);
    company.hang(content);
    company.bring("clara", content);
    CHECK(company.refusal("max", content) == Code::none);
    CHECK(company.refusal("wang", content) == Code::not_found);  // a warehouse has no customers
    // The same file on a call with the customer, of which the warehouse hears.
    const RowId call = random_id(company.rig.random);
    schema::Record values;
    values.set(domain::common::branch.spec.id, branch_id(company.rig, "SHA"));
    values.set(domain::interaction::customer.spec.id, company.about);
    Desk& clara = company.desk("clara");
    REQUIRE(clara.push_one(clara.group({insert(domain::interaction::spec.spec.id, call, values)}))
                .verdict == sync::Verdict::accepted);
    company.hang(content, content.size(), {domain::interaction::spec.spec.id, call});
    CHECK(company.refusal("wang", content) == Code::none);
}

TEST_CASE("sizes and lists that cannot be are refused") {
    FileLanesCompany company;
    const Content content(9, 600'000);
    company.hang(content);
    const auto offer = [&](std::int64_t size, std::vector<Digest> chunks) {
        return company.ask<sync::FileState>(
            "clara", sync::FileOffer{content.digest, size, 0, std::move(chunks)});
    };
    CHECK(offer(-1, {}).code == Code::too_large);
    CHECK(offer(std::int64_t{1} << 50, {}).code == Code::too_large);
    CHECK(offer(content.size(), std::vector<Digest>(sync::file_chunks_max + 1)).code ==
          Code::too_large);
    CHECK(offer(content.size(), {content.chunks[0], content.chunks[0], content.chunks[2]}).code ==
          Code::bad_bytes);
    // A lie about the size does not stop the one who tells the truth.
    CHECK(offer(17, {}).code == Code::none);
    CHECK(company.bring("clara", content).offset == content.size());
}

TEST_CASE("what the hub's disk has lost is not handed on, and is taken anew") {
    FileLanesCompany company;
    const Content content(10, 300'000);
    company.hang(content);
    company.bring("clara", content);
    company.rig.database->run(
        "UPDATE depot_piece SET content=zeroblob(length(content))"
        " WHERE chunk=1");
    CHECK(company.want("max", content, 2, 0).code == Code::bad_bytes);
    CHECK(company.want("max", content, 2, 0).code == Code::not_here);
    CHECK(company.offer("clara", content).offset == 0);
    CHECK(company.bring("clara", content).offset == content.size());
    CHECK(!company.want("max", content, 2, 0).bytes.empty());
}

TEST_CASE("bytes that no attachment names any more go after the days that they are kept") {
    FileLanesCompany company;
    const Content content(11, 300'000);
    const RowId one = company.hang(content);
    const RowId other = company.hang(content);
    company.bring("clara", content);
    company.take_off(one);
    company.pass_days(60);
    CHECK(company.bytes() == content.size());  // the other still names them
    company.take_off(other);
    int days = file_keep_days_default;
    SUBCASE("of the setting") {
        REQUIRE(keep_files_for(*company.rig.database, 5).has_value());
        CHECK(!keep_files_for(*company.rig.database, 0).has_value());
        days = 5;
    }
    company.pass_days(days);
    CHECK(company.bytes() == content.size());
    CHECK(Overview(*company.rig.database, company.rig.catalogue).stats().files_unnamed == 1);
    SUBCASE("counted anew where one names them again meanwhile") {
        const RowId again = company.hang(content);
        company.pass_days(1);
        company.take_off(again);
        company.pass_days(days);
        CHECK(company.bytes() == content.size());
    }
    company.pass_days(2);
    CHECK(company.bytes() == 0);
    CHECK(Overview(*company.rig.database, company.rig.catalogue).stats().files == 0);
    CHECK(verify(*company.rig.database, company.rig.catalogue).findings.empty());
    // Attached once more, they are brought once more.
    company.hang(content);
    CHECK(company.bring("clara", content).offset == content.size());
}

TEST_CASE("before the greeting there are no bytes") {
    FileLanesCompany company;
    const SessionId session = company.rig.open();
    company.rig.send(session, sync::FileWant{});
    company.rig.flush();
    CHECK(company.rig.heard(session).closed);
}
