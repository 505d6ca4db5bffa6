#include "store/log_row.h"

namespace branchline::store {

Digest digest_of_row(const LogRow& row) {
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

}  // namespace branchline::store
