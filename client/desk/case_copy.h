// The canonical copy of a case that pending groups touch, as bytes of the replica's own.
#pragma once

#include "sync/row_codec.h"

namespace branchline::desk {

inline Bytes encode_case_copy(const sync::Case& kase) {
    ByteWriter out;
    out.varint(kase.entity);
    write_id(out, kase.row);
    out.raw(sync::to_stored(kase).body);
    return out.take();
}

inline sync::Case decode_case_copy(const Id& id, BytesView bytes) {
    ByteReader in(bytes);
    store::StoredCase stored;
    stored.id = id;
    stored.entity = static_cast<schema::EntityId>(in.varint());
    stored.row = read_id(in);
    stored.body = Bytes(in.raw(in.left()));
    return sync::from_stored(stored);
}

}  // namespace branchline::desk
