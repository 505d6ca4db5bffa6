// Taking back what the user did (SYNC 2.9) and dealing with what the hub refused (2.6).
#include <algorithm>

#include "base/ensure.h"
#include "base/planted.h"
#include "desk/replica.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using Stage = store::LoggedGroup::Stage;
using Transport = store::LoggedGroup::Transport;

constexpr std::string_view undo_prefix = "undo ";
constexpr std::size_t undo_depth = 1'000;

sync::Group content_of(const store::LoggedGroup& entry) {
    auto group = sync::decode_group(entry.payload);
    if (!group) throw store::Failure(Code::damaged, "change log");
    return std::move(*group);
}

bool undoable_stage(Stage stage) {
    return stage == Stage::waiting || stage == Stage::judged || stage == Stage::settled;
}

// What refers to the group itself (its own earlier changes as bases) follows it to another origin.
void rename_origin(sync::Group& group, const OriginId& from, const OriginId& to) {
    auto rename = [&](OriginId& id) {
        if (id == from) id = to;
    };
    for (sync::Change& change : group.changes) {
        rename(change.base.origin);
        rename(change.base.under);
        rename(change.status_seen.origin);
        for (OriginId& origin : change.settles) rename(origin);
    }
    group.origin = to;
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
        if (group.is_undo) stand_again(group.op);
    }
    refresh(dirty);
    ++change_count_;
    return {};
}

// What this undo had taken back counts as done again.
void Replica::stand_again(const OpId& undo) {
    for (store::LoggedGroup& group : log_.newest(undo_depth)) {
        if (group.undone_by != undo) continue;
        group.undone_by = {};
        log_.update(group);
    }
}

// The inverse group: each change is taken back only where what it wrote still stands.
Status Replica::invert(const store::LoggedGroup& entry) {
    const sync::Group group = content_of(entry);
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
        if (Status done = composer.invert(change, as_it_was); !done) return done;
    }
    CommitOptions options;
    options.batch = entry.batch;
    // The inverse of an undo is the command done again: it can be taken back like any other.
    options.is_undo = !entry.is_undo;
    const std::string command = entry.is_undo && entry.command.starts_with(undo_prefix)
                                    ? entry.command.substr(undo_prefix.size())
                                    : std::string(undo_prefix) + entry.command;
    auto committed = commit(composer, command, options);
    if (!committed) return refuse(committed.error());
    store::LoggedGroup undone = entry;
    undone.undone_by = committed->op.is_null() ? entry.op : committed->op;
    log_.update(undone);
    return {};
}

Result<std::string> Replica::take_back(const std::vector<store::LoggedGroup>& groups) {
    Status done = in_one_transaction([&]() -> Status {
        if (can_withdraw(groups)) return withdraw(groups);
        for (const store::LoggedGroup& group : groups) {
            if (Status inverted = invert(group); !inverted) return inverted;
        }
        return {};
    });
    if (!done) return refuse(done.error());
    return groups.front().command;
}

// The newest are looked at first: mostly it is among them.
std::optional<store::LoggedGroup> Replica::undoable() const {
    for (const std::size_t depth : {std::size_t{8}, undo_depth}) {
        for (store::LoggedGroup& group : log_.newest(depth)) {
            const bool done = !group.is_undo && group.undone_by.is_null();
            if (done && undoable_stage(group.stage)) return std::move(group);
        }
    }
    return std::nullopt;
}

// The newest undo: an inverse group, or one that was withdrawn. Anything done since ends what can
// be redone, as in every editor.
std::optional<store::LoggedGroup> Replica::redoable() const {
    for (const std::size_t depth : {std::size_t{8}, undo_depth}) {
        for (store::LoggedGroup& entry : log_.newest(depth)) {
            const bool open = entry.undone_by.is_null();
            if (open && entry.is_undo && undoable_stage(entry.stage)) return std::move(entry);
            if (open && !entry.is_undo && entry.stage == Stage::withdrawn) {
                return std::move(entry);
            }
            if (!entry.is_undo && entry.stage != Stage::withdrawn) return std::nullopt;
        }
    }
    return std::nullopt;
}

// The group, or what is left of the batch that it is part of, the oldest first.
std::vector<store::LoggedGroup> Replica::with_batch(const store::LoggedGroup& group) const {
    if (group.batch.is_null()) return {group};
    std::vector<store::LoggedGroup> groups = log_.of_batch(group.batch);
    std::erase_if(groups, [&](const store::LoggedGroup& each) {
        const bool alike = (each.stage == Stage::withdrawn) == (group.stage == Stage::withdrawn) &&
                           each.is_undo == group.is_undo;
        return !alike || !each.undone_by.is_null() ||
               (each.stage != Stage::withdrawn && !undoable_stage(each.stage));
    });
    return groups;
}

Result<std::string> Replica::undo() {
    const auto group = undoable();
    if (!group) return refuse(Code::nothing_to_undo);
    std::vector<store::LoggedGroup> groups = with_batch(*group);
    std::reverse(groups.begin(), groups.end());
    return take_back(groups);
}

// An inverse group is taken back by its own inverse, a withdrawn group by doing it again.
Result<std::string> Replica::redo() {
    const auto entry = redoable();
    if (!entry) return refuse(Code::nothing_to_undo);
    std::vector<store::LoggedGroup> groups = with_batch(*entry);
    if (entry->is_undo) {
        std::reverse(groups.begin(), groups.end());
        return take_back(groups);
    }
    Status done = in_one_transaction([&]() -> Status {
        for (const store::LoggedGroup& each : groups) {
            if (Status again = do_again(each); !again) return again;
        }
        return {};
    });
    if (!done) return refuse(done.error());
    return entry->command;
}

Status Replica::do_again(const store::LoggedGroup& entry) {
    sync::Group group = content_of(entry);
    const OpId op = random_id(random_);
    rename_origin(group, group.origin, op);
    group.op = op;
    group.depends_on.clear();
    store::LoggedGroup again = entry;
    again.stage = Stage::waiting;
    again.op = again.origin = op;
    group.counter = next_counter();
    again.payload = sync::encode_group(group);
    const std::int64_t position = log_.append(again);
    pending_.add(position, {group, 0, false, false, {}});
    store::LoggedGroup old = entry;
    old.undone_by = op;
    log_.update(old);
    Dirty dirty;
    dirty.rows = sync::PendingGroups::rows_written(*pending_.at(position));
    refresh(dirty);
    ++change_count_;
    if (!pending_.at(position)->left_out) return {};
    return refuse(Code::cannot_undo, entry.command, "changed since");
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

// The same group under a new op id: row ids, bases, edit time, digests and the origin id stay, so
// nothing inside has to be rewritten (SYNC 2.4). Units the author has changed since are left out.
Result<Committed> Replica::resend(const OpId& op) {
    auto entry = log_.by_op(op);
    if (!entry || entry->stage != Stage::refused) return refuse(Code::not_found, "attention");
    auto frame = sync::decode_frame(entry->receipt);
    if (!frame) throw store::Failure(Code::damaged, "receipt");
    const sync::Receipt receipt = std::get<sync::Receipts>(*frame).receipts.at(0);
    if (receipt.code == Code::changed_since_seen || receipt.code == Code::approved_since) {
        return refuse(Code::cannot_resend, std::string(code_name(receipt.code)));
    }
    Committed done;
    Status sent = in_one_transaction([&]() -> Status {
        sync::Group group = content_of(*entry);
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
        group.supersedes = group.op;
        group.op = random_id(random_);
        group.counter = next_counter();
        // What it depended on may have been re-sent under another op id, or be refused still.
        for (OpId& before : group.depends_on) {
            for (const auto& [position, each] : pending_.all()) {
                if (each.group.supersedes == before) before = each.group.op;
            }
        }
        store::LoggedGroup again = *entry;
        again.op = group.op;
        again.stage = Stage::waiting;
        again.transport = Transport::none;
        again.receipt.clear();
        again.epoch_seq = 0;
        again.payload = sync::encode_group(group);
        done = {group.op, log_.append(again)};
        entry->stage = Stage::closed;
        log_.update(*entry);
        Dirty dirty;
        pending_.add(done.position, {std::move(group), 0, false, false, {}});
        dirty.rows = sync::PendingGroups::rows_written(*pending_.at(done.position));
        refresh(dirty);
        ++change_count_;
        return {};
    });
    if (!sent) return refuse(sent.error());
    return done;
}

}  // namespace branchline::desk
