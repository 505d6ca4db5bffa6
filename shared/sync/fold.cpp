#include "sync/fold.h"

#include <limits>
#include <vector>

#include "base/planted.h"

namespace branchline::sync {

namespace {

// Passes every question on, and notes which rows it was about. Who may do what is not noted: when
// rights change, everything is folded again.
class NotedState final : public State {
  public:
    NotedState(const schema::Catalogue& catalogue, State& base, Reach& reach)
        : catalogue_(catalogue), base_(base), reach_(reach) {}

    RowPointer row(const RowKey& key) override {
        reach_.read.insert(key);
        return base_.row(key);
    }

    std::vector<RowId> referring(EntityId entity, FieldId field, const RowId& target) override {
        const schema::FieldSpec* spec = catalogue_.at(entity).field(field);
        if (const auto* owner = catalogue_.entity(spec->target)) {
            reach_.asked.insert({owner->id, target});
        }
        return base_.referring(entity, field, target);
    }

    std::vector<RowKey> deleted_by(const OriginId& origin) override {
        return base_.deleted_by(origin);
    }

    std::vector<RowId> with_key(EntityId entity, FieldId field, const std::string& key) override {
        return base_.with_key(entity, field, key);
    }

    std::shared_ptr<const Case> open_case(const Id& id) override { return base_.open_case(id); }

    std::vector<std::shared_ptr<const Case>> open_cases_of(const RowKey& key) override {
        reach_.read.insert(key);
        return base_.open_cases_of(key);
    }

    std::optional<store::OriginInfo> origin(const OriginId& origin) override {
        return base_.origin(origin);
    }

    Fate fate(const OpId& op) override { return base_.fate(op); }

    std::optional<Lineage> lineage(const OpId& op) override { return base_.lineage(op); }

    schema::RoleMask roles(const UserId& user, const RowId& branch) override {
        return base_.roles(user, branch);
    }

  private:
    const schema::Catalogue& catalogue_;
    State& base_;
    Reach& reach_;
};

// The groups that must be folded again together, and the rows they write (SYNC 2.7): those that
// looked at a changed row or for its children; what they write changes too; and what they looked at
// but another pending group writes has to be built up from canonical along with them.
class Closure {
  public:
    Closure(const PendingGroups& pending, const Arrived& arrived) : pending_(pending) {
        for (const RowKey& key : arrived.rows) add_row(key);
        if (planted(Planted::refold_touched_rows_only)) return;
        for (const RowKey& key : arrived.related) add_groups(pending_.asking(key));
        close();
    }

    // Takes in what the groups reach by now. True: that is more than was folded.
    bool widen(const std::map<std::int64_t, Reach>& reaches) {
        if (planted(Planted::refold_touched_rows_only)) return false;
        const std::size_t before = groups_.size();
        for (const auto& [position, reach] : reaches) follow(reach);
        close();
        return groups_.size() > before;
    }

    [[nodiscard]] const std::set<std::int64_t>& groups() const { return groups_; }

    [[nodiscard]] const std::set<RowKey>& rows() const { return rows_; }

  private:
    void add_groups(const std::set<std::int64_t>& positions) {
        for (std::int64_t position : positions) {
            if (groups_.insert(position).second) open_.push_back(position);
        }
    }

    void add_row(const RowKey& key) {
        if (!rows_.insert(key).second) return;
        add_groups(pending_.writing(key));
        add_groups(pending_.reading(key));
    }

    void follow(const Reach& reach) {
        for (const RowKey& key : reach.touched) add_row(key);
        for (const RowKey& key : reach.moved) add_groups(pending_.asking(key));
        for (const RowKey& key : reach.read) {
            if (!pending_.writing(key).empty()) add_row(key);
        }
        for (const RowKey& key : reach.asked) add_groups(pending_.moving(key));
    }

    void close() {
        while (!open_.empty()) {
            const std::int64_t position = open_.back();
            open_.pop_back();
            const PendingGroup& each = pending_.all().at(position);
            for (const RowKey& key : PendingGroups::rows_written(each)) add_row(key);
            follow(each.reach);
            // A dependent must see whether its predecessor stands.
            for (const OpId& op : each.group.depends_on) {
                if (auto before = pending_.by_op(op)) add_groups({*before});
            }
            add_groups(pending_.with_dependents(position));
        }
    }

    const PendingGroups& pending_;
    std::set<RowKey> rows_;
    std::set<std::int64_t> groups_;
    std::vector<std::int64_t> open_;
};

Folded fold(const schema::Catalogue& catalogue, State& canonical, const PendingGroups& pending,
            const Closure& closure, std::int64_t now_ms) {
    const FoldTime time{now_ms, std::numeric_limits<std::int64_t>::max()};
    Folded folded;
    Overlay scratch(catalogue, canonical);
    std::set<OpId> out;
    for (std::int64_t position : closure.groups()) {
        const PendingGroup& each = pending.all().at(position);
        bool stands = !each.doomed;
        for (const OpId& op : each.group.depends_on) stands = stands && !out.contains(op);
        Tried tried;
        if (stands) tried = try_group(catalogue, scratch, each.group, time);
        stands = stands && tried.outcome.taken();
        folded.left_out[position] = !stands;
        folded.reach[position] = std::move(tried.reach);
        if (!stands) {
            out.insert(each.group.op);
            continue;
        }
        scratch.take(each.group, tried.outcome,
                     {each.group.origin, each.group.user, each.group.device, tried.corrected_ms},
                     0);
    }
    folded.rows = closure.rows();
    folded.visible = scratch.rows();
    folded.cases = scratch.cases();
    return folded;
}

}  // namespace

void Arrived::add(const PendingGroup& group) {
    rows.merge(PendingGroups::rows_written(group));
    related.insert(group.reach.moved.begin(), group.reach.moved.end());
}

Tried try_group(const schema::Catalogue& catalogue, State& state, const Group& group,
                const FoldTime& time) {
    Tried tried;
    tried.corrected_ms = corrected_time(state, group, 0, time.now_ms);
    Judging judging;
    judging.mode = Mode::fold;
    judging.received_ms = time.now_ms;
    judging.today = time.today;
    judging.corrected_ms = tried.corrected_ms;
    Reach& reach = tried.reach;
    NotedState noted(catalogue, state, reach);
    tried.outcome = judge(catalogue, noted, group, judging);
    for (const Effect& effect : tried.outcome.effects) {
        if (!is_row_effect(effect.kind)) continue;
        if (reach.touched.insert(effect.key()).second) {
            if (const RowPointer before = state.row(effect.key())) {
                note_references(catalogue, effect.entity, before->values, reach.moved);
            }
        }
        note_references(catalogue, effect.entity, effect.values, reach.moved);
    }
    if (planted(Planted::refold_named_rows_only)) {
        reach.read.clear();
        for (const Change& change : group.changes) {
            note_references(catalogue, change.entity, change.values, reach.read);
        }
        reach.asked = reach.touched;
    }
    return tried;
}

Folded refold(const schema::Catalogue& catalogue, State& canonical, const PendingGroups& pending,
              const Arrived& arrived, std::int64_t now_ms) {
    Closure closure(pending, arrived);
    Folded folded = fold(catalogue, canonical, pending, closure, now_ms);
    while (closure.widen(folded.reach))
        folded = fold(catalogue, canonical, pending, closure, now_ms);
    folded.rows = closure.rows();
    return folded;
}

}  // namespace branchline::sync
