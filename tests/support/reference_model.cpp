#include "support/reference_model.h"

#include <algorithm>
#include <optional>

#include "support/reference_trial.h"

namespace branchline::test {

using sync::Change;
using sync::ChangeKind;
using sync::Fate;
using sync::Verdict;
using sync::Why;

void ReferenceModel::grant(const UserId& user, const RowId& branch, schema::RoleMask roles) {
    grants_[{user, branch}] = roles;
}

void ReferenceModel::note_branch(const RowKey& key, const RowPicture& after,
                                 std::int64_t corrected_ms) {
    const auto before = world_.rows.find(key);
    const schema::FieldSpec* branch = catalogue_.at(key.entity).field("branch");
    const bool counts = remembers_branches_ && branch != nullptr;
    if (before == world_.rows.end() || !counts) return;
    const RowId was = before->second.reference(branch->id);
    if (was != after.reference(branch->id)) world_.left[key].emplace_back(corrected_ms, was);
}

void ReferenceModel::forget(const RowKey& key) {
    world_.rows.erase(key);
    std::erase_if(world_.cases, [&](const auto& each) { return each.first.first == key; });
}

void ReferenceModel::put(const RowKey& key, RowPicture row, const OriginId& origin,
                         std::int64_t corrected_ms) {
    note_branch(key, row, corrected_ms);
    world_.rows[key] = std::move(row);
    world_.origins[origin] = {};
}

namespace {

// What the group needs to be known before it can be judged: groups it builds on, and the groups
// behind the versions that it names.
std::optional<ModelVerdict> check_predecessors(const ModelWorld& world, const sync::Group& group) {
    bool waits = false;
    for (const OpId& op : group.depends_on) {
        const auto fate = world.fates.find(op);
        if (fate != world.fates.end() && fate->second == Fate::rejected) {
            return ModelVerdict{Verdict::rejected, Code::predecessor, {}};
        }
        waits = waits || fate == world.fates.end() || fate->second == Fate::deferred;
    }
    for (const Change& change : group.changes) {
        for (const OriginId& origin : {change.base.origin, change.base.under,
                                       change.status_seen.origin, change.status_seen.under}) {
            if (origin.is_null() || origin == group.origin || world.origins.contains(origin)) {
                continue;
            }
            const auto fate = world.fates.find(origin);
            if (fate != world.fates.end() && fate->second == Fate::rejected) {
                return ModelVerdict{Verdict::rejected, Code::predecessor, {}};
            }
            waits = true;
        }
    }
    return waits ? std::optional(ModelVerdict{Verdict::deferred, Code::none, {}}) : std::nullopt;
}

}  // namespace

ModelVerdict ReferenceModel::judge(const sync::Group& group, const std::vector<std::string>& seen,
                                   std::int64_t corrected_ms, std::int64_t today,
                                   const std::string& free_number) {
    std::set<OriginId>& past = pasts_[group.op];
    past.insert(group.origin);
    for (const OpId& op : group.depends_on) past.insert(pasts_[op].begin(), pasts_[op].end());
    if (const auto early = check_predecessors(world_, group)) {
        world_.fates[group.op] =
            early->verdict == Verdict::deferred ? Fate::deferred : Fate::rejected;
        return *early;
    }
    ReferenceTrial trial(catalogue_, grants_, free_number, world_, group, pasts_[group.op]);
    trial.run(seen, corrected_ms, today);
    if (trial.failure() != Code::none) {
        world_.fates[group.op] = Fate::rejected;
        return {Verdict::rejected, trial.failure(), {}};
    }
    ModelWorld after = trial.take_world();
    for (const Change& change : group.changes) {
        const auto row = after.rows.find(change.key());
        if (row != after.rows.end()) note_branch(change.key(), row->second, corrected_ms);
    }
    after.left = std::move(world_.left);
    world_ = std::move(after);
    world_.fates[group.op] = Fate::taken;
    world_.origins[group.origin] = {corrected_ms, group.user, group.device};
    return {trial.merged() ? Verdict::merged : Verdict::accepted, Code::none, trial.marks()};
}

std::string ReferenceModel::dump() const { return dump_of(world_.rows, world_.cases); }

std::string dump_of(const std::map<RowKey, RowPicture>& rows,
                    const std::map<CaseKey, CasePicture>& cases) {
    std::string text;
    for (const auto& [key, row] : rows) {
        text += "row " + text_of(key) + " " + text_of(row) + "\n";
    }
    for (const auto& [key, kase] : cases) {
        text += "case " + text_of(key.first) + " " + text_of(key.second) + text_of(kase) + "\n";
    }
    return text;
}

}  // namespace branchline::test
