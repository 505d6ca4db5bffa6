#include "sync/row_codec.h"

#include "base/planted.h"
#include "schema/record.h"
#include "store/failure.h"

namespace branchline::sync {

namespace {

constexpr std::uint8_t has_writers = 1;
constexpr std::uint8_t has_covers = 2;
constexpr std::uint8_t is_deleted = 4;
constexpr std::uint8_t has_check = 8;  // rows of the first programs have none

constexpr std::size_t check_bytes = 4;

constexpr std::size_t version_bytes_min = 2;
constexpr std::size_t id_bytes = 16;

void write_number(ByteWriter& out, store::Origins& origins, const OriginId& origin) {
    out.varint(static_cast<std::uint64_t>(origins.number_of(origin)));
}

void write_version(ByteWriter& out, store::Origins& origins, const Version& version) {
    write_number(out, origins, version.origin);
    write_number(out, origins, version.under);
}

OriginId read_number(ByteReader& in, store::Origins& origins) {
    const std::uint64_t number = in.varint();
    return in.ok() ? origins.id_of(static_cast<std::int64_t>(number)) : OriginId{};
}

Version read_version(ByteReader& in, store::Origins& origins) {
    Version version;
    version.origin = read_number(in, origins);
    version.under = read_number(in, origins);
    return version;
}

Bytes encode_meta(store::Origins& origins, const RowState& row) {
    ByteWriter out;
    out.u8(static_cast<std::uint8_t>((row.writers.empty() ? 0 : has_writers) |
                                     (row.covers.empty() ? 0 : has_covers) |
                                     (row.deleted() ? is_deleted : 0) | has_check));
    write_version(out, origins, row.inserted);
    out.varint(row.versions.size());
    for (const UnitVersion& unit : row.versions) {
        out.varint(unit.unit.field);
        out.string(unit.unit.element);
        write_version(out, origins, unit.version);
    }
    if (!row.writers.empty()) {
        out.varint(row.writers.size());
        for (const UserId& user : row.writers) write_id(out, user);
    }
    if (!row.covers.empty()) {
        out.varint(row.covers.size());
        for (const CoverMark& mark : row.covers) {
            out.u8(mark.step);
            out.varint(mark.since.size());
            for (const Version& version : mark.since) write_version(out, origins, version);
        }
    }
    if (row.deleted()) write_number(out, origins, row.deleted_by);
    return out.take();
}

void decode_covers(ByteReader& in, store::Origins& origins, RowState& row) {
    const std::size_t marks = in.count(2);
    for (std::size_t i = 0; i < marks && in.ok(); ++i) {
        CoverMark mark;
        mark.step = in.u8();
        const std::size_t versions = in.count(version_bytes_min);
        for (std::size_t j = 0; j < versions; ++j) mark.since.push_back(read_version(in, origins));
        row.covers.push_back(std::move(mark));
    }
}

// FNV-1a: it is to find what a disk has done, and costs next to nothing.
class Check {
  public:
    void add(BytesView bytes) {
        for (const char byte : bytes) add(static_cast<std::uint8_t>(byte), 1);
    }

    void add(std::uint64_t number, int bytes = 8) {
        for (int i = 0; i < bytes; ++i) {
            sum_ = (sum_ ^ (number >> (8 * i) & 0xff)) * 0x100000001b3U;
        }
    }

    void add(const Id& id) {
        add(id.high);
        add(id.low);
    }

    [[nodiscard]] Bytes bytes() const {
        const std::uint64_t folded = sum_ ^ sum_ >> 32;
        Bytes out;
        for (std::size_t i = 0; i < check_bytes; ++i) {
            out += static_cast<char>(folded >> (8 * i) & 0xff);
        }
        return out;
    }

  private:
    std::uint64_t sum_ = 0xcbf29ce484222325U;
};

// The values have the sums of head office, which tell what they ought to be; for what stands beside
// them nobody else could say whether it is still what was written. `extra` is not in it: an upgrade
// moves it into columns.
Bytes check_of(BytesView meta, const store::StoredRow& row) {
    Check check;
    check.add(meta);
    check.add(row.id);
    check.add((row.deleted ? 1U : 0U) | (row.card ? 2U : 0U), 1);
    check.add(static_cast<std::uint64_t>(row.created_at));
    check.add(row.created_by);
    check.add(static_cast<std::uint64_t>(row.changed_at));
    check.add(row.changed_by);
    return check.bytes();
}

bool is_as_written(BytesView& meta, const store::StoredRow& stored) {
    const bool has = !meta.empty() && (static_cast<std::uint8_t>(meta.front()) & has_check) != 0;
    if (!has) return true;
    if (meta.size() < check_bytes) return false;
    const BytesView check = meta.substr(meta.size() - check_bytes);
    meta.remove_suffix(check_bytes);
    return check == check_of(meta, stored);
}

bool decode_meta(BytesView meta, store::Origins& origins, RowState& row) {
    ByteReader in(meta);
    const std::uint8_t flags = in.u8();
    row.inserted = read_version(in, origins);
    const std::size_t units = in.count(version_bytes_min + 2);
    for (std::size_t i = 0; i < units; ++i) {
        UnitVersion unit;
        unit.unit.field = static_cast<FieldId>(in.varint());
        unit.unit.element = std::string(in.string());
        unit.version = read_version(in, origins);
        row.versions.push_back(std::move(unit));
    }
    if ((flags & has_writers) != 0) {
        const std::size_t writers = in.count(id_bytes);
        for (std::size_t i = 0; i < writers; ++i) row.writers.push_back(read_id(in));
    }
    if ((flags & has_covers) != 0) decode_covers(in, origins, row);
    if ((flags & is_deleted) != 0) row.deleted_by = read_number(in, origins);
    return in.done();
}

// What this build does not know is carried as it came, in `extra` (SYNC 6.2).
Bytes carried(const schema::EntitySpec& entity, const RowState& row, Record& known) {
    Record unknown;
    for (const auto& [id, value] : row.values) {
        (entity.field(id) == nullptr ? unknown : known).set(id, value);
    }
    if (unknown.size() == 0) return {};
    ByteWriter out;
    schema::write_record(out, unknown);
    return out.take();
}

[[noreturn]] void damaged(std::string_view what, const Id& id) {
    throw store::Failure(Code::damaged, std::string(what) + " " + to_text(id));
}

void write_proposal(ByteWriter& out, const Proposal& proposal) {
    write_id(out, proposal.device);
    write_id(out, proposal.origin);
    write_id(out, proposal.user);
    out.zigzag(proposal.at_ms);
    out.u8(static_cast<std::uint8_t>(proposal.kind));
    schema::write_record(out, proposal.values);
    write_id(out, proposal.base.origin);
    write_id(out, proposal.base.under);
}

Proposal read_proposal(ByteReader& in) {
    Proposal proposal;
    proposal.device = read_id(in);
    proposal.origin = read_id(in);
    proposal.user = read_id(in);
    proposal.at_ms = in.zigzag();
    proposal.kind = static_cast<ChangeKind>(in.u8());
    proposal.values = schema::read_record(in);
    proposal.base.origin = read_id(in);
    proposal.base.under = read_id(in);
    return proposal;
}

}  // namespace

store::StoredRow to_stored(const schema::Catalogue& catalogue, store::Origins& origins,
                           const RowState& row) {
    store::StoredRow stored;
    stored.entity = row.entity;
    stored.id = row.id;
    stored.extra = carried(catalogue.at(row.entity), row, stored.values);
    stored.deleted = row.deleted();
    stored.card = row.card;
    stored.created_at = row.created_at;
    stored.created_by = row.created_by;
    stored.changed_at = row.changed_at;
    stored.changed_by = row.changed_by;
    stored.meta = encode_meta(origins, row);
    stored.meta += check_of(stored.meta, stored);
    return stored;
}

RowState from_stored(store::Origins& origins, const store::StoredRow& stored) {
    RowState row;
    row.entity = stored.entity;
    row.id = stored.id;
    row.values = stored.values;
    if (!stored.extra.empty() && !planted(Planted::carried_not_read)) {
        ByteReader in(stored.extra);
        for (const auto& [id, value] : schema::read_record(in)) row.values.set(id, value);
        if (!in.done()) damaged("what is carried of row", stored.id);
    }
    row.card = stored.card;
    row.created_at = stored.created_at;
    row.created_by = stored.created_by;
    row.changed_at = stored.changed_at;
    row.changed_by = stored.changed_by;
    BytesView meta = stored.meta;
    const bool whole = is_as_written(meta, stored) && decode_meta(meta, origins, row);
    if (!whole || stored.deleted != row.deleted()) damaged("the versions of row", stored.id);
    return row;
}

store::StoredCase to_stored(const Case& kase) {
    ByteWriter out;
    out.varint(kase.unit.field);
    out.string(kase.unit.element);
    out.u8(static_cast<std::uint8_t>(kase.kind));
    out.zigzag(kase.opened_ms);
    out.varint(kase.proposals.size());
    for (const Proposal& proposal : kase.proposals) write_proposal(out, proposal);
    return {kase.id, kase.entity, kase.row, out.take()};
}

Case from_stored(const store::StoredCase& stored) {
    Case kase;
    kase.id = stored.id;
    kase.entity = stored.entity;
    kase.row = stored.row;
    ByteReader in(stored.body);
    kase.unit.field = static_cast<FieldId>(in.varint());
    kase.unit.element = std::string(in.string());
    kase.kind = static_cast<CaseKind>(in.u8());
    kase.opened_ms = in.zigzag();
    const std::size_t proposals = in.count(5 * id_bytes);
    for (std::size_t i = 0; i < proposals && in.ok(); ++i) {
        kase.proposals.push_back(read_proposal(in));
    }
    if (!in.done()) damaged("case", stored.id);
    return kase;
}

}  // namespace branchline::sync
