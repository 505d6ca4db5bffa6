#include "hub/seal.h"

#include "base/ensure.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace {

Id shortened(const Digest& mac) {
    const auto id = id_from_bytes(view_of(mac).substr(0, 16));
    ENSURE(id.has_value());
    return *id;
}

}  // namespace

Id Seal::of_point(const Id& epoch, std::int64_t seq, const Digest& chain) const {
    ByteWriter out;
    out.string("point");
    write_id(out, epoch);
    out.zigzag(seq);
    out.raw(view_of(chain));
    return shortened(mac_of(key_, out.bytes()));
}

Id Seal::of_receipt(const sync::Receipt& receipt) const {
    ByteWriter out;
    out.string("receipt");
    write_id(out, receipt.op);
    write_id(out, receipt.content);
    out.u8(static_cast<std::uint8_t>(receipt.verdict));
    out.varint(static_cast<std::uint64_t>(receipt.code));
    write_id(out, receipt.epoch);
    out.zigzag(receipt.seq);
    return shortened(mac_of(key_, out.bytes()));
}

Id Seal::of_page(const sync::Page& page, const DeviceId& device) const {
    ByteWriter out;
    out.string("page");
    for (const sync::Point& point : {page.start, page.end}) write_id(out, point.mac);
    bool any = false;
    for (const sync::Entry& entry : page.entries) {
        if (!sync::is_witnessed(entry, device)) continue;
        any = true;
        out.string(sync::encode_entry(entry));
    }
    return any ? shortened(mac_of(key_, out.bytes())) : Id{};
}

}  // namespace branchline::hub
