// Taking back what the user did (SYNC 2.9) and dealing with what the hub refused (2.6).
#include <algorithm>

#include "base/ensure.h"
#include "base/planted.h"
#include "desk/redo_stack.h"
#include "desk/replica.h"
#include "desk/stored_sync.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using Stage = store::LoggedGroup::Stage;
using Transport = store::LoggedGroup::Transport;

bool undoable_stage(Stage stage) {
    return stage == Stage::waiting || stage == Stage::judged || stage == Stage::settled;
}

constexpr std::size_t undo_depth = 1'000;
constexpr std::size_t undo_mostly = 8;
constexpr std::string_view undo_prefix = "undo ";

// The command behind a group that takes something back.
std::string command_behind(const store::LoggedGroup& entry) {
    const bool undoes = entry.is_undo && entry.command.starts_with(undo_prefix);
    return undoes ? entry.command.substr(undo_prefix.size()) : entry.command;
}

void build_on(sync::Group& group, const Rebased& before) {
    const std::size_t named = group.depends_on.size();
    std::erase_if(group.depends_on, [&](const OpId& op) { return before.groups.contains(op); });
    if (group.depends_on.size() == named || before.by.is_null()) return;
    group.depends_on.push_back(before.by);
}

}  // namespace

// Never handed to any transport, and nothing else that is pending builds on it.
bool Replica::can_withdraw(const std::vector<store::LoggedGroup>& groups) const {
    std::set<std::int64_t> ours;
    for (const store::LoggedGroup& group : groups) ours.insert(group.position);
    return std::all_of(groups.begin(), groups.end(), [&](const store::LoggedGroup& group) {
        const bool sent = group.transport != Transport::none;
        if (group.stage != Stage::waiting) return false;
        if (sent && !planted(Planted::withdraws_what_was_sent)) return false;
        const auto dependents = pending_.with_dependents(group.position);
        return std::includes(ours.begin(), ours.end(), dependents.begin(), dependents.end());
    });
}

Status Replica::withdraw(const std::vector<store::LoggedGroup>& groups) {
    Dirty dirty;
    for (store::LoggedGroup group : groups) {
        leave_fold(group.position, dirty);
        group.stage = Stage::withdrawn;
        log_.update(group);
    }
    refresh(dirty);
    ++change_count_;
    return {};
}

// The inverse group: each change is taken back only where what it wrote still stands. The inverse
// of an undo is what was undone, done again. Null: there was nothing to change.
Result<OpId> Replica::invert(const store::LoggedGroup& entry) {
    const sync::Group group = stored_group(entry);
    ByteReader in(entry.before);
    std::vector<schema::Record> before;
    for (std::size_t i = 0; i < group.changes.size(); ++i)
        before.push_back(schema::read_record(in));
    if (!in.done()) throw store::Failure(Code::damaged, "change log");
    sync::Composer composer = compose();
    for (std::size_t i = group.changes.size(); i-- > 0;) {
        const sync::Change& change = group.changes[i];
        const sync::RowPointer row = screen_.row(change.key());
        const bool counts =
            change.kind == sync::ChangeKind::sum || change.kind == sync::ChangeKind::add ||
            change.kind == sync::ChangeKind::remove || change.kind == sync::ChangeKind::insert;
        const std::string name(catalogue_.at(change.entity).name);
        if (row != nullptr && !counts &&
            row->version_of({change.field, {}}).origin != group.origin) {
            return refuse(Code::cannot_undo, name, "changed since");
        }
        sync::RowState as_it_was;
        as_it_was.values = before[i];
        if (Status done = composer.invert(change, as_it_was); !done) return refuse(done.error());
    }
    CommitOptions options;
    options.batch = entry.batch;
    options.is_undo = !entry.is_undo;
    options.is_redo = entry.is_undo;
    const std::string command = command_behind(entry);
    auto committed =
        commit(composer, options.is_undo ? std::string(undo_prefix) + command : command, options);
    if (!committed) return refuse(committed.error());
    store::LoggedGroup undone = entry;
    undone.undone_by = committed->op.is_null() ? entry.op : committed->op;
    log_.update(undone);
    return committed->op;
}

// `groups`: newest first.
Result<std::string> Replica::take_back(const std::vector<store::LoggedGroup>& groups) {
    Status done = in_one_transaction([&]() -> Status {
        RedoStack::Step again;
        if (can_withdraw(groups)) {
            if (Status withdrawn = withdraw(groups); !withdrawn) return withdrawn;
            for (const store::LoggedGroup& group : groups) again.insert(again.begin(), group.op);
        } else {
            for (const store::LoggedGroup& group : groups) {
                auto inverse = invert(group);
                if (!inverse) return refuse(inverse.error());
                if (!inverse->is_null()) again.insert(again.begin(), *inverse);
            }
        }
        RedoStack(settings_).push(std::move(again));
        return {};
    });
    if (!done) return refuse(done.error());
    return groups.front().command;
}

// The newest are looked at first: mostly it is among them.
std::optional<store::LoggedGroup> Replica::undoable() const {
    for (const std::size_t depth : {undo_mostly, undo_depth}) {
        for (store::LoggedGroup& group : log_.newest(depth)) {
            const bool done = !group.is_undo && group.undone_by.is_null();
            if (done && undoable_stage(group.stage)) return std::move(group);
        }
    }
    return std::nullopt;
}

// All that goes back with it, newest first.
std::vector<store::LoggedGroup> Replica::undone_with(const store::LoggedGroup& newest) const {
    if (newest.batch.is_null()) return {newest};
    std::vector<store::LoggedGroup> groups = log_.of_batch(newest.batch);
    std::erase_if(groups, [](const store::LoggedGroup& each) {
        return each.is_undo || !each.undone_by.is_null() || !undoable_stage(each.stage);
    });
    std::reverse(groups.begin(), groups.end());
    return groups;
}

// Changed since by others it may be refused all the same; that is found out by trying.
std::optional<Error> Replica::undo_objection() const {
    const auto newest = undoable();
    if (!newest) return Error{Code::nothing_to_undo, {}, {}, {}};
    const std::vector<store::LoggedGroup> groups = undone_with(*newest);
    if (can_withdraw(groups)) return std::nullopt;
    for (const store::LoggedGroup& each : groups) {
        const sync::Group group = stored_group(each);
        const auto stays = std::ranges::find_if(group.changes, [&](const sync::Change& change) {
            return !sync::has_inverse(catalogue_, change);
        });
        if (stays == group.changes.end()) continue;
        return Error{Code::cannot_undo, std::string(catalogue_.at(stays->entity).name), {}, {}};
    }
    return std::nullopt;
}

Result<std::string> Replica::undo() {
    const auto newest = undoable();
    if (!newest) return refuse(Code::nothing_to_undo);
    return take_back(undone_with(*newest));
}

// A withdrawn group goes into the log once more: another op id, but the same origin, so that what
// is based on it needs no rewriting. What it depended on has been done again before it.
Status Replica::do_again(const store::LoggedGroup& withdrawn) {
    sync::Group group = stored_group(withdrawn);
    group.op = random_id(random_);
    group.counter = next_counter();
    for (OpId& before : group.depends_on) {
        auto entry = log_.by_op(before);
        while (entry && entry->stage == Stage::withdrawn && !entry->undone_by.is_null()) {
            before = entry->undone_by;
            entry = log_.by_op(before);
        }
    }
    store::LoggedGroup again = withdrawn;
    again.stage = Stage::waiting;
    again.op = group.op;
    again.payload = sync::encode_group(group);
    const std::int64_t position = log_.append(again);
    store::LoggedGroup old = withdrawn;
    old.undone_by = group.op;
    log_.update(old);
    pending_.add(position, {std::move(group), 0, false, false, {}});
    Dirty dirty;
    dirty.add(*pending_.at(position));
    refresh(dirty);
    ++change_count_;
    if (!pending_.at(position)->left_out) return {};
    return refuse(Code::cannot_undo, withdrawn.command, "changed since");
}

// An undo that nobody has heard of is forgotten, what it took back stands as before.
Status Replica::forget_undo(const std::vector<store::LoggedGroup>& inverses) {
    if (Status gone = withdraw(inverses); !gone) return gone;
    for (const store::LoggedGroup& inverse : inverses) {
        for (store::LoggedGroup taken : log_.newest(undo_depth)) {
            if (taken.undone_by != inverse.op) continue;
            taken.undone_by = {};
            log_.update(taken);
        }
    }
    return {};
}

// What of a step can still be done again.
std::vector<store::LoggedGroup> Replica::still_undone(const std::vector<OpId>& step) const {
    std::vector<store::LoggedGroup> groups;
    for (const OpId& op : step) {
        auto entry = log_.by_op(op);
        const bool stands =
            entry && entry->undone_by.is_null() &&
            (entry->is_undo ? undoable_stage(entry->stage) : entry->stage == Stage::withdrawn);
        if (stands) groups.push_back(std::move(*entry));
    }
    return groups;
}

std::optional<store::LoggedGroup> Replica::redoable() {
    const RedoStack stack(settings_);
    for (auto step = stack.steps().rbegin(); step != stack.steps().rend(); ++step) {
        auto groups = still_undone(*step);
        if (!groups.empty()) return std::move(groups.back());
    }
    return std::nullopt;
}

Result<std::string> Replica::redo() {
    std::string command;
    Status done = in_one_transaction([&]() -> Status {
        RedoStack stack(settings_);
        std::vector<store::LoggedGroup> groups;
        while (groups.empty()) {
            const std::vector<OpId> step = stack.pop();
            if (step.empty()) return refuse(Code::nothing_to_undo);
            groups = still_undone(step);
        }
        command = command_behind(groups.back());
        if (groups.front().is_undo && can_withdraw(groups)) return forget_undo(groups);
        for (const store::LoggedGroup& group : groups) {
            if (!group.is_undo) {
                if (Status again = do_again(group); !again) return again;
            } else if (auto again = invert(group); !again) {
                return refuse(again.error());
            }
        }
        return {};
    });
    if (!done) return refuse(done.error());
    return command;
}

std::vector<store::LoggedGroup> Replica::refused() const { return log_.in_stage(Stage::refused); }

Status Replica::discard(const OpId& op) {
    auto entry = log_.by_op(op);
    if (!entry || entry->stage != Stage::refused) return refuse(Code::not_found, "attention");
    return in_one_transaction([&]() -> Status {
        entry->stage = Stage::closed;
        log_.update(*entry);
        ++change_count_;
        return {};
    });
}

Status Replica::stands_now(const sync::Group& group) {
    for (const OpId& op : group.depends_on) {
        const auto named = log_.by_op(op);
        if (named && named->stage == Stage::refused) return refuse(Code::predecessor);
    }
    const sync::Tried tried = sync::try_group(catalogue_, screen_, group, fold_time());
    if (!tried.outcome.taken()) return refuse(sync::error_of(catalogue_, tried.outcome));
    return {};
}

// The same group under a new op id: row ids, bases, edit time, digests and the origin id stay, so
// nothing inside has to be rewritten (SYNC 2.4). Units the author has changed since are left out.
Result<Committed> Replica::resend(const OpId& op, const Rebased& before) {
    auto entry = log_.by_op(op);
    if (!entry || entry->stage != Stage::refused) return refuse(Code::not_found, "attention");
    const sync::Receipt receipt = stored_receipt(*entry);
    if (receipt.code == Code::changed_since_seen || receipt.code == Code::approved_since) {
        return refuse(Code::cannot_resend, std::string(code_name(receipt.code)));
    }
    Committed done;
    Status sent = in_one_transaction([&]() -> Status {
        sync::Group group = stored_group(*entry);
        std::erase_if(group.changes, [&](const sync::Change& change) {
            if (change.kind != sync::ChangeKind::value && change.kind != sync::ChangeKind::text) {
                return false;
            }
            const sync::RowPointer row = screen_.row(change.key());
            if (row == nullptr) return false;
            const auto writer = screen_.origin(row->version_of({change.field, {}}).origin);
            const auto now = row->version_of({change.field, {}});
            return now != change.base && writer && writer->device == group.device;
        });
        if (group.changes.empty()) return refuse(Code::cannot_resend, {}, "replaced by you");
        if (!before.groups.empty()) {
            build_on(group, before);
            if (Status stands = stands_now(group); !stands) return stands;
        }
        if (!before.batch.is_null()) {
            group.batch = before.batch;
            group.batch_position = before.batch_position;
        }
        group.supersedes = group.op;
        group.op = random_id(random_);
        group.counter = next_counter();
        // What it depended on may have been re-sent under another op id, or be refused still.
        for (OpId& named : group.depends_on) {
            for (const auto& [position, each] : pending_.all()) {
                if (each.group.supersedes == named) named = each.group.op;
            }
        }
        store::LoggedGroup again = *entry;
        again.op = group.op;
        again.batch = group.batch;
        again.stage = Stage::waiting;
        again.transport = Transport::none;
        again.receipt.clear();
        again.epoch_seq = 0;
        again.payload = sync::encode_group(group);
        again.position = log_.append(again);
        done = {group.op, again.position};
        entry->stage = Stage::closed;
        log_.update(*entry);
        Dirty dirty;
        rejoin_fold(again, dirty);
        refresh(dirty);
        ++change_count_;
        return {};
    });
    if (!sent) return refuse(sent.error());
    return done;
}

}  // namespace branchline::desk
