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

namespace {

bool shares_rows_of(const EntitySpec& sharing, const EntitySpec& entity) {
    return sharing.shares != nullptr && sharing.parent->target == entity.name;
}

}  // namespace

std::vector<RowPointer> Shares::shares_of(const RowState& row) const {
    std::vector<RowPointer> shares;
    const EntitySpec& entity = catalogue_.at(row.entity);
    for (const EntitySpec* sharing : catalogue_.entities()) {
        if (!shares_rows_of(*sharing, entity)) continue;
        for (const RowId& id : state_.referring(sharing->id, sharing->parent->id, row.id)) {
            shares.push_back(state_.row({sharing->id, id}));
        }
    }
    return shares;
}

bool Shares::is_shared(const RowState& row) const {
    return std::ranges::any_of(shares_of(row),
                               [](const RowPointer& share) { return !share->deleted(); });
}

std::vector<RowId> Shares::shared_with(const RowId& branch) const {
    std::set<RowId> shared;
    for (const EntitySpec* sharing : catalogue_.entities()) {
        if (sharing->shares == nullptr) continue;
        for (const RowId& id : state_.referring(sharing->id, sharing->shares->id, branch)) {
            const RowPointer share = state_.row({sharing->id, id});
            if (!share->deleted()) shared.insert(share->values.id(sharing->parent->id));
        }
    }
    return {shared.begin(), shared.end()};
}

std::vector<RowId> Shares::taken_back_since(const RowState& row, std::int64_t ms) const {
    std::vector<RowId> branches;
    for (const RowPointer& share : shares_of(row)) {
        const auto end = share->deleted() ? state_.origin(share->deleted_by) : std::nullopt;
        const schema::FieldSpec* with = catalogue_.at(share->entity).shares;
        if (end && end->corrected_ms > ms) branches.push_back(share->values.id(with->id));
    }
    const EntitySpec& entity = catalogue_.at(row.entity);
    const auto of = [&](const RowPointer& other) {
        if (other == nullptr) return;
        const std::vector<RowId> more = taken_back_since(*other, ms);
        branches.insert(branches.end(), more.begin(), more.end());
    };
    for (const schema::FieldSpec* up : {entity.parent, entity.follows}) {
        if (up == nullptr) continue;
        of(state_.row({catalogue_.entity(up->target)->id, row.values.id(up->id)}));
    }
    of(holder_of(catalogue_, state_, row));
    return branches;
}

bool BucketRules::is_shared(const RowState& row) const {
    if (shares_ != nullptr) return shares_->is_shared(row);
    const EntitySpec& entity = catalogue_.at(row.entity);
    return std::ranges::any_of(catalogue_.entities(), [&](const EntitySpec* sharing) {
        return shares_rows_of(*sharing, entity);
    });
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
    if (is_shared(row)) out.push_back(share_bucket(row.id));
}

std::vector<Id> BucketRules::of_row(const RowState& row) const {
    std::vector<Id> buckets;
    collect(row, buckets);
    if (buckets.empty()) buckets.push_back(bucket_unplaced);
    std::sort(buckets.begin(), buckets.end());
    buckets.erase(std::unique(buckets.begin(), buckets.end()), buckets.end());
    return buckets;
}

RoleMask BucketRules::reading(const Holdings& holdings, const RowState& row) const {
    const EntitySpec& entity = catalogue_.at(row.entity);
    const EntitySpec* holder = holder_entity(catalogue_, row.entity, row.values);
    RoleMask roles = 0;
    for (const Id& bucket : of_row(row)) roles |= holdings.reading(entity, holder, bucket);
    return roles;
}

Holdings::Holdings(const UserId& user, const std::vector<store::HeldBucket>& held) {
    for (const store::HeldBucket& each : held) {
        roles_[each.bucket].push_back(static_cast<RoleMask>(each.roles));
    }
    std::set<Id> own{assigned_bucket(user, {})};
    for (const auto& [bucket, roles] : roles_) own.insert(assigned_bucket(user, bucket));
    for (const Id& bucket : own) {
        if (roles_.contains(bucket)) own_.push_back(bucket);
    }
}

Holdings Holdings::of(const UserId& user, const std::vector<Grant>& grants,
                      const Branches& branches) {
    RoleMask everywhere = 0;
    RoleMask anywhere = 0;
    for (const Grant& grant : grants) {
        anywhere |= grant.roles;
        if (grant.branch.is_null()) everywhere |= grant.roles;
    }
    std::map<Id, RoleMask> in_branch;
    for (const auto& [branch, shared] : branches) in_branch[branch] = everywhere;
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
    std::map<Id, std::set<RoleMask>> shared;
    for (const auto& [branch, roles] : in_branch) {
        hold(branch, roles);
        hold(assigned_bucket(user, branch), roles);
        const auto at = branches.find(branch);
        if (roles == 0 || at == branches.end()) continue;
        for (const RowId& customer : at->second) shared[share_bucket(customer)].insert(roles);
    }
    for (const auto& [bucket, sets] : shared) {
        for (const RoleMask roles : sets) hold(bucket, roles);
    }
    return {user, held};
}

std::vector<store::HeldBucket> Holdings::list() const {
    std::vector<store::HeldBucket> held;
    for (const auto& [bucket, sets] : roles_) {
        for (const RoleMask roles : sets) held.push_back({bucket, roles});
    }
    return held;
}

std::uint64_t Holdings::version() const {
    ByteWriter out;
    for (const store::HeldBucket& held : list()) {
        write_id(out, held.bucket);
        out.varint(static_cast<std::uint64_t>(held.roles));
    }
    return short_digest_of(out.bytes()).low | 1;
}

RoleMask Holdings::reading(const EntitySpec& entity, const EntitySpec* holder,
                           const Id& bucket) const {
    const auto at = roles_.find(bucket);
    if (at == roles_.end()) return 0;
    const bool own = std::binary_search(own_.begin(), own_.end(), bucket);
    RoleMask reading = 0;
    for (const RoleMask roles : at->second) {
        const auto reads = [&](const EntitySpec& rows) {
            return ((rows.rights.read | (own ? rows.rights.read_assigned : 0)) & roles) != 0;
        };
        if (reads(entity) && (holder == nullptr || reads(*holder))) reading |= roles;
    }
    return reading;
}

schema::RightsClass reading_class(const schema::Catalogue& catalogue, const EntitySpec& entity,
                                  RoleMask roles) {
    return roles == 0 ? schema::RightsClass{0} : catalogue.rights_class_of_mask(entity.id, roles);
}

std::vector<const EntitySpec*> holders_of(const schema::Catalogue& catalogue,
                                          const EntitySpec& entity) {
    std::vector<const EntitySpec*> holders{nullptr};
    if (entity.holder == nullptr) return holders;
    for (const EntitySpec* each : catalogue.entities()) {
        if (each->holder == nullptr) holders.push_back(each);
    }
    return holders;
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
