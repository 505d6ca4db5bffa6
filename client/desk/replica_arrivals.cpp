// What the session brings: clock, receipts, pages. Everything canonical is applied first, then the
// closure of what was touched is folded again (SYNC 2.7).
#include <algorithm>

#include "base/civil.h"
#include "base/ensure.h"
#include "base/planted.h"
#include "desk/case_copy.h"
#include "desk/replica.h"
#include "desk/stored_sync.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using Stage = store::LoggedGroup::Stage;

bool same_content(const sync::RowPointer& a, const sync::RowPointer& b) {
    return a == b || (a != nullptr && b != nullptr && *a == *b);
}

// synchronous=NORMAL for as long as arrivals are written, FULL again however that ends: the next
// local commit promises durability.
class Relaxed {
  public:
    explicit Relaxed(store::Database& database) : database_(database) {
        database_.set_synchronous(store::Synchronous::normal);
    }

    Relaxed(const Relaxed&) = delete;
    Relaxed& operator=(const Relaxed&) = delete;

    ~Relaxed() { database_.set_synchronous(store::Synchronous::full); }

  private:
    store::Database& database_;
};

Bytes encode_receipt(const sync::Receipt& receipt) {
    return sync::encode_frame(sync::Receipts{{receipt}});
}

}  // namespace

sync::Point Replica::cursor() const {
    const auto stored = settings_.get(setting::cursor);
    if (!stored) return {};
    auto message = sync::decode_frame(*stored);
    const auto* holder = message ? std::get_if<sync::Pull>(&*message) : nullptr;
    if (holder == nullptr) throw store::Failure(Code::damaged, "cursor");
    return holder->cursor;
}

void Replica::put_cursor(const sync::Point& point) {
    sync::Pull holder;
    holder.cursor = point;
    settings_.put(setting::cursor, sync::encode_frame(holder));
}

void Replica::measure_clock(std::int64_t hub_now_ms, const BootTime& at) {
    Status done = arrive([&](Dirty&) -> Status {
        const bool wall = planted(Planted::wall_clock_trusted);
        clocks_.put(at.boot_id, (wall ? clock_.wall_ms() : hub_now_ms) - at.ms, hub_now_ms);
        settings_.put_integer(setting::last_contact_ms,
                              std::max(hub_now_ms, settings_.integer(setting::last_contact_ms)));
        return {};
    });
    ENSURE(done.has_value());
}

void Replica::renew_lease(std::int64_t hub_now_ms) {
    Status done = arrive([&](Dirty&) -> Status {
        settings_.put_integer(setting::last_contact_ms,
                              std::max(hub_now_ms, settings_.integer(setting::last_contact_ms)));
        return {};
    });
    ENSURE(done.has_value());
}

// At the end of the page, which is a point to be found again by.
void Replica::put_cursor_at(const sync::Page& page) {
    put_cursor(page.end);
    if (page.end.seq == page.start.seq) return;
    sync::Page head;
    head.start = page.start;
    head.end = page.end;
    head.mac = page.mac;
    points_.put(page.end.seq, sync::encode_frame(head));
}

// Where on the page the desk goes on: at its start, or behind an entry of it, which on courier
// pages says where it stands. Nothing: it is about another place.
std::optional<std::size_t> Replica::place_on(const sync::Page& page) const {
    const sync::Point at = cursor();
    const bool starts_here = page.start.seq == at.seq && page.start.chain == at.chain;
    if (starts_here && (at.seq == 0 || page.start.epoch == at.epoch)) return 0;
    if (!page.with_digests) return std::nullopt;
    for (std::size_t i = 0; i < page.entries.size(); ++i) {
        const sync::Entry& entry = page.entries[i];
        if (entry.seq == at.seq && entry.digest == at.chain) return i + 1;
    }
    return std::nullopt;
}

// One transaction of arrivals: applied, folded again, committed without an fsync of its own (SYNC
// 5.0): a power cut takes the desk back to an earlier cursor, and what it takes back comes again.
Status Replica::arrive(const std::function<Status(Dirty&)>& work) {
    const Relaxed relaxed(database_);
    return in_one_transaction([&]() -> Status {
        Dirty dirty;
        if (Status worked = work(dirty); !worked) return worked;
        if (!dirty.rows.empty() || !dirty.cases.empty()) {
            refresh(dirty);
            ++change_count_;
        }
        keep_counts(dirty);
        return {};
    });
}

void Replica::note_verdict(sync::Verdict verdict, Dirty& dirty) {
    if (verdict == sync::Verdict::accepted) ++dirty.accepted;
    if (verdict != sync::Verdict::merged) return;
    ++dirty.merged;
    ++merged_count_;
}

void Replica::keep_counts(const Dirty& dirty) {
    const auto add = [&](std::string_view name, std::int64_t more) {
        if (more != 0) settings_.put_integer(name, settings_.integer(name) + more);
    };
    add(setting::accepted_groups, dirty.accepted);
    add(setting::merged_groups, dirty.merged);
}

void Replica::note_related(const sync::RowPointer& row, Dirty& dirty) {
    if (row != nullptr) {
        sync::note_references(catalogue_, row->entity, row->values, dirty.related);
    }
}

void Replica::apply_canonical(const std::vector<sync::Effect>& effects, const sync::Author& author,
                              Dirty& dirty) {
    std::vector<sync::Effect> direct;
    std::set<sync::RowKey> made;  // by this entry, though not yet written
    for (const sync::Effect& effect : effects) {
        const sync::RowKey key = effect.key();
        const sync::RowPointer here = canonical_.row(key);
        const bool held = here != nullptr && !here->card;
        // It is still to come whole, as it is after this.
        if (!held && effect.kind != sync::EffectKind::insert && !made.contains(key)) continue;
        made.insert(key);
        if (sync::is_row_effect(effect.kind)) {
            note_related(here, dirty);
            dirty.rows.insert(key);
            if (!canonical_.rows().contains(key)) {
                direct.push_back(effect);
                continue;
            }
            canonical_.apply(effect, author);
            write_override(key, canonical_.row(key));
        } else if (sync::is_case_effect(effect.kind)) {
            const Id id = sync::case_id(key, effect.unit);
            dirty.cases.insert(id);
            dirty.rows.insert(key);
            override_case(id);
            canonical_.apply(effect, author);
            const auto kase = canonical_.open_case(id);
            store::CanonicalStore::Case copy{id, std::nullopt};
            if (kase != nullptr) copy.content = encode_case_copy(*kase);
            canonical_store_.put_case(copy);
        }
    }
    screen_.apply(direct, author);
    for (const sync::Effect& effect : effects) {
        if (sync::is_row_effect(effect.kind)) note_related(canonical_.row(effect.key()), dirty);
    }
}

void Replica::put_canonical_row(const sync::RowState& row, Dirty& dirty) {
    const sync::RowKey key = row.key();
    note_related(canonical_.row(key), dirty);
    dirty.rows.insert(key);
    auto copy = std::make_shared<const sync::RowState>(row);
    if (canonical_.rows().contains(key)) {
        write_override(key, copy);
    } else {
        screen_.put_row(row);
    }
    note_related(copy, dirty);
}

void Replica::show_row(const sync::RowKey& key, const sync::RowPointer& row) {
    if (same_content(screen_.row(key), row)) return;
    if (row == nullptr) {
        screen_.drop_row(key);
    } else {
        screen_.put_row(*row);
    }
}

// What the user may do decides about everything of his that pends.
bool Replica::changes_rights(const sync::Arrived& arrived) const {
    const sync::GrantFields fields = grant_fields();
    if (arrived.rows.contains({fields.user_entity, identity().user})) return true;
    const auto grant = arrived.rows.lower_bound({fields.grant, RowId{}});
    return grant != arrived.rows.end() && grant->entity == fields.grant;
}

void Replica::refresh(const Dirty& dirty) {
    // Nothing is folded over anything: what is canonical was written where it shows.
    const bool nothing_pends = pending_.all().empty() && canonical_.rows().empty();
    if (nothing_pends && canonical_.cases().empty()) return;
    sync::Arrived arrived = dirty;
    if (changes_rights(arrived)) arrived.rows.merge(all_pending_rows());
    const sync::Folded folded =
        sync::refold(catalogue_, canonical_, pending_, arrived, fold_time().now_ms);
    note_fold(folded);
    std::set<sync::RowKey> rows = folded.rows;
    for (const auto& [key, row] : folded.visible) rows.insert(key);
    for (const sync::RowKey& key : rows) {
        const auto at = folded.visible.find(key);
        const bool pending = !pending_.writing(key).empty() || at != folded.visible.end();
        if (pending) override_row(key);
        const sync::RowPointer row = at != folded.visible.end() ? at->second : canonical_.row(key);
        show_row(key, row);
        if (!pending && canonical_.rows().contains(key)) {
            canonical_.forget_row(key);
            canonical_store_.drop_row(key.entity, key.row);
        }
    }
    settle_cases(folded, dirty);
}

// Cases show like rows: the fold's where pending groups touch them, else the canonical one.
void Replica::settle_cases(const sync::Folded& folded, const Dirty& dirty) {
    std::set<Id> ids = dirty.cases;
    for (const auto& [id, kase] : folded.cases) {
        override_case(id);
        ids.insert(id);
    }
    for (const auto& [id, kase] : canonical_.cases()) {
        const auto shown = screen_.open_case(id);
        const auto& either = kase != nullptr ? kase : shown;
        if (either == nullptr || folded.rows.contains({either->entity, either->row})) {
            ids.insert(id);
        }
    }
    for (const Id& id : ids) {
        const auto at = folded.cases.find(id);
        const auto kase = at != folded.cases.end() ? at->second : canonical_.open_case(id);
        if (kase == nullptr) {
            screen_.close_case(id);
        } else {
            screen_.put_case(*kase);
        }
        if (at == folded.cases.end()) {
            canonical_.forget_case(id);
            canonical_store_.drop_case(id);
        }
    }
}

void Replica::leave_fold(std::int64_t position, Dirty& dirty) {
    const sync::PendingGroup* each = pending_.at(position);
    if (each == nullptr) return;
    dirty.add(*each);
    pending_.remove(position);
}

// A refusal leaves the fold at once, with what depends on it (SYNC 2.5); its content stays in
// attention, the dependents wait there for their own verdicts.
void Replica::refuse_group(store::LoggedGroup& group, Dirty& dirty) {
    group.stage = Stage::refused;
    if (planted(Planted::refused_stays_in_fold)) return;
    leave_fold(group.position, dirty);
    log_.update(group);
    doom_dependents(group.op, dirty);
}

void Replica::take_receipt(const sync::Receipt& receipt, bool here, Dirty& dirty) {
    auto group = log_.by_op(receipt.op);
    if (!group || group->stage == Stage::withdrawn) return;
    if (group->stage != Stage::waiting) return renew_receipt(*group, receipt, dirty);
    if (receipt.verdict == sync::Verdict::deferred) {
        group->deferred = true;
        log_.update(*group);
        return;
    }
    group->deferred = false;
    group->receipt = encode_receipt(receipt);
    group->epoch_seq = receipt.seq;
    if (receipt.verdict == sync::Verdict::rejected) {
        refuse_group(*group, dirty);
    } else {
        note_verdict(receipt.verdict, dirty);
        group->stage = Stage::judged;
        if (sync::PendingGroup* each = pending_.at(group->position))
            each->verdict_seq = receipt.seq;
        // The log may have been read past it already.
        const bool read_past = here && receipt.seq <= cursor().seq;
        if (read_past || planted(Planted::verdict_leaves_fold)) {
            group->stage = Stage::settled;
            leave_fold(group->position, dirty);
        }
    }
    log_.update(*group);
}

Status Replica::take_receipts(const std::vector<sync::Receipt>& receipts, bool here) {
    return arrive([&](Dirty& dirty) -> Status {
        for (const sync::Receipt& receipt : receipts) take_receipt(receipt, here, dirty);
        return {};
    });
}

// The entry of a group of one's own settles it: it leaves the fold in the transaction in which its
// canonical effects arrive, so nothing flickers (RULES F11).
void Replica::settle_own(const sync::Entry& entry, store::LoggedGroup group, Dirty& dirty) {
    const bool reinstated = entry.op == sync::reinstated_op(group.op);
    const bool open = group.stage == Stage::waiting || group.stage == Stage::judged ||
                      (reinstated && group.stage == Stage::refused);
    if (!open) return;
    if (group.receipt.empty()) {
        sync::Receipt receipt;
        receipt.op = entry.op;
        receipt.verdict = entry.verdict;
        receipt.code = entry.code;
        receipt.rule = entry.rule;
        receipt.fields = entry.fields;
        receipt.cause = entry.cause;
        receipt.seq = entry.seq;
        receipt.epoch = cursor().epoch;
        group.receipt = encode_receipt(receipt);
        note_verdict(entry.verdict, dirty);
    }
    // An acceptance that is known stands against a rejection in another history (CATCHUP A7): the
    // hub reinstates it when it hears of it.
    const bool refused = entry.verdict == sync::Verdict::rejected;
    const bool was_refused = group.stage == Stage::refused;
    if (refused && group.stage == Stage::judged) return;
    group.epoch_seq = entry.seq;
    group.deferred = false;
    if (refused) {
        refuse_group(group, dirty);
    } else {
        leave_fold(group.position, dirty);
        group.stage = Stage::settled;
    }
    log_.update(group);
    if (was_refused) doom_dependents(group.op, dirty);
}

// A group taken exactly as it was sent comes back as a header: its effects are those of judging it
// where the hub did, over the canonical state just before it.
Status Replica::take_own_entry(sync::Entry& entry, store::LoggedGroup& group, Dirty& dirty) {
    const sync::Group content = stored_group(group);
    sync::Judging judging;
    judging.mode = sync::Mode::fold;
    judging.corrected_ms = entry.corrected_ms;
    judging.received_ms = entry.received_ms;
    judging.today = date_of(entry.received_ms, settings_.integer(setting::offset_minutes, 480));
    const sync::Outcome outcome = sync::judge(catalogue_, canonical_, content, judging);
    // Not with what is here: it asks for what the entry did (Pull::own_in_full).
    if (outcome.verdict != sync::Verdict::accepted) {
        return refuse(Code::damaged, "tail", to_text(entry.op));
    }
    apply_canonical(outcome.effects,
                    {entry.origin, content.user, content.device, entry.corrected_ms}, dirty);
    // The tail says what every entry did: rows are rebuilt from it after a restore of the hub.
    entry.effects = outcome.effects;
    return {};
}

// An own group that its author brought again under another id (SYNC 5.6) is still his.
std::optional<store::LoggedGroup> Replica::own_group_of(const sync::Entry& entry) {
    auto own = log_.by_op(entry.op);
    const bool stands_for =
        !entry.supersedes.is_null() && (entry.op == sync::reinstated_op(entry.supersedes) ||
                                        entry.op == sync::completed_op(entry.supersedes));
    if (!own && stands_for) own = log_.by_op(entry.supersedes);
    return own;
}

Status Replica::take_entry(sync::Entry& entry, Dirty& dirty) {
    for (const store::OriginInfo& info : entry.origins) screen_.put_origin(info);
    auto own = own_group_of(entry);
    const bool taken =
        entry.verdict == sync::Verdict::accepted || entry.verdict == sync::Verdict::merged;
    if (taken && !entry.origin.is_null()) {
        screen_.put_origin({entry.origin, entry.corrected_ms, entry.seq, entry.user, entry.device});
    }
    if (entry.kind == sync::EntryKind::own && !planted(Planted::own_entries_skipped)) {
        if (!own) return refuse(Code::damaged, "tail", to_text(entry.op));
        if (Status done = take_own_entry(entry, *own, dirty); !done) return done;
    } else if (entry.kind == sync::EntryKind::change && taken) {
        apply_canonical(entry.effects, {entry.origin, entry.user, entry.device, entry.corrected_ms},
                        dirty);
    }
    take_sight(entry, dirty);
    if (own) settle_own(entry, *own, dirty);
    return {};
}

Result<bool> Replica::take_page(const sync::Page& page) {
    const auto place = place_on(page);
    if (!place) return false;
    if (page.rescoped) {
        Status told = arrive([&](Dirty& dirty) { return take_scope(page, dirty); });
        if (!told) return refuse(told.error());
        return true;
    }
    if (page.scope_version != scope_version_) return false;
    const auto move_cursor = [&] {
        put_cursor_at(page);
        return Status();
    };
    if (planted(Planted::cursor_before_page)) {
        if (Status moved = in_one_transaction(move_cursor); !moved) return refuse(moved.error());
    }
    Status done = arrive([&](Dirty& dirty) -> Status {
        for (std::size_t i = *place; i < page.entries.size(); ++i) {
            sync::Entry entry = page.entries[i];
            if (is_known(catalogue_, entry)) {
                if (Status taken = take_entry(entry, dirty); !taken) return taken;
            } else {
                sync::Entry known = known_part(entry);
                if (Status taken = take_entry(known, dirty); !taken) return taken;
            }
            tail_.append(page.end.epoch, entry.seq, entry.op, sync::encode_entry(entry));
            std::set<RowId> rows;
            for (const sync::Effect& effect : entry.effects) rows.insert(effect.row);
            for (const sync::RowState& row : entry.rows) rows.insert(row.id);
            for (const RowId& row : rows) tail_.touches(entry.seq, row);
        }
        take_brought(page, dirty);
        compare_hashes(page, dirty);
        if (page.compared) compare_parts(page);
        return move_cursor();
    });
    if (!done) return refuse(done.error());
    return true;
}

}  // namespace branchline::desk
