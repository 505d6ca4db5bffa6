// MACs under the hub's own key, which is in every backup: they show that this hub, or the one it
// was restored from, once said so. They prove nothing about the log of today (SYNC 5.2).
#pragma once

#include "base/digest.h"
#include "sync/message.h"

namespace branchline::hub {

class Seal {
  public:
    explicit Seal(const Key& key) : key_(key) {}

    [[nodiscard]] Id of_point(const Id& epoch, std::int64_t seq, const Digest& chain) const;
    [[nodiscard]] Id of_receipt(const sync::Receipt& receipt) const;

    // Over the changes of other devices on a page for this one; null where there are none.
    [[nodiscard]] Id of_page(const sync::Page& page, const DeviceId& device) const;

    [[nodiscard]] bool is_ours(const sync::Point& point) const {
        return point.mac == of_point(point.epoch, point.seq, point.chain);
    }

    [[nodiscard]] bool is_ours(const sync::Receipt& receipt) const {
        return receipt.mac == of_receipt(receipt);
    }

  private:
    Key key_;
};

}  // namespace branchline::hub
