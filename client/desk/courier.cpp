#include "desk/courier.h"

#include <algorithm>

#include "base/ensure.h"
#include "desk/holdings.h"
#include "keys/sealed_file.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

constexpr std::size_t points_most = 256;
constexpr std::size_t receipts_most = 6'000;

// What an earlier reply has asked for, and the point that head office has in common with us.
std::set<OpId> asked_for(const store::Settings& settings) {
    std::set<OpId> ops;
    const Bytes bytes = settings.get(setting::courier_asked).value_or(Bytes());
    ByteReader in(bytes);
    while (in.left() > 0 && in.ok()) ops.insert(read_id(in));
    return ops;
}

std::optional<sync::Point> common_of(const store::Settings& settings) {
    const auto stored = settings.get(setting::courier_common);
    if (!stored) return std::nullopt;
    auto frame = sync::decode_frame(*stored);
    if (!frame) throw store::Failure(Code::damaged, "courier");
    return std::get<sync::Pull>(*frame).cursor;
}

std::vector<sync::Receipt> to_list(Replica& replica) {
    const auto common = common_of(replica.settings());
    auto list = common ? held_above(replica, common->seq) : unsettled(replica);
    if (list.size() > receipts_most) list.resize(receipts_most);
    return list;
}

sync::Hello courier_hello(Replica& replica) {
    sync::Hello hello = hello_of(replica, Id{});
    hello.unsettled = to_list(replica);
    const std::vector<sync::Point> points = known_points(replica);
    const std::size_t step = points.size() / points_most + 1;
    for (std::size_t i = points.size(); i-- > 0;) {
        if ((points.size() - 1 - i) % step == 0) hello.points.push_back(points[i]);
    }
    return hello;
}

struct Reply {
    sync::HelloReply greeting;
    std::vector<sync::Receipt> receipts;
    std::vector<sync::Page> pages;
};

Result<Reply> read_reply(BytesView frames) {
    sync::FrameCutter cutter(sync::frame_bytes_max);
    cutter.feed(frames);
    Reply reply;
    bool greeted = false;
    for (;;) {
        auto frame = cutter.next();
        if (!frame) return refuse(frame.error());
        if (!*frame) break;
        auto message = sync::decode_frame(**frame);
        if (!message) return refuse(message.error());
        if (auto* greeting = std::get_if<sync::HelloReply>(&*message)) {
            greeted = true;
            reply.greeting = std::move(*greeting);
        } else if (auto* receipts = std::get_if<sync::Receipts>(&*message)) {
            std::ranges::move(receipts->receipts, std::back_inserter(reply.receipts));
        } else if (auto* page = std::get_if<sync::Page>(&*message)) {
            reply.pages.push_back(std::move(*page));
        } else {
            return refuse(Code::bad_frame, "courier");
        }
    }
    if (!greeted) return refuse(Code::bad_frame, "courier");
    return reply;
}

// What the status says holds for the place and the incarnation that it names, and for no other.
bool is_about_us(Replica& replica, const sync::HelloReply& greeting) {
    return greeting.cursor == replica.cursor() &&
           greeting.incarnation == replica.identity().incarnation;
}

void note_asked(Replica& replica, const sync::HelloReply& greeting) {
    store::Settings& settings = replica.settings();
    ByteWriter asked;
    for (const sync::Answer& answer : greeting.answers) {
        if (answer.kind == sync::Answer::Kind::ask) write_id(asked, answer.op);
    }
    settings.put(setting::courier_asked, asked.bytes());
    settings.put_integer(setting::hub_catalogue, greeting.catalogue_number);
    if (greeting.status == sync::HubStatus::ok) {
        settings.erase(setting::courier_common);
        settings.erase(setting::head_office);
        settings.put_integer(setting::confirmed_seq, greeting.cursor.seq);
        return;
    }
    sync::Pull holder;
    holder.cursor = greeting.common;
    settings.put(setting::courier_common, sync::encode_frame(holder));
    settings.put(setting::head_office, "restored");
}

bool is_answered(const std::vector<sync::Receipt>& list, const sync::HelloReply& greeting) {
    std::set<OpId> answered;
    for (const sync::Answer& answer : greeting.answers) {
        if (answer.kind != sync::Answer::Kind::ask) answered.insert(answer.op);
    }
    return std::ranges::all_of(list, [&](const auto& each) { return answered.contains(each.op); });
}

Status take_greeting(Replica& replica, const sync::HelloReply& greeting) {
    const auto common = common_of(replica.settings());
    const bool lost = greeting.status == sync::HubStatus::lost;
    if (lost && common && *common == greeting.common && is_answered(to_list(replica), greeting)) {
        if (Status gone = replica.roll_back(*common, {}); !gone) return gone;
        return replica.in_one_transaction([&]() -> Status {
            replica.settings().erase(setting::courier_common);
            replica.settings().erase(setting::courier_asked);
            return {};
        });
    }
    return replica.in_one_transaction([&]() -> Status {
        note_asked(replica, greeting);
        return {};
    });
}

}  // namespace

Result<CourierFile> export_courier(Replica& replica, const keys::DeviceKey& key) {
    const auto receiver = replica.settings().get(setting::courier_key);
    const Id installation = replica.settings().id(setting::installation);
    if (!receiver || receiver->size() != keys::public_key_bytes) {
        return refuse(Code::not_in_version, "courier");
    }
    CourierFile file;
    Bytes frames = sync::encode_frame(courier_hello(replica));
    sync::Pull pull;
    pull.cursor = replica.cursor();
    pull.scope_version = replica.scope_version();
    pull.wait = false;
    replica.ask_for_rows(pull);
    frames += sync::encode_frame(pull);
    // Online it asks for one after the other; here each would be a way of its own.
    for (const sync::Stretch& stretch : replica.stretches_due()) {
        if (stretch == pull.load) continue;
        sync::Pull further;
        further.cursor = pull.cursor;
        further.scope_version = pull.scope_version;
        further.wait = false;
        further.load = stretch;
        frames += sync::encode_frame(further);
    }
    for (const sync::Message& offer : offers_of(replica, asked_for(replica.settings()))) {
        frames += sync::encode_frame(offer);
    }
    for (std::int64_t after = 0;;) {
        std::int64_t last = after;
        auto groups = replica.take_for_push(after, sync::push_bytes, last,
                                            store::LoggedGroup::Transport::courier);
        if (last == after) break;
        after = last;
        file.counts.groups += static_cast<std::int64_t>(groups.size());
        if (!groups.empty()) frames += sync::encode_frame(sync::Push{std::move(groups), {}});
    }
    file.bytes = keys::seal_file({replica.identity().device, installation}, key, *receiver, frames,
                                 replica.random());
    return file;
}

Result<CourierCounts> import_courier(Replica& replica, const keys::DeviceKey& key, BytesView file) {
    const auto ends = keys::ends_of_file(file);
    if (!ends) return refuse(ends.error());
    const DeviceId device = replica.identity().device;
    const bool ours =
        ends->to == device && ends->from == replica.settings().id(setting::installation);
    if (!ours) return refuse(Code::foreign_file, "courier", "for another device");
    const Bytes sender = replica.settings().get(setting::courier_key).value_or(Bytes());
    auto opened = keys::open_file(file, sender, key);
    if (!opened) return refuse(opened.error());
    auto reply = read_reply(*opened);
    if (!reply) return refuse(reply.error());
    if (reply->greeting.revoked) return refuse(Code::revoked, "device");
    CourierCounts counts;
    const std::uint64_t before = replica.change_count();
    std::vector<sync::Receipt> receipts = std::move(reply->receipts);
    for (const sync::Answer& answer : reply->greeting.answers) {
        if (answer.kind == sync::Answer::Kind::receipt) receipts.push_back(answer.receipt);
    }
    if (Status taken = replica.take_receipts(receipts, false); !taken) {
        return refuse(taken.error());
    }
    replica.renew_lease(reply->greeting.hub_now_ms);
    if (is_about_us(replica, reply->greeting)) {
        if (Status done = take_greeting(replica, reply->greeting); !done) {
            return refuse(done.error());
        }
    }
    for (const sync::Page& page : reply->pages) {
        auto applied = replica.take_page(page);
        if (!applied) return refuse(applied.error());
        if (!*applied) continue;
        for (const sync::Entry& entry : page.entries) counts.received += entry.device != device;
    }
    counts.groups = static_cast<std::int64_t>(receipts.size());
    for (const sync::Receipt& receipt : receipts) {
        if (receipt.verdict == sync::Verdict::rejected) ++counts.rejected;
    }
    counts.useful = replica.change_count() != before;
    return counts;
}

}  // namespace branchline::desk
