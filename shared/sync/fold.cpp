#include "sync/fold.h"

#include <vector>

#include "base/planted.h"

namespace branchline::sync {

namespace {

// The groups that must be folded again together, and the rows they write (SYNC 2.7): those that
// write or read a dirty row; what they write is dirty too; and what they read but another pending
// group writes has to be built up from canonical along with them.
class Closure {
  public:
    Closure(const PendingGroups& pending, std::set<RowKey> dirty, const std::set<RowKey>& related)
        : pending_(pending) {
        for (const RowKey& key : dirty) add_row(key);
        if (planted(Planted::refold_touched_rows_only)) return;
        for (const RowKey& key : related) {
            for (std::int64_t position : pending_.writing(key)) add_group(position);
        }
        while (!open_.empty()) {
            const std::int64_t position = open_.back();
            open_.pop_back();
            const PendingGroup& pending_group = pending_.all().at(position);
            const Group& group = pending_group.group;
            for (const RowKey& key : PendingGroups::rows_written(pending_group)) add_row(key);
            for (const RowKey& key : pending_.rows_read(group)) {
                if (!pending_.writing(key).empty()) add_row(key);
            }
            // A dependent must see whether its predecessor stands.
            for (const OpId& op : group.depends_on) {
                if (auto before = pending_.by_op(op)) add_group(*before);
            }
            for (std::int64_t next : pending_.with_dependents(position)) add_group(next);
        }
    }

    [[nodiscard]] const std::set<std::int64_t>& groups() const { return groups_; }

    [[nodiscard]] const std::set<RowKey>& rows() const { return rows_; }

  private:
    void add_group(std::int64_t position) {
        if (groups_.insert(position).second) open_.push_back(position);
    }

    void add_row(const RowKey& key) {
        if (!rows_.insert(key).second) return;
        for (std::int64_t position : pending_.writing(key)) add_group(position);
        for (std::int64_t position : pending_.reading(key)) add_group(position);
    }

    const PendingGroups& pending_;
    std::set<RowKey> rows_;
    std::set<std::int64_t> groups_;
    std::vector<std::int64_t> open_;
};

}  // namespace

Folded refold(const schema::Catalogue& catalogue, State& canonical, const PendingGroups& pending,
              std::set<RowKey> dirty, std::set<RowKey> related, const FoldTime& time) {
    const Closure closure(pending, std::move(dirty), related);
    Folded folded;
    folded.rows = closure.rows();
    Overlay scratch(catalogue, canonical);
    std::set<OpId> out;
    for (std::int64_t position : closure.groups()) {
        const PendingGroup& each = pending.all().at(position);
        bool stands = !each.doomed;
        for (const OpId& op : each.group.depends_on) stands = stands && !out.contains(op);
        Judging judging;
        judging.mode = Mode::fold;
        judging.received_ms = time.now_ms;
        judging.today = time.today;
        judging.corrected_ms = corrected_time(scratch, each.group, 0, time.now_ms);
        Outcome outcome;
        if (stands) outcome = judge(catalogue, scratch, each.group, judging);
        stands = stands && outcome.taken();
        folded.left_out[position] = !stands;
        std::set<RowKey>& touched = folded.touched[position];
        for (const Effect& effect : outcome.effects) {
            if (stands && is_row_effect(effect.kind)) touched.insert(effect.key());
        }
        if (!stands) {
            out.insert(each.group.op);
            continue;
        }
        scratch.take(each.group, outcome,
                     {each.group.origin, each.group.user, each.group.device, judging.corrected_ms},
                     0);
    }
    folded.visible = scratch.rows();
    folded.cases = scratch.cases();
    return folded;
}

}  // namespace branchline::sync
