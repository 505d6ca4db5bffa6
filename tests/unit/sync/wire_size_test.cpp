// TARGETS W1d at the level of frames: bytes per new order in bulk and alone, per edit of two
// fields.
#include <doctest/doctest.h>

#include <cstdio>
#include <map>

#include "support/sample_orders.h"
#include "sync/wire.h"

using namespace branchline;
using namespace branchline::sync;
using support::SampleOrders;

namespace {

Known known_of(const SampleOrders& desk) {
    Known known;
    known.device = desk.device;
    known.incarnation = desk.incarnation;
    known.user = desk.user;
    known.boot = desk.boot;
    known.hub_ms = desk.now_ms;
    known.words = {"order.new", "order.edit"};
    return known;
}

double per_order(std::size_t bytes, std::size_t orders) {
    return static_cast<double>(bytes) / static_cast<double>(orders);
}

// One line a figure; the test's output is where TARGETS are looked up.
void show(const char* what, double bytes, double logical) {
    std::printf("%-58s %7.1f B %6.3f of %.0f logical bytes\n", what, bytes, bytes / logical,
                logical);
}

struct Bulk {
    std::size_t bytes = 0;
    double logical = 0;
};

Bulk push_in_bulk(std::size_t orders, std::size_t per_frame) {
    SampleOrders desk(7);
    Known known = known_of(desk);
    Bulk bulk;
    Push push;
    for (std::size_t i = 1; i <= orders; ++i) {
        push.groups.push_back(desk.new_order());
        bulk.logical += static_cast<double>(SampleOrders::logical_bytes(push.groups.back()));
        if (i % per_frame != 0 && i != orders) continue;
        bulk.bytes += encode_frame(push, &known).size();
        push = {};
    }
    bulk.logical /= static_cast<double>(orders);
    return bulk;
}

Entry entry_of(const Group& group, std::int64_t seq) {
    Entry entry;
    entry.seq = seq;
    entry.op = entry.origin = group.op;
    entry.device = group.device;
    entry.user = group.user;
    entry.corrected_ms = group.edit.corrected_ms;
    entry.received_ms = group.edit.corrected_ms + 40;
    entry.command = group.command;
    for (const Change& change : group.changes) {
        Effect effect;
        effect.kind = EffectKind::insert;
        effect.entity = change.entity;
        effect.row = change.row;
        effect.values = change.values;
        effect.version = {group.origin, {}};
        entry.effects.push_back(effect);
    }
    return entry;
}

}  // namespace

TEST_CASE("new orders in bulk take at most a quarter of their logical bytes, up and down") {
    for (const std::size_t per_frame : {64, 256, 1000, 2000}) {
        const Bulk bulk = push_in_bulk(2000, per_frame);
        const double each = per_order(bulk.bytes, 2000);
        const std::string what = "push, " + std::to_string(per_frame) + " orders a frame";
        show(what.c_str(), each, bulk.logical);
        if (per_frame == 2000) CHECK(each <= 0.25 * bulk.logical);
    }
    SampleOrders other_desk(8);
    Page page;
    double logical = 0;
    for (std::int64_t seq = 1; seq <= 2000; ++seq) {
        const Group group = other_desk.new_order();
        logical += static_cast<double>(SampleOrders::logical_bytes(group)) / 2000;
        page.entries.push_back(entry_of(group, seq));
    }
    const double each = per_order(encode_frame(page).size(), 2000);
    show("page of 2000 orders of another desk", each, logical);
    CHECK(each <= 0.25 * logical);
}

TEST_CASE("the header-only entries of a desk's own groups are little more than their op ids") {
    SampleOrders desk(9);
    Page page;
    for (std::int64_t seq = 1; seq <= 2000; ++seq) {
        Entry entry = entry_of(desk.new_order(), seq);
        entry.kind = EntryKind::own;
        entry.effects.clear();
        page.entries.push_back(entry);
    }
    const double each = per_order(encode_frame(page).size(), 2000);
    std::printf("%-58s %7.1f B\n", "header-only entry in a page of 2000", each);
    CHECK(each <= 24);
}

TEST_CASE("an order alone in its frame takes at most 0.7 of its logical bytes in a session") {
    SampleOrders desk(10);
    Known known = known_of(desk);
    Push push;
    double logical = 0;
    std::size_t first = 0;
    std::size_t bytes = 0;
    std::size_t bare = 0;
    constexpr std::size_t orders = 200;
    for (std::size_t i = 0; i < orders; ++i) {
        push.groups = {desk.new_order()};
        logical += static_cast<double>(SampleOrders::logical_bytes(push.groups[0])) / orders;
        bare += encode_frame(push).size();
        const std::size_t size = encode_frame(push, &known).size();
        bytes += size;
        if (i == 0) first = size;
    }
    show("order alone, without a session (courier)", per_order(bare, orders), logical);
    show("order alone, first of a session", static_cast<double>(first), logical);
    show("order alone, mean over 200 of a session", per_order(bytes, orders), logical);
    CHECK(per_order(bytes, orders) <= 0.7 * logical);
}

TEST_CASE("an edit of two fields takes at most 60 bytes in a session") {
    SampleOrders desk(11);
    std::vector<Group> orders;
    std::map<OriginId, std::int64_t> seqs;
    for (int i = 0; i < 500; ++i) {
        orders.push_back(desk.new_order());
        seqs[orders.back().op] = 181'000 + i;
    }
    Known known = known_of(desk);
    Known with_seqs = known;
    with_seqs.seq = 181'500;
    with_seqs.seq_of = [&seqs](const OriginId& origin) { return seqs.at(origin); };
    std::size_t bare = 0;
    std::size_t by_id = 0;
    std::size_t by_seq = 0;
    constexpr std::size_t edits = 50;
    for (std::size_t i = 0; i < edits; ++i) {
        const Push push{{desk.edit_of(orders[i * 9])}, {}};
        bare += encode_frame(push).size();
        by_id += encode_frame(push, &known).size();
        by_seq += encode_frame(push, &with_seqs).size();
    }
    std::printf("%-58s %7.1f B\n", "edit of two fields, without a session", per_order(bare, edits));
    std::printf("%-58s %7.1f B\n", "edit of two fields, base by id", per_order(by_id, edits));
    std::printf("%-58s %7.1f B\n", "edit of two fields, base by seq", per_order(by_seq, edits));
    CHECK(per_order(by_seq, edits) <= 60);
}
