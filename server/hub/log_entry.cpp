// The details of a verdict, as the log keeps them.
#include "hub/ledger.h"
#include "store/failure.h"

namespace branchline::hub {

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
