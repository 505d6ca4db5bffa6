#include "desk/holdings.h"

#include <algorithm>
#include <map>

#include "desk/stored_sync.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using Stage = store::LoggedGroup::Stage;

std::vector<sync::Receipt> own_above(Replica& replica, std::int64_t seq) {
    std::map<std::int64_t, store::LoggedGroup> groups;  // by position: in order, each once
    for (store::LoggedGroup& group : replica.log().judged_above(seq)) {
        groups.emplace(group.position, std::move(group));
    }
    for (const Stage stage : {Stage::judged, Stage::refused, Stage::closed}) {
        for (store::LoggedGroup& group : replica.log().in_stage(stage)) {
            if (!replica.tail().has(group.op)) groups.emplace(group.position, std::move(group));
        }
    }
    std::vector<sync::Receipt> receipts;
    for (const auto& [position, group] : groups) {
        if (!group.receipt.empty()) receipts.push_back(stored_receipt(group));
    }
    return receipts;
}

sync::Receipt seen(const OpId& op, const Id& epoch, std::int64_t seq, std::int64_t verdict) {
    sync::Receipt receipt;
    receipt.op = op;
    receipt.epoch = epoch;
    receipt.seq = seq;
    receipt.verdict = static_cast<sync::Verdict>(verdict);
    return receipt;
}

// The page on which this entry came, as the tail still has it.
std::optional<sync::Page> page_with(Replica& replica, const OpId& op) {
    const std::int64_t seq = replica.tail().seq_of(op);
    if (seq == 0) {
        const auto kept = replica.retained().page_of(op);
        if (!kept) return std::nullopt;
        return page_head(*kept);
    }
    const auto head = replica.points().covering(seq);
    if (!head) return std::nullopt;
    sync::Page page = page_head(*head);
    const DeviceId device = replica.identity().device;
    replica.tail().scan(page.start.seq, [&](BytesView bytes) {
        sync::Entry entry = stored_entry(bytes);
        if (entry.seq > page.end.seq) return false;
        if (sync::is_witnessed(entry, device)) page.entries.push_back(std::move(entry));
        return true;
    });
    return page;
}

// Own groups in pushes, each with the receipt that it was given.
class Pushes {
  public:
    explicit Pushes(std::vector<sync::Message>& out) : out_(out) {}

    void add(sync::Group group, sync::Receipt receipt, std::size_t bytes) {
        const std::size_t memory = sync::memory_cost(group);
        if (bytes_ + bytes > sync::push_bytes || memory_ + memory > sync::push_memory) close();
        bytes_ += bytes;
        memory_ += memory;
        push_.groups.push_back(std::move(group));
        push_.offers.push_back(std::move(receipt));
    }

    void close() {
        if (!push_.groups.empty()) out_.emplace_back(std::move(push_));
        push_ = {};
        bytes_ = memory_ = 0;
    }

  private:
    std::vector<sync::Message>& out_;
    sync::Push push_;
    std::size_t bytes_ = 0;
    std::size_t memory_ = 0;
};

}  // namespace

sync::Page page_head(BytesView bytes) {
    auto frame = sync::decode_frame(bytes);
    if (!frame) throw store::Failure(Code::damaged, "page");
    if (auto* page = std::get_if<sync::Page>(&*frame)) return std::move(*page);
    sync::Page page;
    page.start = page.end = std::get<sync::Pull>(*frame).cursor;
    return page;
}

sync::Hello hello_of(Replica& replica, const Id& boot_nonce) {
    const sync::Identity identity = replica.identity();
    sync::Hello hello;
    hello.device = identity.device;
    hello.incarnation = identity.incarnation;
    hello.boot_nonce = boot_nonce;
    hello.cursor = replica.cursor();
    hello.scope_version = replica.scope_version();
    hello.catalogue_number = replica.catalogue().number();
    hello.catalogue_digest = replica.catalogue().digest();
    hello.boot = replica.clock().boot_time();
    hello.device_code = replica.settings().get(setting::device_code).value_or(Bytes());
    return hello;
}

std::vector<sync::Receipt> unsettled(Replica& replica) {
    // A desk that was made anew has read nothing, and all it ever did is unsettled. A hub that goes
    // back loses the newest.
    constexpr std::size_t receipts_most = 4'000;
    auto all = own_above(replica, replica.settings().integer(setting::confirmed_seq));
    if (all.size() > receipts_most) {
        all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(receipts_most));
    }
    return all;
}

std::vector<sync::Receipt> held_above(Replica& replica, std::int64_t seq) {
    std::vector<sync::Receipt> held = own_above(replica, seq);
    const DeviceId device = replica.identity().device;
    replica.tail().scan(seq, [&](BytesView bytes) {
        const sync::Entry entry = stored_entry(bytes);
        if (!sync::is_witnessed(entry, device)) return true;
        held.push_back(seen(entry.op, replica.cursor().epoch, entry.seq,
                            static_cast<std::int64_t>(entry.verdict)));
        return true;
    });
    for (const store::RetainedPages::Item& item : replica.retained().missing_from_tail()) {
        held.push_back(seen(item.op, item.epoch, item.seq, item.verdict));
    }
    return held;
}

std::vector<sync::Point> known_points(Replica& replica) {
    std::vector<sync::Point> points;
    for (const Bytes& bytes : replica.points().above(0)) points.push_back(page_head(bytes).end);
    return points;
}

std::vector<sync::Message> offers_of(Replica& replica, const std::set<OpId>& ops) {
    std::vector<sync::Message> offers;
    Pushes pushes(offers);
    std::map<Id, sync::Page> pages;  // by MAC: each once
    for (const OpId& op : ops) {
        if (const auto logged = replica.log().by_op(op)) {
            if (logged->receipt.empty()) continue;
            pushes.add(stored_group(*logged), stored_receipt(*logged), logged->payload.size());
        } else if (auto page = page_with(replica, op)) {
            pages.emplace(page->mac, std::move(*page));
        }
    }
    pushes.close();
    for (auto& [mac, page] : pages) offers.emplace_back(std::move(page));
    return offers;
}

}  // namespace branchline::desk
