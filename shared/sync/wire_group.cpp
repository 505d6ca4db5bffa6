// A change group. Drawn in PROTOCOL.md, "A group".
#include <utility>

#include "sync/wire_streams.h"

namespace branchline::sync::wire {

namespace {

// What a group's first number says; the first seven cost no second byte.
enum class GroupFlag : std::uint64_t {
    same_author = 1,  // device, incarnation, user, boot id as before
    next_counter = 2,
    measured = 4,
    corrected_given = 8,  // else boot.ms and the clock offset before make it
    other_origin = 16,    // else it is the op
    depends = 32,
    next_in_batch = 64,  // of the batch before
    other_batch = 128,
    supersedes = 256,
    group_flags_end = 512
};

// The upper half of a change's first byte; the lower half is its kind.
enum class ChangeFlag : std::uint8_t {
    same_row = 0x10,
    same_base = 0x20,  // as the change before; of the first: null
    only_lead = 0x40,  // values hold the field of the unit and nothing else
    has_extras = 0x80
};

constexpr std::uint64_t change_kind_mask = 0x0f;

enum class ChangeExtra : std::uint64_t {
    values = 1,
    status_seen = 2,
    adds = 4,
    inverse = 8,
    seen = 16,
    element = 32,
    step = 64,
    digest = 128,
    settles = 256,
    resolution = 512,
    extras_end = 1024
};

Flags<ChangeExtra> extras_of(const Change& change) {
    const bool record = change.values.size() > 0 && !holds_only(change.values, change.field);
    Flags<ChangeExtra> extras;
    extras.set(ChangeExtra::values, record);
    extras.set(ChangeExtra::status_seen, change.status_seen != Version{});
    extras.set(ChangeExtra::adds, change.adds);
    extras.set(ChangeExtra::inverse, change.inverse);
    extras.set(ChangeExtra::seen, !schema::is_null(change.seen));
    extras.set(ChangeExtra::element, !change.element.empty());
    extras.set(ChangeExtra::step, change.step != 0);
    extras.set(ChangeExtra::digest, !change.digest.is_null());
    extras.set(ChangeExtra::settles, !change.settles.empty());
    extras.set(ChangeExtra::resolution, change.resolution);
    return extras;
}

void put_extras(Sink& out, const Change& change, Flags<ChangeExtra> extras) {
    out.varint(extras.bits());
    if (extras.has(ChangeExtra::values)) put(out, change.values);
    if (extras.has(ChangeExtra::status_seen)) put(out, change.status_seen);
    if (extras.has(ChangeExtra::seen)) put(out, change.field, change.seen);
    if (extras.has(ChangeExtra::element)) out.string(change.element);
    if (extras.has(ChangeExtra::step)) out.u8(change.step);
    if (extras.has(ChangeExtra::digest)) out.random(change.digest);
    if (extras.has(ChangeExtra::settles)) put(out, change.settles);
}

void take_extras(Source& in, Change& change) {
    const auto extras = in.flags(ChangeExtra::extras_end);
    if (extras.has(ChangeExtra::values)) change.values = take_record(in);
    if (extras.has(ChangeExtra::status_seen)) change.status_seen = take_version(in);
    if (extras.has(ChangeExtra::seen)) change.seen = take_value(in, change.field);
    if (extras.has(ChangeExtra::element)) change.element = in.owned(in.string());
    if (extras.has(ChangeExtra::step)) change.step = in.u8();
    if (extras.has(ChangeExtra::digest)) change.digest = in.raw_id();
    if (extras.has(ChangeExtra::settles)) change.settles = take_ids(in);
    change.adds = extras.has(ChangeExtra::adds);
    change.inverse = extras.has(ChangeExtra::inverse);
    change.resolution = extras.has(ChangeExtra::resolution);
    if (extras.none()) in.fail("an empty list of extras");
}

void put(Sink& out, const Change& change, const Version& base_before) {
    const Flags extras = extras_of(change);
    const bool row_is_same = change.key() == out.at.row;
    const bool base_is_same = change.base == base_before;
    const bool lead = holds_only(change.values, change.field);
    Flags<ChangeFlag> first(static_cast<std::uint64_t>(change.kind));
    first.set(ChangeFlag::same_row, row_is_same);
    first.set(ChangeFlag::same_base, base_is_same);
    first.set(ChangeFlag::only_lead, lead);
    first.set(ChangeFlag::has_extras, !extras.none());
    out.u8(static_cast<std::uint8_t>(first.bits()));
    if (!row_is_same) {
        out.varint(change.entity);
        out.id(change.row);
        out.at.row = change.key();
    }
    out.varint(change.field);
    if (!base_is_same) put(out, change.base);
    if (lead) put(out, change.field, change.values.begin()->second);
    if (!extras.none()) put_extras(out, change, extras);
}

Change take_change(Source& in, const Version& base_before) {
    Change change;
    const Flags<ChangeFlag> first(in.u8());
    change.kind =
        in.enumerator(first.bits() & change_kind_mask, ChangeKind::insert, ChangeKind::keep);
    if (!first.has(ChangeFlag::same_row)) {
        in.at.row.entity = take_entity(in);
        in.at.row.row = in.id();
    }
    change.entity = in.at.row.entity;
    change.row = in.at.row.row;
    change.field = take_field(in);
    change.base = first.has(ChangeFlag::same_base) ? base_before : take_version(in);
    if (first.has(ChangeFlag::only_lead)) {
        in.charge(sizeof(Record::Entry));
        change.values.set(change.field, take_value(in, change.field));
    }
    if (first.has(ChangeFlag::has_extras)) {
        Record lead = std::move(change.values);
        take_extras(in, change);
        const bool both = lead.size() > 0 && change.values.size() > 0;
        if (both) in.fail("values given twice");
        if (lead.size() > 0) change.values = std::move(lead);
    }
    return change;
}

bool has_same_author(const Group& group, const Anchors& at) {
    return group.device == at.device && group.incarnation == at.incarnation &&
           group.user == at.user && group.edit.boot.boot_id == at.boot_id;
}

Flags<GroupFlag> flags_of(const Group& group, const Anchors& at) {
    const bool in_batch = !group.batch.is_null() || group.batch_position != 0;
    const bool continues =
        in_batch && group.batch == at.batch && group.batch_position == at.batch_position + 1;
    const std::int64_t guessed = sum(group.edit.boot.ms, at.clock_offset);
    Flags<GroupFlag> flags;
    flags.set(GroupFlag::same_author, has_same_author(group, at));
    flags.set(GroupFlag::next_counter, group.counter == at.counter + 1);
    flags.set(GroupFlag::measured, group.edit.measured);
    flags.set(GroupFlag::corrected_given, group.edit.corrected_ms != guessed);
    flags.set(GroupFlag::other_origin, group.origin != group.op);
    flags.set(GroupFlag::depends, !group.depends_on.empty());
    flags.set(GroupFlag::next_in_batch, continues);
    flags.set(GroupFlag::other_batch, in_batch && !continues);
    flags.set(GroupFlag::supersedes, !group.supersedes.is_null());
    return flags;
}

// What later groups of the body are written against.
void remember(Anchors& at, const Group& group) {
    at.device = group.device;
    at.incarnation = group.incarnation;
    at.user = group.user;
    at.boot_id = group.edit.boot.boot_id;
    at.boot_ms = group.edit.boot.ms;
    at.clock_offset = difference(group.edit.corrected_ms, group.edit.boot.ms);
    at.counter = group.counter;
    if (!group.batch.is_null() || group.batch_position != 0) {
        at.batch = group.batch;
        at.batch_position = group.batch_position;
    }
}

// What is about the content of one group only.
void begin_content(Anchors& at, const OriginId& own, std::int64_t corrected_ms) {
    at.own = own;
    at.row_ms = corrected_ms;
    at.minute = corrected_ms / 60'000;
    at.row = {};
}

void put_head(Sink& out, const Group& group) {
    const Flags flags = flags_of(group, out.at);
    out.varint(flags.bits());
    out.new_id(group.op);
    if (!flags.has(GroupFlag::same_author)) {
        out.id(group.device);
        out.id(group.incarnation);
        out.id(group.user);
        out.id(group.edit.boot.boot_id);
    }
    if (!flags.has(GroupFlag::next_counter)) out.varint(group.counter);
    out.time(difference(group.edit.boot.ms, out.at.boot_ms));
    if (flags.has(GroupFlag::corrected_given)) {
        const std::int64_t guessed = sum(group.edit.boot.ms, out.at.clock_offset);
        out.time(difference(group.edit.corrected_ms, guessed));
    }
    if (flags.has(GroupFlag::other_origin)) out.id(group.origin);
    if (flags.has(GroupFlag::supersedes)) out.id(group.supersedes);
    if (flags.has(GroupFlag::other_batch)) {
        out.id(group.batch);
        out.varint(group.batch_position);
    }
    out.word(group.command);
    if (flags.has(GroupFlag::depends)) put(out, group.depends_on);
}

void take_author(Source& in, Group& group, bool same) {
    group.device = same ? in.at.device : in.id();
    group.incarnation = same ? in.at.incarnation : in.id();
    group.user = same ? in.at.user : in.id();
    group.edit.boot.boot_id = same ? in.at.boot_id : in.id();
}

void take_batch(Source& in, Group& group, bool next, bool other) {
    if (next) {
        group.batch = in.at.batch;
        group.batch_position = in.at.batch_position + 1;
    } else if (other) {
        group.batch = in.id();
        group.batch_position = static_cast<std::uint32_t>(in.varint_up_to(UINT32_MAX));
    }
    if (next && other) in.fail("a batch given twice");
}

Group take_head(Source& in) {
    Group group;
    const auto flags = in.flags(GroupFlag::group_flags_end);
    group.op = in.new_id();
    take_author(in, group, flags.has(GroupFlag::same_author));
    group.counter = flags.has(GroupFlag::next_counter) ? in.at.counter + 1 : in.varint();
    group.edit.boot.ms = sum(in.at.boot_ms, in.time());
    group.edit.corrected_ms = sum(group.edit.boot.ms, in.at.clock_offset);
    if (flags.has(GroupFlag::corrected_given)) {
        group.edit.corrected_ms = sum(group.edit.corrected_ms, in.time());
    }
    group.edit.measured = flags.has(GroupFlag::measured);
    group.origin = flags.has(GroupFlag::other_origin) ? in.id() : group.op;
    if (flags.has(GroupFlag::supersedes)) group.supersedes = in.id();
    take_batch(in, group, flags.has(GroupFlag::next_in_batch), flags.has(GroupFlag::other_batch));
    group.command = in.word();
    if (flags.has(GroupFlag::depends)) group.depends_on = take_ids(in);
    return group;
}

}  // namespace

void put(Sink& out, const Group& group) {
    put_head(out, group);
    remember(out.at, group);
    begin_content(out.at, group.origin, group.edit.corrected_ms);
    out.varint(group.changes.size());
    Version base;
    for (const Change& change : group.changes) {
        put(out, change, base);
        base = change.base;
    }
}

Group take_group(Source& in) {
    Group group = take_head(in);
    remember(in.at, group);
    begin_content(in.at, group.origin, group.edit.corrected_ms);
    Version base;
    group.changes = take_list(in, [&base](Source& from) {
        Change change = take_change(from, base);
        base = change.base;
        return change;
    });
    if (group.changes.size() > group_changes_max) in.fail("a group with too many changes");
    return group;
}

}  // namespace branchline::sync::wire
