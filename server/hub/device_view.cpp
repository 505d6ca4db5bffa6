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

schema::RoleMask DeviceView::reading(schema::EntityId entity,
                                     const std::vector<store::BucketNumber>& numbers) const {
    const schema::EntitySpec* spec = tables_.catalogue.entity(entity);
    schema::RoleMask roles = 0;
    for (const store::BucketNumber number : numbers) {
        const auto at = held_.find(number);
        if (spec != nullptr && at != held_.end()) roles |= holdings_.reading(*spec, at->second);
    }
    return roles;
}

schema::RoleMask DeviceView::now(const sync::RowKey& key) const {
    return reading(key.entity, tables_.buckets.of_row(key.entity, key.row));
}

schema::RoleMask DeviceView::before(const sync::RowKey& key, std::int64_t seq) const {
    const auto moved = tables_.buckets.before({key.entity, key.row}, seq);
    return moved ? reading(key.entity, *moved) : now(key);
}

std::vector<std::int64_t> DeviceView::logs_after(std::int64_t after, std::size_t limit) const {
    return tables_.buckets.logs_after(logs_, after, limit);
}

}  // namespace branchline::hub
