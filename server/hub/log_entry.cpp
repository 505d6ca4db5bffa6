// The bytes of a log row that are not a group: its digest, its chain, the details of its verdict.
#include "hub/ledger.h"
#include "store/failure.h"

namespace branchline::hub {

// Everything that the row says, behind a salt: where personal data is erased from it, its digest
// stays and tells nothing of what was there.
Digest digest_of_row(const store::LogRow& row) {
    ByteWriter out;
    out.string(row.salt);
    out.zigzag(row.seq);
    out.u8(static_cast<std::uint8_t>(row.kind));
    for (const Id& id : {row.epoch, row.op, row.origin, row.supersedes, row.batch, row.device,
                         row.incarnation, row.user, row.edit_boot.boot_id}) {
        write_id(out, id);
    }
    for (const std::int64_t number :
         {row.batch_position, row.counter, row.edit_boot.ms, row.edit_ms, row.corrected_ms,
          row.received_ms, row.verdict, row.code}) {
        out.zigzag(number);
    }
    out.string(row.command);
    out.string(row.details);
    out.string(row.payload);
    out.string(row.effects);
    return digest_of(out.bytes());
}

Digest next_chain(const Digest& before, const Digest& digest) {
    ByteWriter out;
    out.raw(view_of(before));
    out.raw(view_of(digest));
    return digest_of(out.bytes());
}

Bytes encode_details(const sync::Outcome& outcome) {
    if (outcome.rule.empty() && outcome.fields.empty() && outcome.cause.is_null()) return {};
    ByteWriter out;
    out.string(outcome.rule);
    write_id(out, outcome.cause);
    out.varint(outcome.fields.size());
    for (const sync::FieldPlace& place : outcome.fields) {
        out.varint(place.entity);
        write_id(out, place.row);
        out.varint(place.field);
    }
    return out.take();
}

void decode_details(BytesView details, sync::Outcome& outcome) {
    if (details.empty()) return;
    ByteReader in(details);
    outcome.rule = std::string(in.string());
    outcome.cause = read_id(in);
    const std::size_t places = in.count(18);
    for (std::size_t i = 0; i < places; ++i) {
        sync::FieldPlace place;
        place.entity = static_cast<schema::EntityId>(in.varint());
        place.row = read_id(in);
        place.field = static_cast<schema::FieldId>(in.varint());
        outcome.fields.push_back(place);
    }
    if (!in.done()) throw store::Failure(Code::damaged, "the details of a verdict");
}

}  // namespace branchline::hub
