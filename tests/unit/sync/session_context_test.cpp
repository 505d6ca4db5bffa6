// Whatever is said in a session, and wherever the line is cut, the other end reads what was
// written.
#include "sync/session_context.h"

#include <doctest/doctest.h>

#include <map>
#include <vector>

#include "support/random_values.h"

using namespace branchline;
using namespace branchline::sync;
using support::RandomValues;

namespace {

constexpr std::size_t hello_type = 5;
constexpr std::size_t reply_type = 6;
const UserId user{8, 9};

// What both have of the log: the desk by origin, the hub by seq.
struct Log {
    std::map<OriginId, std::int64_t> seqs;
    std::map<std::int64_t, OriginId> origins;

    explicit Log(RandomValues& values) {
        for (std::int64_t seq = 1; seq <= 300; ++seq) {
            const Id origin = values.id();
            if (origin.is_null() || !seqs.emplace(origin, seq).second) continue;
            origins[seq] = origin;
        }
    }

    [[nodiscard]] SessionContext desk() const {
        return SessionContext::of_desk(
            [this](const OriginId& origin) { return seqs.contains(origin) ? seqs.at(origin) : 0; });
    }

    [[nodiscard]] SessionContext hub() const {
        return SessionContext::of_hub([this](std::int64_t seq) {
            return origins.contains(seq) ? origins.at(seq) : OriginId{};
        });
    }
};

// One direction: the bytes under way, and what they must say.
struct Way {
    Bytes bytes;
    std::vector<Message> said;
    FrameCutter cutter{frame_bytes_max};

    void write(Bytes frame, Message message) {
        bytes += frame;
        said.push_back(std::move(message));
    }

    // Some of the bytes arrive. What was understood.
    std::vector<Message> read(std::size_t size, SessionContext& context) {
        std::vector<Message> heard;
        cutter.feed(BytesView(bytes).substr(0, size));
        bytes.erase(0, size);
        for (auto frame = cutter.next(); frame && *frame; frame = cutter.next()) {
            const auto message = context.decode(**frame);
            REQUIRE_MESSAGE(message.has_value(), message.error().detail);
            REQUIRE(*message == said.at(heard.size()));
            heard.push_back(*message);
            // The next frame may need what this one told.
            if (const auto* reply = std::get_if<HelloReply>(&*message)) context.answered(*reply);
            if (std::holds_alternative<Hello>(*message)) break;
        }
        said.erase(said.begin(), said.begin() + static_cast<std::ptrdiff_t>(heard.size()));
        return heard;
    }
};

class Conversation {
  public:
    explicit Conversation(std::uint64_t seed) : values_(seed), log_(values_) { connect(); }

    void step() {
        switch (values_.below(9)) {
            case 0:
                return greet();
            case 1:
            case 2:
                return say(desk_, up_);
            case 3:
            case 4:
                return say(hub_, down_);
            case 5:
            case 6:
                return arrive_at_hub();
            case 7:
                down_.read(some(down_), desk_);
                return;
            default:
                if (values_.below(20) == 0) connect();
        }
    }

  private:
    // The line is cut where it is, and both begin anew.
    void connect() {
        desk_ = log_.desk();
        hub_ = log_.hub();
        up_ = Way();
        down_ = Way();
    }

    void greet() {
        auto hello = std::get<Hello>(values_.message(hello_type));
        hello.cursor.seq = static_cast<std::int64_t>(values_.below(400));
        up_.write(desk_.encode(hello), hello);
        desk_.greeted(hello, user);
    }

    void say(SessionContext& end, Way& way) {
        const std::size_t type = values_.below(support::message_types);
        if (type == hello_type || type == reply_type) return;
        const Message message = values_.message(type);
        // A frame that stands alone, as of a courier file, may come at any time.
        const bool alone = values_.below(5) == 0;
        way.write(alone ? encode_frame(message) : end.encode(message), message);
    }

    void arrive_at_hub() {
        std::vector<Message> heard = up_.read(some(up_), hub_);
        while (!heard.empty()) {
            if (const auto* hello = std::get_if<Hello>(&heard.back())) reply_to(*hello);
            heard = up_.read(0, hub_);
        }
    }

    void reply_to(const Hello& hello) {
        auto reply = std::get<HelloReply>(values_.message(reply_type));
        if (values_.below(3) > 0) {
            reply.status = HubStatus::ok;
            reply.new_incarnation = reply.revoked = false;
        }
        down_.write(hub_.encode(reply), reply);
        hub_.greeted(hello, user);
        hub_.answered(reply);
    }

    std::size_t some(const Way& way) {
        return std::min(way.bytes.size(), static_cast<std::size_t>(values_.below(4000)));
    }

    RandomValues values_;
    Log log_;
    SessionContext desk_ = log_.desk();
    SessionContext hub_ = log_.hub();
    Way up_;
    Way down_;
};

Bytes claiming_frame() {
    Known known;
    known.device = {1, 2};
    Group group;
    group.op = group.origin = {3, 4};
    return encode_frame(Push{{group}, {}}, &known);
}

}  // namespace

TEST_CASE("any conversation is read as it was written, cut at any byte, session after session") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        Conversation conversation(seed);
        for (int i = 0; i < 600; ++i) conversation.step();
    }
}

TEST_CASE("a context that was not agreed on is refused by either end") {
    RandomValues values(3);
    const Log log(values);
    const auto hello = std::get<Hello>(values.message(hello_type));
    HelloReply reply;
    SUBCASE("when the log was opened") {}
    SUBCASE("after a loss") { reply.status = HubStatus::lost; }
    SUBCASE("in a window") { reply.status = HubStatus::regressed; }
    SUBCASE("by an old copy") { reply.new_incarnation = true; }
    SUBCASE("by a revoked device") { reply.revoked = true; }
    const bool opens = reply == HelloReply{};
    SessionContext ends[] = {log.desk(), log.hub()};
    for (SessionContext& end : ends) {
        const auto refuses = [&] {
            const auto message = end.decode(claiming_frame());
            return !message && message.error().code == Code::bad_frame;
        };
        CHECK(refuses());
        end.answered(reply);
        CHECK(refuses());
        end.greeted(hello, user);
        CHECK(refuses());
        end.answered(reply);
        CHECK(refuses() == !opens);
        end.end();
        CHECK(refuses());
    }
}

TEST_CASE("a session does not begin with what another has remembered") {
    RandomValues values(4);
    const Log log(values);
    const auto hello = std::get<Hello>(values.message(hello_type));
    SessionContext desk = log.desk();
    const auto first_of_a_session = [&] {
        desk.greeted(hello, user);
        desk.answered(HelloReply{});
        RandomValues same(5);
        return desk.encode(same.message(7));
    };
    const Bytes first = first_of_a_session();
    RandomValues same(5);
    CHECK(desk.encode(same.message(7)) != first);
    CHECK(first_of_a_session() == first);
    desk.end();
    CHECK(first_of_a_session() == first);
}
