#include "hub/device_view.h"

namespace branchline::hub {

DeviceView::DeviceView(HubTables& tables, const DeviceId& device, const UserId& user)
    : tables_(tables), holdings_(user, tables.scopes.of(device)) {
    for (const auto& [bucket, roles] : holdings_.roles()) {
        const auto number = tables_.buckets.find(bucket);
        if (!number) continue;  // nothing was ever in it
        held_.emplace(*number, bucket);
        logs_.push_back(*number);
    }
    // What it wrote itself it is always told of.
    if (const auto own = tables_.buckets.find(device)) logs_.push_back(*own);
}

// What a row hangs on never changes, so it is the same before and after.
schema::RoleMask DeviceView::reading(const sync::RowKey& key,
                                     const std::vector<store::BucketNumber>& numbers) const {
    const schema::EntitySpec* entity = tables_.catalogue.entity(key.entity);
    if (entity == nullptr) return 0;
    const schema::EntitySpec* holder = nullptr;
    if (entity->holder != nullptr) {
        const auto stored = tables_.rows.get(key.entity, key.row);
        if (stored) holder = sync::holder_entity(tables_.catalogue, key.entity, stored->values);
    }
    schema::RoleMask roles = 0;
    for (const store::BucketNumber number : numbers) {
        const auto at = held_.find(number);
        if (at != held_.end()) roles |= holdings_.reading(*entity, holder, at->second);
    }
    return roles;
}

schema::RoleMask DeviceView::now(const sync::RowKey& key) const {
    return reading(key, tables_.buckets.of_row(key.entity, key.row));
}

schema::RoleMask DeviceView::before(const sync::RowKey& key, std::int64_t seq) const {
    const auto moved = tables_.buckets.before({key.entity, key.row}, seq);
    return moved ? reading(key, *moved) : now(key);
}

std::vector<std::int64_t> DeviceView::logs_after(std::int64_t after, std::size_t limit) const {
    return tables_.buckets.logs_after(logs_, after, limit);
}

}  // namespace branchline::hub
