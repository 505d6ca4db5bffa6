#include "sync/bucket_rules.h"

#include <algorithm>
#include <set>

#include "base/digest.h"

namespace branchline::sync {

using schema::EntitySpec;
using schema::RoleMask;

Id share_bucket(const RowId& customer) { return derived_id("share", to_bytes(customer)); }

Id assigned_bucket(const UserId& user, const RowId& branch) {
    return derived_id("assigned", to_bytes(user) + to_bytes(branch));
}

void BucketRules::collect_of(const schema::FieldSpec* reference, const RowState& row,
                             std::vector<Id>& out) const {
    if (reference == nullptr) return;
    const EntitySpec* target = catalogue_.entity(reference->target);
    const RowPointer other = state_.row({target->id, row.values.id(reference->id)});
    if (other != nullptr) collect(*other, out);
}

void BucketRules::collect(const RowState& row, std::vector<Id>& out) const {
    const EntitySpec& entity = catalogue_.at(row.entity);
    if (entity.scope == schema::Scope::parent) return collect_of(entity.parent, row, out);
    if (entity.scope == schema::Scope::holder) {
        const RowPointer holder = holder_of(catalogue_, state_, row);
        if (holder != nullptr) collect(*holder, out);
        return;
    }
    if (entity.scope == schema::Scope::follower) collect_of(entity.follows, row, out);
    RowId branch;
    if (entity.scope == schema::Scope::all) {
        out.push_back(bucket_all);
    } else {
        const schema::FieldSpec* field = entity.field("branch");
        if (field != nullptr) branch = row.values.id(field->id);
        out.push_back(branch.is_null() ? bucket_unplaced : branch);
    }
    for (const schema::FieldSpec* assigned : entity.assigned) {
        const UserId user = row.values.id(assigned->id);
        if (!user.is_null()) out.push_back(assigned_bucket(user, branch));
    }
    const bool shareable = entity.scope == schema::Scope::branch && shares_ != nullptr;
    if (shareable && shares_->is_shared(row.id)) out.push_back(share_bucket(row.id));
}

std::vector<Id> BucketRules::of_row(const RowState& row) const {
    std::vector<Id> buckets;
    collect(row, buckets);
    if (buckets.empty()) buckets.push_back(bucket_unplaced);
    std::sort(buckets.begin(), buckets.end());
    buckets.erase(std::unique(buckets.begin(), buckets.end()), buckets.end());
    return buckets;
}

Holdings::Holdings(const UserId& user, const std::vector<store::HeldBucket>& held) {
    for (const store::HeldBucket& each : held) {
        roles_[each.bucket] = static_cast<RoleMask>(each.roles);
    }
    std::set<Id> own{assigned_bucket(user, {})};
    for (const auto& [bucket, roles] : roles_) own.insert(assigned_bucket(user, bucket));
    for (const Id& bucket : own) {
        if (roles_.contains(bucket)) own_.push_back(bucket);
    }
}

Holdings Holdings::of(const UserId& user, const std::vector<Grant>& grants,
                      const std::vector<RowId>& branches, const store::Shares& shares) {
    RoleMask everywhere = 0;
    RoleMask anywhere = 0;
    for (const Grant& grant : grants) {
        anywhere |= grant.roles;
        if (grant.branch.is_null()) everywhere |= grant.roles;
    }
    std::map<Id, RoleMask> in_branch;
    for (const RowId& branch : branches) in_branch[branch] = everywhere;
    for (const Grant& grant : grants) {
        if (!grant.branch.is_null()) in_branch[grant.branch] |= grant.roles | everywhere;
    }
    std::vector<store::HeldBucket> held;
    const auto hold = [&held](const Id& bucket, RoleMask roles) {
        if (roles != 0) held.push_back({bucket, roles});
    };
    hold(bucket_all, anywhere);
    hold(assigned_bucket(user, {}), anywhere);
    hold(bucket_unplaced, everywhere);
    std::map<Id, RoleMask> shared;
    for (const auto& [branch, roles] : in_branch) {
        hold(branch, roles);
        hold(assigned_bucket(user, branch), roles);
        if (roles == 0) continue;
        for (const RowId& customer : shares.shared_with(branch)) {
            shared[share_bucket(customer)] |= roles;
        }
    }
    for (const auto& [bucket, roles] : shared) hold(bucket, roles);
    return {user, held};
}

std::vector<store::HeldBucket> Holdings::list() const {
    std::vector<store::HeldBucket> held;
    held.reserve(roles_.size());
    for (const auto& [bucket, roles] : roles_) held.push_back({bucket, roles});
    return held;
}

std::uint64_t Holdings::version() const {
    ByteWriter out;
    for (const auto& [bucket, roles] : roles_) {
        write_id(out, bucket);
        out.varint(roles);
    }
    return short_digest_of(out.bytes()).low | 1;
}

RoleMask Holdings::reading(const EntitySpec& entity, const Id& bucket) const {
    const auto at = roles_.find(bucket);
    if (at == roles_.end()) return 0;
    const bool own = std::binary_search(own_.begin(), own_.end(), bucket);
    const RoleMask readers = entity.rights.read | (own ? entity.rights.read_assigned : 0);
    return (readers & at->second) == 0 ? 0 : at->second;
}

RoleMask Holdings::reading(const EntitySpec& entity, const std::vector<Id>& buckets) const {
    RoleMask roles = 0;
    for (const Id& bucket : buckets) roles |= reading(entity, bucket);
    return roles;
}

schema::RightsClass reading_class(const schema::Catalogue& catalogue, const EntitySpec& entity,
                                  RoleMask roles) {
    return roles == 0 ? schema::RightsClass{0} : catalogue.rights_class_of_mask(entity.id, roles);
}

bool reads_no_more(const schema::Catalogue& catalogue, schema::EntityId entity,
                   schema::RightsClass narrow, schema::RightsClass wide) {
    const auto fields = catalogue.at(entity).fields;
    return std::ranges::all_of(fields, [&](const schema::FieldSpec* field) {
        return !catalogue.class_reads(entity, narrow, field->id) ||
               catalogue.class_reads(entity, wide, field->id);
    });
}

namespace {

void place(const schema::Catalogue& catalogue, const EntitySpec& entity,
           std::set<schema::EntityId>& seen, std::vector<schema::EntityId>& order) {
    if (!seen.insert(entity.id).second) return;
    for (const schema::FieldSpec* field : entity.fields) {
        if (field->kind != schema::Kind::ref) continue;
        const EntitySpec* target = catalogue.entity(field->target);
        if (target != nullptr) place(catalogue, *target, seen, order);
    }
    order.push_back(entity.id);
}

}  // namespace

std::vector<schema::EntityId> loading_order(const schema::Catalogue& catalogue) {
    std::set<schema::EntityId> seen;
    std::vector<schema::EntityId> order;
    for (const EntitySpec* entity : catalogue.entities()) place(catalogue, *entity, seen, order);
    return order;
}

}  // namespace branchline::sync
