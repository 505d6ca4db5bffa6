// Rows whole, as pages bring them and canonical copies keep them.
#include <utility>

#include "sync/wire_streams.h"

namespace branchline::sync::wire {

namespace {

enum class RowFlag : std::uint64_t {
    own_versions = 1,
    own_writers = 2,
    own_covers = 4,
    deleted = 8,
    // 16 is not used
    changed_since = 32,  // else changed at and by are created at and by
    card = 64,
    row_flags_end = 128
};

Flags<RowFlag> flags_of(const RowState& row) {
    const bool untouched = row.changed_at == row.created_at && row.changed_by == row.created_by;
    Flags<RowFlag> flags;
    flags.set(RowFlag::own_versions, !row.versions.empty());
    flags.set(RowFlag::own_writers, !row.writers.empty());
    flags.set(RowFlag::own_covers, !row.covers.empty());
    flags.set(RowFlag::deleted, row.deleted());
    flags.set(RowFlag::changed_since, !untouched);
    flags.set(RowFlag::card, row.card);
    return flags;
}

void put(Sink& out, const std::vector<UnitVersion>& versions) {
    out.varint(versions.size());
    for (const UnitVersion& it : versions) {
        out.varint(it.unit.field);
        out.string(it.unit.element);
        put(out, it.version);
    }
}

std::vector<UnitVersion> take_unit_versions(Source& in) {
    std::vector<UnitVersion> versions(in.count<UnitVersion>());
    const UnitVersion* last = nullptr;
    for (UnitVersion& it : versions) {
        it.unit.field = take_field(in);
        it.unit.element = in.owned(in.string());
        it.version = take_version(in);
        if (last != nullptr && !(last->unit < it.unit)) in.fail("units out of order");
        last = &it;
    }
    return versions;
}

}  // namespace

void put(Sink& out, const std::vector<CoverMark>& covers) {
    out.varint(covers.size());
    for (const CoverMark& cover : covers) {
        out.u8(cover.step);
        out.varint(cover.since.size());
        for (const Version& version : cover.since) put(out, version);
    }
}

std::vector<CoverMark> take_covers(Source& in) {
    std::vector<CoverMark> covers(in.count<CoverMark>());
    for (CoverMark& cover : covers) {
        cover.step = in.u8();
        cover.since.resize(in.count<Version>());
        for (Version& version : cover.since) version = take_version(in);
    }
    return covers;
}

void put(Sink& out, const RowState& row) {
    const Flags flags = flags_of(row);
    out.varint(flags.bits());
    out.varint(row.entity);
    out.id(row.id);
    out.time(difference(row.created_at, out.at.corrected_ms));
    out.at.minute = row.created_at / 60'000;
    out.id(row.created_by);
    if (flags.has(RowFlag::changed_since)) {
        out.time(difference(row.changed_at, row.created_at));
        out.id(row.changed_by);
    }
    put(out, row.values);
    put(out, row.inserted);
    if (flags.has(RowFlag::own_versions)) put(out, row.versions);
    if (flags.has(RowFlag::own_writers)) put(out, row.writers);
    if (flags.has(RowFlag::own_covers)) put(out, row.covers);
    if (flags.has(RowFlag::deleted)) out.id(row.deleted_by);
}

RowState take_row(Source& in) {
    RowState row;
    const auto flags = in.flags(RowFlag::row_flags_end);
    row.card = flags.has(RowFlag::card);
    row.entity = take_entity(in);
    row.id = in.id();
    row.created_at = row.changed_at = sum(in.at.corrected_ms, in.time());
    in.at.minute = row.created_at / 60'000;
    row.created_by = row.changed_by = in.id();
    if (flags.has(RowFlag::changed_since)) {
        row.changed_at = sum(row.created_at, in.time());
        row.changed_by = in.id();
    }
    row.values = take_record(in);
    row.inserted = take_version(in);
    if (flags.has(RowFlag::own_versions)) row.versions = take_unit_versions(in);
    if (flags.has(RowFlag::own_writers)) row.writers = take_ids(in);
    if (flags.has(RowFlag::own_covers)) row.covers = take_covers(in);
    if (flags.has(RowFlag::deleted)) row.deleted_by = in.id();
    return row;
}

}  // namespace branchline::sync::wire
