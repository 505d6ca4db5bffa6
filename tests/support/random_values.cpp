#include "support/random_values.h"

#include <array>
#include <set>
#include <string_view>

namespace branchline::support {

namespace {

using namespace sync;

constexpr std::array<std::string_view, 12> words = {"",
                                                    "a",
                                                    "上海",
                                                    "广州 Guangzhou",
                                                    "易碎，勿压",
                                                    "pallet 1200×800",
                                                    "SHA-2611-K7-00042",
                                                    "冷链",
                                                    "door-to-door",
                                                    "卸货前一小时电话联系收货人",
                                                    "1/2",
                                                    "é"};

constexpr std::int64_t ms_2026 = 1'767'225'600'000;

}  // namespace

RandomValues::RandomValues(std::uint64_t seed) : random_(seed) {}

Id RandomValues::new_id() {
    Id made = random_id(random_);
    if (chance(3)) {  // in the form of a row id
        made.high = static_cast<std::uint64_t>(time()) << 16 | 0x7000 | (made.high & 0xfff);
        made.low = std::uint64_t{1} << 63 | made.low >> 2;
    }
    if (given_.size() < 40) given_.push_back(made);
    return made;
}

Id RandomValues::id() {
    if (chance(8)) return {};
    if (!given_.empty() && !chance(3)) return given_[below(given_.size())];
    return new_id();
}

std::int64_t RandomValues::time() {
    return ms_2026 + static_cast<std::int64_t>(below(40'000'000'000));
}

std::int64_t RandomValues::integer() {
    switch (below(8)) {
        case 0:
            return INT64_MIN + static_cast<std::int64_t>(below(3));
        case 1:
            return INT64_MAX - static_cast<std::int64_t>(below(3));
        case 2:
            return static_cast<std::int64_t>(random_.next());
        case 3:
            return time();
        case 4:
            return time() / 60'000 * 60'000;
        case 5:
            return static_cast<std::int64_t>(below(1'000'000)) * 100;
        case 6:
            return -static_cast<std::int64_t>(below(300));
        default:
            return static_cast<std::int64_t>(below(300));
    }
}

std::string RandomValues::text() {
    std::string made;
    for (std::uint64_t parts = below(4); parts > 0; --parts) {
        made += words[below(words.size())];
        if (chance(3)) made += std::to_string(below(100'000));
    }
    if (chance(60)) made.append(below(3000), 'x');
    return made;
}

schema::Set RandomValues::set() {
    schema::Set made;
    for (std::uint64_t elements = below(5); elements > 0; --elements) {
        schema::set_insert(made, text());
    }
    return made;
}

schema::Value RandomValues::value() {
    switch (below(7)) {
        case 0:
            return schema::Null{};
        case 1:
            return id();
        case 2:
            return schema::AnyRef{static_cast<schema::EntityId>(below(70'000)), id()};
        case 3:
            return set();
        case 4:
            return text();
        default:
            return integer();
    }
}

Record RandomValues::record() {
    Record made;
    for (std::uint64_t fields = below(7); fields > 0; --fields) {
        const std::uint64_t bound = chance(4) ? 65'536 : 40;
        made.set(static_cast<FieldId>(below(bound)), value());
    }
    return made;
}

Version RandomValues::version() {
    if (chance(4)) return {};
    return {id(), chance(4) ? id() : Id{}};
}

std::vector<Id> RandomValues::ids() {
    std::vector<Id> made(chance(3) ? below(5) : 0);
    for (Id& it : made) it = id();
    return made;
}

std::vector<FieldPlace> RandomValues::places() {
    std::vector<FieldPlace> made(chance(3) ? below(4) : 0);
    for (FieldPlace& it : made) {
        it = {static_cast<EntityId>(below(70'000)), id(), static_cast<FieldId>(below(70'000))};
    }
    return made;
}

std::vector<CoverMark> RandomValues::covers() {
    std::vector<CoverMark> made(chance(3) ? below(3) : 0);
    for (CoverMark& it : made) {
        it.step = static_cast<std::uint8_t>(below(256));
        it.since.resize(below(4));
        for (Version& seen : it.since) seen = version();
    }
    return made;
}

RowKey RandomValues::key() { return {static_cast<EntityId>(below(chance(9) ? 65'536 : 20)), id()}; }

Change RandomValues::change() {
    Change made;
    const RowKey row = key();
    made.entity = row.entity;
    made.row = row.row;
    made.kind = choice(ChangeKind::insert, ChangeKind::keep);
    made.field = static_cast<FieldId>(below(chance(9) ? 65'536 : 40));
    if (chance(5)) made.element = text();
    if (chance(5)) made.step = static_cast<std::uint8_t>(below(256));
    if (chance(2)) {
        made.values = record();
    } else if (chance(2)) {
        made.values.set(made.field, value());
    }
    if (chance(4)) made.seen = value();
    made.adds = chance(5);
    made.inverse = chance(5);
    made.resolution = chance(5);
    made.base = version();
    if (chance(3)) made.status_seen = version();
    made.settles = ids();
    if (chance(4)) made.digest = random_id(random_);
    return made;
}

Group RandomValues::group(std::size_t changes_max) {
    Group made;
    made.op = new_id();
    made.origin = chance(4) ? id() : made.op;
    if (chance(5)) made.supersedes = id();
    if (chance(4)) {
        made.batch = id();
        made.batch_position = static_cast<std::uint32_t>(chance(3) ? random_.next() : below(4));
    }
    made.device = id();
    made.incarnation = id();
    made.counter = chance(5) ? random_.next() : below(20);
    made.user = id();
    made.edit.boot = {id(), integer()};
    made.edit.corrected_ms = chance(2) ? time() : integer();
    made.edit.measured = chance(2);
    made.command = text();
    made.depends_on = ids();
    for (std::uint64_t changes = below(changes_max + 1); changes > 0; --changes) {
        Change next = change();
        if (!made.changes.empty() && chance(2)) {
            next.entity = made.changes.back().entity;
            next.row = made.changes.back().row;
            next.base = made.changes.back().base;
        }
        if (chance(9)) next.base = {made.origin, chance(2) ? id() : Id{}};
        made.changes.push_back(next);
    }
    return made;
}

Proposal RandomValues::proposal() {
    Proposal made;
    made.device = id();
    made.origin = id();
    made.user = id();
    made.at_ms = chance(2) ? time() : integer();
    made.kind = choice(ChangeKind::insert, ChangeKind::keep);
    made.values = record();
    made.base = version();
    return made;
}

Mark RandomValues::mark() {
    return {id(), id(), id(), id(), integer(), choice(Why::later_won, Why::delete_lost)};
}

Effect RandomValues::effect() {
    Effect made;
    const RowKey row = key();
    made.kind = choice(EffectKind::insert, EffectKind::covers);
    made.entity = row.entity;
    made.row = row.row;
    made.unit.field = static_cast<FieldId>(below(40));
    if (chance(5)) made.unit.element = text();
    if (chance(2)) {
        made.values = record();
    } else if (chance(2)) {
        made.values.set(made.unit.field, value());
    }
    if (chance(5)) made.text = text();
    made.present = chance(4);
    made.version = version();
    if (chance(4)) made.case_kind = choice(CaseKind::value, CaseKind::restore);
    if (chance(5)) made.proposal = proposal();
    made.origins = ids();
    if (chance(5)) made.mark = mark();
    made.writers = ids();
    made.covers = covers();
    return made;
}

RowState RandomValues::row() {
    RowState made;
    const RowKey its = key();
    made.entity = its.entity;
    made.id = its.row;
    made.values = record();
    made.inserted = version();
    std::set<UnitId> units;
    for (std::uint64_t count = below(5); count > 0; --count) {
        units.insert({static_cast<FieldId>(below(40)), chance(4) ? text() : std::string{}});
    }
    for (const UnitId& unit : units) made.versions.push_back({unit, version()});
    made.writers = ids();
    made.covers = covers();
    if (chance(4)) made.deleted_by = id();
    made.created_at = integer();
    made.created_by = id();
    made.changed_at = chance(2) ? made.created_at : integer();
    made.changed_by = chance(2) ? made.created_by : id();
    return made;
}

Digest RandomValues::digest() {
    Digest made{};
    random_.fill(made.data(), made.size());
    return made;
}

Point RandomValues::point() {
    if (chance(4)) return {};
    return {id(), integer(), digest(), id()};
}

Receipt RandomValues::receipt() {
    Receipt made;
    made.op = id();
    made.content = id();
    made.verdict = choice(Verdict::accepted, Verdict::deferred);
    made.code = static_cast<Code>(below(chance(9) ? 65'536 : 20));
    made.rule = text();
    made.fields = places();
    made.cause = id();
    made.epoch = id();
    made.seq = integer();
    made.mac = id();
    return made;
}

std::vector<Receipt> RandomValues::receipts() {
    std::vector<Receipt> made(below(4));
    for (Receipt& it : made) it = receipt();
    return made;
}

Entry RandomValues::entry() {
    Entry made;
    made.kind = choice(EntryKind::change, EntryKind::card);
    made.seq = integer();
    made.op = chance(6) ? Id{} : new_id();
    made.origin = chance(4) ? id() : made.op;
    if (chance(5)) made.supersedes = id();
    if (chance(5)) made.batch = id();
    made.device = id();
    made.user = id();
    made.corrected_ms = chance(2) ? time() : integer();
    made.received_ms = chance(2) ? time() : integer();
    made.command = text();
    if (chance(3)) {
        made.verdict = choice(Verdict::accepted, Verdict::deferred);
        made.code = static_cast<Code>(below(100));
        made.rule = text();
        made.fields = places();
        made.cause = id();
    }
    for (std::uint64_t effects = below(4); effects > 0; --effects) {
        made.effects.push_back(effect());
        if (chance(2)) made.effects.back().version = {made.origin, {}};
    }
    for (std::uint64_t rows = below(3); rows > 0; --rows) made.rows.push_back(row());
    if (chance(3)) made.origins.push_back({id(), time(), integer(), id(), id()});
    if (chance(3)) made.digest = digest();
    if (chance(5)) made.epoch = id();
    return made;
}

Stretch RandomValues::stretch() {
    return {id(), static_cast<EntityId>(below(30)), id(), id(), chance(2), id()};
}

Pull RandomValues::pull() {
    Pull made;
    made.page_class = choice(PageClass::tail, PageClass::bytes);
    made.cursor = point();
    made.budget_bytes = static_cast<std::uint32_t>(random_.next());
    made.wait = chance(2);
    made.scope_version = random_.next();
    for (std::uint64_t wanted = below(4); wanted > 0; --wanted) {
        made.wanted.push_back({static_cast<EntityId>(below(30)), id()});
    }
    if (chance(3)) made.load = stretch();
    made.own_in_full = chance(2);
    made.with_hashes = chance(2);
    if (chance(3)) made.compare = stretch();
    made.fresh = chance(2);
    return made;
}

Page RandomValues::page(std::size_t entries_max) {
    Page made;
    made.page_class = choice(PageClass::tail, PageClass::bytes);
    made.start = point();
    made.end = point();
    made.scope_version = random_.next();
    made.head_seq = integer();
    made.with_digests = chance(2);
    auto seq = static_cast<std::int64_t>(below(1'000'000));
    for (std::uint64_t entries = below(entries_max + 1); entries > 0; --entries) {
        made.entries.push_back(entry());
        seq += static_cast<std::int64_t>(1 + (chance(3) ? below(1000) : 0));
        if (made.page_class == PageClass::tail) made.entries.back().seq = seq;
    }
    made.rescoped = chance(4);
    for (std::uint64_t held = below(4); held > 0; --held) made.held.push_back({id(), integer()});
    for (std::uint64_t brought = below(3); brought > 0; --brought) made.brought.push_back(entry());
    if (chance(3)) made.loaded = stretch();
    made.with_hashes = chance(2);
    if (chance(3)) made.compared = stretch();
    for (std::uint64_t parts = below(4); parts > 0; --parts) {
        made.parts.push_back({id(), id(), integer()});
    }
    for (std::uint64_t hashes = below(4); hashes > 0; --hashes) {
        made.hashes.push_back({id(), static_cast<EntityId>(below(30)),
                               static_cast<std::uint8_t>(below(256)), id(), integer()});
    }
    return made;
}

Hello RandomValues::hello() {
    Hello made;
    made.device = id();
    made.incarnation = id();
    if (chance(2)) made.token = Token{random_.next(), id(), id()};
    made.boot_nonce = id();
    made.cursor = point();
    made.unsettled = receipts();
    made.scope_version = random_.next();
    made.catalogue_number = static_cast<std::uint32_t>(random_.next());
    made.catalogue_digest = id();
    made.boot = {id(), integer()};
    made.device_code = text();
    made.points.resize(below(4));
    for (Point& it : made.points) it = point();
    return made;
}

HelloReply RandomValues::hello_reply() {
    HelloReply made;
    made.status = choice(HubStatus::ok, HubStatus::retry_after);
    made.new_incarnation = chance(2);
    made.cursor = point();
    made.incarnation = id();
    made.boot_nonce = id();
    made.confirm = id();
    made.common = point();
    made.answers.resize(below(4));
    for (Answer& it : made.answers) {
        it = {choice(Answer::Kind::receipt, Answer::Kind::ask), id(), receipt()};
    }
    made.scope_version = random_.next();
    made.catalogue_number = static_cast<std::uint32_t>(random_.next());
    made.device_code = text();
    made.hub_now_ms = integer();
    made.head_seq = integer();
    made.oldest_restorable_seq = integer();
    made.retry_after_ms = integer();
    made.wipe = chance(2);
    made.revoked = chance(2);
    made.horizon_seq = integer();
    return made;
}

Push RandomValues::push() {
    Push made;
    for (std::uint64_t groups = below(5); groups > 0; --groups) made.groups.push_back(group());
    if (chance(3)) made.offers = receipts();
    return made;
}

Message RandomValues::file_message(std::size_t type) {
    std::vector<Digest> chunks(below(5));
    for (Digest& it : chunks) it = digest();
    const auto code = static_cast<Code>(below(100));
    switch (type) {
        case 12:
            return FileOffer{digest(), integer(), integer(), std::move(chunks)};
        case 13:
            return FileState{digest(), code, integer(), integer()};
        case 14:
            return FileWant{digest(), integer(), integer(),
                            static_cast<std::uint32_t>(random_.next())};
        default:
            return FilePiece{digest(), code, integer(), text(), integer(), std::move(chunks)};
    }
}

Message RandomValues::message(std::size_t type) {
    const auto number = [this] { return static_cast<std::uint16_t>(random_.next()); };
    switch (type) {
        case 0:
            return Challenge{number(), number(), id(), id()};
        case 1:
            return Enroll{id(), text(), text(), text()};
        case 2:
            return Enrolled{id(), id(), text(), integer(), text()};
        case 3:
            return Login{number(), id(), text()};
        case 4:
            return Refused{static_cast<Code>(number()), text(), integer()};
        case 5:
            return hello();
        case 6:
            return hello_reply();
        case 7:
            return push();
        case 8:
            return Receipts{receipts()};
        case 9:
            return pull();
        case 10:
            return page();
        case 11:
            return Ping{integer(), chance(2)};
        default:
            return file_message(type);
    }
}

}  // namespace branchline::support
