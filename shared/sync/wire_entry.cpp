// Log entries, the items of a page. Drawn in PROTOCOL.md, "An entry".
#include <algorithm>
#include <utility>

#include "sync/wire_streams.h"

namespace branchline::sync::wire {

namespace {

// What an entry's first number says above its kind; four of them cost no second byte.
enum class EntryFlag : std::uint64_t {
    same_author = 8,
    next_seq = 16,
    has_effects = 32,
    same_lag = 64,  // received_ms is told as the change of the lag, not from the entry before
    has_rows = 128,
    other_origin = 256,
    in_batch = 512,
    judged = 1024,  // verdict, code, rule, fields, cause
    supersedes = 2048,
    has_origins = 4096,
    has_digest = 8192,
    has_epoch = 16384,
    no_op = 32768,
    entry_flags_end = 65536
};

constexpr std::uint64_t entry_kind_mask = 7;

// What received_ms may be told from: the entry before (a batch arrives at once) or how long that
// one was under way (changes that come as they are made).
std::int64_t received_before(const Anchors& at) { return at.received_ms; }

std::int64_t received_with_lag(const Anchors& at, const Entry& entry) {
    return sum(entry.corrected_ms, difference(at.received_ms, at.corrected_ms));
}

std::uint64_t distance(std::int64_t a, std::int64_t b) {
    const std::int64_t apart = difference(a, b);
    return apart < 0 ? 0 - static_cast<std::uint64_t>(apart) : static_cast<std::uint64_t>(apart);
}

bool is_judged(const Entry& entry) {
    return entry.verdict != Verdict::accepted || entry.code != Code::none || !entry.rule.empty() ||
           !entry.fields.empty() || !entry.cause.is_null();
}

Flags<EntryFlag> flags_of(const Entry& entry, const Anchors& at) {
    Flags<EntryFlag> flags;
    flags.set(EntryFlag::same_author, entry.device == at.device && entry.user == at.user);
    flags.set(EntryFlag::next_seq, entry.seq == sum(at.seq, 1));
    flags.set(EntryFlag::has_effects, !entry.effects.empty());
    const std::int64_t with_lag = received_with_lag(at, entry);
    flags.set(EntryFlag::same_lag, distance(entry.received_ms, with_lag) <
                                       distance(entry.received_ms, received_before(at)));
    flags.set(EntryFlag::has_rows, !entry.rows.empty());
    flags.set(EntryFlag::other_origin, entry.origin != entry.op);
    flags.set(EntryFlag::in_batch, !entry.batch.is_null());
    flags.set(EntryFlag::judged, is_judged(entry));
    flags.set(EntryFlag::supersedes, !entry.supersedes.is_null());
    flags.set(EntryFlag::has_origins, !entry.origins.empty());
    flags.set(EntryFlag::has_digest, entry.digest != Digest{});
    flags.set(EntryFlag::has_epoch, !entry.epoch.is_null());
    flags.set(EntryFlag::no_op, entry.op.is_null());
    return flags;
}

void put_verdict(Sink& out, const Entry& entry) {
    out.u8(static_cast<std::uint8_t>(entry.verdict));
    out.varint(static_cast<std::uint64_t>(entry.code));
    out.word(entry.rule);
    put(out, entry.fields);
    out.id(entry.cause);
}

void take_verdict(Source& in, Entry& entry) {
    entry.verdict = in.enumerator(in.u8(), Verdict::accepted, Verdict::deferred);
    entry.code = static_cast<Code>(in.varint_up_to(UINT16_MAX));  // a newer peer has more codes
    entry.rule = in.word();
    entry.fields = take_places(in);
    entry.cause = in.id();
}

void put_head(Sink& out, const Entry& entry) {
    const Flags flags = flags_of(entry, out.at);
    out.varint(flags.bits() | static_cast<std::uint64_t>(entry.kind));
    if (!flags.has(EntryFlag::next_seq)) out.time(difference(entry.seq, out.at.seq));
    if (!flags.has(EntryFlag::no_op)) out.new_id(entry.op);
    if (flags.has(EntryFlag::other_origin)) out.id(entry.origin);
    if (flags.has(EntryFlag::supersedes)) out.id(entry.supersedes);
    if (flags.has(EntryFlag::in_batch)) out.id(entry.batch);
    if (!flags.has(EntryFlag::same_author)) {
        out.id(entry.device);
        out.id(entry.user);
    }
    out.time(difference(entry.corrected_ms, out.at.corrected_ms));
    const bool lag = flags.has(EntryFlag::same_lag);
    out.time(difference(entry.received_ms,
                        lag ? received_with_lag(out.at, entry) : received_before(out.at)));
    out.word(entry.command);
    if (flags.has(EntryFlag::judged)) put_verdict(out, entry);
    if (flags.has(EntryFlag::has_digest)) out.random(view_of(entry.digest));
    if (flags.has(EntryFlag::has_epoch)) out.id(entry.epoch);
}

void begin(Anchors& at, const Entry& entry) {
    at.seq = entry.seq;
    at.device = entry.device;
    at.user = entry.user;
    at.corrected_ms = entry.corrected_ms;
    at.received_ms = entry.received_ms;
    at.own = entry.origin;
    at.row_ms = entry.corrected_ms;
    at.minute = entry.corrected_ms / 60'000;
    at.row = {};
}

Flags<EntryFlag> take_head(Source& in, Entry& entry) {
    const auto flags = in.flags(EntryFlag::entry_flags_end);
    entry.kind = in.enumerator(flags.bits() & entry_kind_mask, EntryKind::change, EntryKind::card);
    entry.seq = sum(in.at.seq, flags.has(EntryFlag::next_seq) ? 1 : in.time());
    if (!flags.has(EntryFlag::no_op)) entry.op = in.new_id();
    entry.origin = flags.has(EntryFlag::other_origin) ? in.id() : entry.op;
    if (flags.has(EntryFlag::supersedes)) entry.supersedes = in.id();
    if (flags.has(EntryFlag::in_batch)) entry.batch = in.id();
    const bool same = flags.has(EntryFlag::same_author);
    entry.device = same ? in.at.device : in.id();
    entry.user = same ? in.at.user : in.id();
    entry.corrected_ms = sum(in.at.corrected_ms, in.time());
    const bool lag = flags.has(EntryFlag::same_lag);
    entry.received_ms =
        sum(lag ? received_with_lag(in.at, entry) : received_before(in.at), in.time());
    entry.command = in.word();
    if (flags.has(EntryFlag::judged)) take_verdict(in, entry);
    if (flags.has(EntryFlag::has_digest)) {
        const BytesView digest = in.random(entry.digest.size());
        std::copy(digest.begin(), digest.end(), entry.digest.begin());
    }
    if (flags.has(EntryFlag::has_epoch)) entry.epoch = in.id();
    return flags;
}

void put(Sink& out, const std::vector<store::OriginInfo>& origins) {
    out.varint(origins.size());
    for (const store::OriginInfo& it : origins) {
        out.id(it.origin);
        out.time(difference(it.corrected_ms, out.at.corrected_ms));
        out.time(difference(it.seq, out.at.seq));
        out.id(it.user);
        out.id(it.device);
    }
}

std::vector<store::OriginInfo> take_origins(Source& in) {
    std::vector<store::OriginInfo> origins(in.count<store::OriginInfo>());
    for (store::OriginInfo& it : origins) {
        it.origin = in.id();
        it.corrected_ms = sum(in.at.corrected_ms, in.time());
        it.seq = sum(in.at.seq, in.time());
        it.user = in.id();
        it.device = in.id();
    }
    return origins;
}

}  // namespace

void put(Sink& out, const Entry& entry) {
    put_head(out, entry);
    begin(out.at, entry);
    if (!entry.effects.empty()) {
        out.varint(entry.effects.size());
        for (const Effect& effect : entry.effects) put(out, effect);
    }
    if (!entry.rows.empty()) {
        out.varint(entry.rows.size());
        for (const RowState& row : entry.rows) put(out, row);
    }
    if (!entry.origins.empty()) put(out, entry.origins);
}

Entry take_entry(Source& in) {
    Entry entry;
    const Flags flags = take_head(in, entry);
    begin(in.at, entry);
    if (flags.has(EntryFlag::has_effects)) entry.effects = take_list(in, take_effect);
    if (flags.has(EntryFlag::has_rows)) entry.rows = take_list(in, take_row);
    if (flags.has(EntryFlag::has_origins)) entry.origins = take_origins(in);
    return entry;
}

}  // namespace branchline::sync::wire
