#include "desk/replica.h"

#include <algorithm>

#include "base/ensure.h"
#include "base/planted.h"
#include "desk/case_copy.h"
#include "desk/redo_stack.h"
#include "desk/stored_sync.h"
#include "sync/wire.h"

namespace branchline::desk {

Replica::Replica(const schema::Catalogue& catalogue, store::Database& database, const Clock& clock,
                 Random& random)
    : catalogue_(catalogue),
      database_(database),
      clock_(clock),
      random_(random),
      rows_(database, catalogue),
      origins_(database),
      cases_(database),
      tombstones_(database),
      log_(database),
      tail_(database),
      canonical_store_(database),
      settings_(database),
      clocks_(database),
      points_(database),
      retained_(database),
      loads_(database),
      whole_rows_(database),
      depot_(database),
      roles_(rows_, grant_fields()),
      groups_(log_),
      screen_(catalogue, {rows_, origins_, cases_, tombstones_}, groups_, roles_),
      canonical_(catalogue, screen_) {
    load();
}

std::string Replica::ddl() {
    return store::sync_tables_ddl() + std::string(store::desk_ddl) +
           std::string(store::retained_ddl) + std::string(store::desk_scope_ddl) +
           std::string(store::depot_ddl);
}

void Replica::load() {
    load_scope();
    for (const store::CanonicalStore::Row& copy : canonical_store_.rows()) {
        sync::RowPointer row;
        if (copy.content) {
            auto decoded = sync::decode_row(*copy.content);
            if (!decoded) throw store::Failure(Code::damaged, "canonical row");
            row = std::make_shared<const sync::RowState>(std::move(*decoded));
        }
        canonical_.put_row({copy.entity, copy.row}, row);
    }
    for (const store::CanonicalStore::Case& copy : canonical_store_.cases()) {
        std::shared_ptr<const sync::Case> kase;
        if (copy.content) {
            kase = std::make_shared<const sync::Case>(decode_case_copy(copy.id, *copy.content));
        }
        canonical_.put_case(copy.id, kase);
    }
    std::vector<store::LoggedGroup> groups = log_.in_stage(store::LoggedGroup::Stage::waiting);
    for (auto& judged : log_.in_stage(store::LoggedGroup::Stage::judged)) {
        groups.push_back(std::move(judged));
    }
    std::sort(groups.begin(), groups.end(),
              [](const auto& a, const auto& b) { return a.position < b.position; });
    for (const store::LoggedGroup& entry : groups) {
        pending_.add(entry.position, brought_back(entry));
    }
    // What each of them reaches beyond the rows it names is found by folding them once.
    note_fold(sync::refold(catalogue_, canonical_, pending_, {all_pending_rows(), {}},
                           fold_time().now_ms));
}

// A group that is in the fold anew, as the change log has it.
sync::PendingGroup Replica::brought_back(const store::LoggedGroup& logged) {
    sync::PendingGroup each{stored_group(logged), logged.epoch_seq, false, false, {}};
    each.doomed = is_doomed(each.group);
    return each;
}

// Head office will refuse it, or has: a group that it was built on is refused (SYNC 2.4), also when
// that one has been sent again since, under another id.
bool Replica::is_doomed(const sync::Group& group) {
    return std::ranges::any_of(group.depends_on, [&](const OpId& op) {
        if (const auto before = pending_.by_op(op)) return pending_.at(*before)->doomed;
        const auto stage = log_.stage_of(op);
        return stage == store::LoggedGroup::Stage::refused ||
               stage == store::LoggedGroup::Stage::closed;
    });
}

// The stage of `op` has changed.
void Replica::doom_dependents(const OpId& op, sync::Arrived& arrived) {
    for (std::int64_t position : pending_.depending_on(op)) {
        sync::PendingGroup& each = *pending_.at(position);
        each.doomed = is_doomed(each.group);
        arrived.add(each);
    }
}

void Replica::note_fold(const sync::Folded& folded) {
    for (const auto& [position, out] : folded.left_out) pending_.at(position)->left_out = out;
    for (const auto& [position, reach] : folded.reach) pending_.set_reach(position, reach);
}

// After a rollback nothing that is kept in memory may be trusted.
void Replica::forget_everything() {
    screen_.forget();
    origins_.forget_cache();
    roles_.forget();
    canonical_.clear();
    pending_.clear();
    load();
}

sync::Identity Replica::identity() const {
    return {settings_.id(setting::device), settings_.id(setting::incarnation),
            settings_.id(setting::user)};
}

sync::EditTime Replica::edit_time() const { return desk::edit_time(clock_, clocks_, settings_); }

sync::FoldTime Replica::fold_time() const { return desk::fold_time(clock_, clocks_, settings_); }

Sight Replica::sight() {
    return {catalogue_, rows_, screen_, settings_, clocks_, clock_, pending_};
}

sync::Composer Replica::compose() {
    return {catalogue_, screen_, pending_, identity(), random_id(random_)};
}

std::uint64_t Replica::next_counter() {
    const std::int64_t counter = settings_.integer(setting::group_counter) + 1;
    settings_.put_integer(setting::group_counter, counter);
    return static_cast<std::uint64_t>(counter);
}

// For undo: the units as they were, one record a change.
Bytes Replica::remember_before(const sync::Group& group) {
    ByteWriter out;
    for (const sync::Change& change : group.changes) {
        schema::Record before;
        const sync::RowPointer row = screen_.row(change.key());
        const schema::EntitySpec& entity = catalogue_.at(change.entity);
        if (row != nullptr) {
            for (const auto& [field, value] : change.values) {
                if (entity.field(field) != nullptr) before.set(field, row->values.get(field));
            }
        }
        schema::write_record(out, before);
    }
    return out.take();
}

void Replica::write_override(const sync::RowKey& key, const sync::RowPointer& row) {
    store::CanonicalStore::Row copy{key.entity, key.row, std::nullopt};
    if (row != nullptr) copy.content = sync::encode_row(*row);
    if (!planted(Planted::canonical_not_kept)) canonical_store_.put_row(copy);
    canonical_.put_row(key, row);
}

// From now on the row's table shows the fold; what is canonical is kept beside it.
void Replica::override_row(const sync::RowKey& key) {
    if (!canonical_.rows().contains(key)) write_override(key, screen_.row(key));
}

void Replica::override_case(const Id& id) {
    if (canonical_.cases().contains(id)) return;
    const auto kase = screen_.open_case(id);
    store::CanonicalStore::Case copy{id, std::nullopt};
    if (kase != nullptr) copy.content = encode_case_copy(*kase);
    canonical_store_.put_case(copy);
    canonical_.put_case(id, kase);
}

void Replica::keep_canonical(const sync::Effect& effect) {
    if (sync::is_row_effect(effect.kind)) override_row(effect.key());
    if (sync::is_case_effect(effect.kind)) override_case(sync::case_id(effect.key(), effect.unit));
}

Result<Committed> Replica::commit(sync::Composer& composer, const std::string& command,
                                  const CommitOptions& options) {
    if (composer.empty()) return Committed{};
    if (planted(Planted::desk_saves_relaxed) && !in_transaction_) {
        database_.set_synchronous(store::Synchronous::normal);
    }
    Committed done;
    Status saved = in_one_transaction([&]() -> Status {
        auto ready = composer.finish(edit_time(), next_counter(), command, fold_time());
        if (!ready) return refuse(ready.error());
        if (!options.is_undo && !options.is_redo) RedoStack(settings_).clear();
        sync::Group& group = ready->group;
        group.batch = options.batch;
        group.batch_position = options.batch_position;
        store::LoggedGroup entry;
        entry.op = group.op;
        entry.origin = group.origin;
        entry.batch = group.batch;
        entry.command = command;
        entry.made_ms = fold_time().now_ms;
        entry.payload = sync::encode_group(group);
        entry.before = remember_before(group);
        entry.is_undo = options.is_undo;
        done = {group.op, log_.append(entry)};
        const std::vector<sync::Effect>& effects = ready->tried.outcome.effects;
        const std::int64_t corrected_ms = ready->tried.corrected_ms;
        for (const sync::Effect& effect : effects) keep_canonical(effect);
        screen_.put_origin({group.origin, corrected_ms, 0, group.user, group.device});
        screen_.apply(effects, {group.origin, group.user, group.device, corrected_ms});
        pending_.add(done.position,
                     {std::move(group), 0, false, false, std::move(ready->tried.reach)});
        ++change_count_;
        return {};
    });
    if (!saved) return refuse(saved.error());
    return done;
}

Status Replica::in_one_transaction(const std::function<Status()>& work) {
    if (in_transaction_) return work();
    Status done;
    bool committed = false;
    in_transaction_ = true;
    try {
        store::Transaction transaction(database_);
        done = work();
        if (done) {
            transaction.commit();
            committed = true;
        }
    } catch (...) {
        in_transaction_ = false;
        forget_everything();
        throw;
    }
    in_transaction_ = false;
    if (!committed) forget_everything();
    return done;
}

// The waiting groups in order. A group that has to wait for others at the hub is sent along: the
// hub defers it by name, which costs a row there and no round trip here.
std::vector<sync::Group> Replica::take_for_push(std::int64_t after, std::size_t bytes_max,
                                                std::int64_t& last_position,
                                                store::LoggedGroup::Transport by) {
    std::vector<sync::Group> groups;
    Status marked = in_one_transaction([&]() -> Status {
        std::size_t bytes = 0;
        std::size_t memory = 0;
        const auto waiting = log_.in_stage(store::LoggedGroup::Stage::waiting, after, 512);
        for (store::LoggedGroup entry : waiting) {
            if (!groups.empty() && bytes + entry.payload.size() > bytes_max) break;
            sync::Group group = stored_group(entry);
            memory += sync::memory_cost(group);
            if (!groups.empty() && memory > sync::push_memory) break;
            last_position = entry.position;
            // By a courier nothing is certain to arrive: it goes with every file.
            const bool online = by == store::LoggedGroup::Transport::online;
            if (entry.deferred && online) continue;
            bytes += entry.payload.size();
            if (const auto offset = clocks_.offset(group.edit.boot.boot_id)) {
                group.edit.corrected_ms = group.edit.boot.ms + *offset;
                group.edit.measured = true;
            }
            groups.push_back(std::move(group));
            if (entry.transport == store::LoggedGroup::Transport::none) {
                entry.transport = by;
                if (planted(Planted::outbox_emptied_at_sending)) {
                    entry.stage = store::LoggedGroup::Stage::judged;
                }
                log_.update(entry);
            }
        }
        return {};
    });
    ENSURE(marked.has_value());
    return groups;
}

std::set<sync::RowKey> Replica::all_pending_rows() const {
    std::set<sync::RowKey> every;
    for (const auto& [position, each] : pending_.all()) {
        every.merge(sync::PendingGroups::rows_written(each));
    }
    for (const auto& [key, row] : canonical_.rows()) every.insert(key);
    return every;
}

std::vector<std::string> Replica::check_fold() {
    std::vector<std::string> findings;
    const sync::Folded folded = sync::refold(catalogue_, canonical_, pending_,
                                             {all_pending_rows(), {}}, fold_time().now_ms);
    for (const sync::RowKey& key : folded.rows) {
        const auto at = folded.visible.find(key);
        const sync::RowPointer expected =
            at != folded.visible.end() ? at->second : canonical_.row(key);
        const sync::RowPointer shown = screen_.row(key);
        const bool equal = (expected == nullptr) == (shown == nullptr) &&
                           (expected == nullptr || (expected->values == shown->values &&
                                                    expected->deleted_by == shown->deleted_by));
        if (equal) continue;
        findings.push_back(std::string(catalogue_.at(key.entity).name) + " " + to_text(key.row));
    }
    return findings;
}

}  // namespace branchline::desk
