#include "desk/stored_sync.h"

#include <algorithm>

#include "store/failure.h"
#include "sync/wire.h"

namespace branchline::desk {

sync::Entry stored_entry(BytesView bytes) {
    auto entry = sync::decode_entry(bytes);
    if (!entry) throw store::Failure(Code::damaged, "tail");
    return std::move(*entry);
}

bool is_known(const schema::Catalogue& catalogue, const sync::Entry& entry) {
    const auto knows = [&](const auto& each) { return catalogue.entity(each.entity) != nullptr; };
    return std::ranges::all_of(entry.effects, knows) && std::ranges::all_of(entry.rows, knows);
}

sync::Group stored_group(const store::LoggedGroup& logged) {
    auto group = sync::decode_group(logged.payload);
    if (!group) throw store::Failure(Code::damaged, "change log: " + group.error().detail);
    return std::move(*group);
}

sync::Receipt stored_receipt(const store::LoggedGroup& group) {
    auto frame = sync::decode_frame(group.receipt);
    const auto* receipts = frame ? std::get_if<sync::Receipts>(&*frame) : nullptr;
    if (receipts == nullptr || receipts->receipts.empty()) {
        throw store::Failure(Code::damaged, "receipt");
    }
    return receipts->receipts.front();
}

}  // namespace branchline::desk
