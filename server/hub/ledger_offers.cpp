// What desks return to a hub that was restored (SYNC 5.6): groups of a lost history with their
// receipts, and the changes of others as they saw them.
#include <algorithm>

#include "base/planted.h"
#include "hub/ledger.h"
#include "store/failure.h"
#include "sync/overlay.h"
#include "sync/wire.h"

namespace branchline::hub {

using Copy = store::CollectedOffers::Copy;

// The entry that speaks for an op: where it was refused and later reinstated, the later one.
std::optional<store::LogRow> Ledger::standing_row(const OpId& op) const {
    auto row = tables_.log.by_op(op);
    if (row && !is_taken(row->verdict)) {
        if (auto again = tables_.log.by_op(sync::reinstated_op(op))) return again;
    }
    // Known from a witness first: what its author has sent since is the whole of it.
    if (row && row->incarnation.is_null()) {
        if (auto whole = tables_.log.by_op(sync::completed_op(op))) row->payload = whole->payload;
    }
    return row;
}

// In the log as others saw it, and its author has not brought the rest.
bool Ledger::is_partial(const OpId& op) const {
    const auto row = tables_.log.by_op(op);
    return row && row->incarnation.is_null() && row->kind == store::LogKind::group &&
           !tables_.log.verdict_of(sync::completed_op(op));
}

// An op counts as known only with a verdict, and a known acceptance beats a rejection (CATCHUP A7).
bool Ledger::wants(const sync::Receipt& known) const {
    const bool taken = is_taken(static_cast<std::int64_t>(known.verdict));
    const bool is_author = !known.mac.is_null();
    const auto verdict = tables_.log.verdict_of(known.op);
    if (!verdict) return taken || is_author;
    if (is_taken(*verdict)) return is_author && taken && is_partial(known.op);
    return is_author && taken && !tables_.log.verdict_of(sync::reinstated_op(known.op));
}

std::optional<sync::Receipt> Ledger::offer(const sync::Group& group, const sync::Receipt& receipt,
                                           const DeviceId& from) {
    if (!wants(receipt)) return receipt_of(group.op);
    if (tables_.offers.copy_of(group.op) == Copy::authors) return std::nullopt;
    if (tables_.deferred.by_op(group.op)) {
        tables_.deferred.set_offer(group.op, sync::encode_frame(sync::Receipts{{receipt}}));
        return std::nullopt;
    }
    tables_.offers.erase(group.op);  // a witness's copy: the author's says more
    Submission it = submission(group, receipt, from);
    if (is_regressed()) {
        keep_offer(it, false);
        return std::nullopt;
    }
    auto entered = enter_offer(std::move(it));
    wake_all();
    retry_unresolved();
    return entered;
}

// Under its own op; where that is in the log already, as what it adds to that entry.
std::optional<sync::Receipt> Ledger::enter_offer(Submission it) {
    const auto verdict = tables_.log.verdict_of(it.group.op);
    if (!verdict) return enter(it);
    if (!wants(*it.offered)) return receipt_of(it.group.op);
    if (!is_taken(*verdict)) {
        it.entered_as = sync::reinstated_op(it.group.op);
        return enter(it);
    }
    const sync::Group rest = what_is_missing(it.group);
    it.part = &rest;
    it.entered_as = sync::completed_op(it.group.op);
    if (!enter(it)) return std::nullopt;
    return receipt_of(it.group.op);
}

void Ledger::keep_offer(const Submission& it, bool unresolved) {
    store::CollectedOffer offer;
    offer.op = it.group.op;
    offer.old_seq = it.offered->seq;
    offer.from = it.from;
    offer.received_ms = it.received_ms;
    offer.payload = it.payload;
    offer.receipt = sync::encode_frame(sync::Receipts{{*it.offered}});
    offer.unresolved = unresolved;
    tables_.offers.put(offer);
}

void Ledger::keep_witness(const sync::Entry& entry, const DeviceId& from, bool unresolved) {
    store::CollectedOffer offer;
    offer.op = entry.op;
    offer.old_seq = entry.seq;
    offer.from = from;
    offer.received_ms = clock_.now_ms();
    offer.payload = sync::encode_entry(entry);
    offer.unresolved = unresolved;
    tables_.offers.put(offer);
}

void Ledger::witness(const sync::Entry& entry, const DeviceId& from) {
    if (planted(Planted::witness_not_taken)) return;
    sync::Receipt known;
    known.op = entry.op;
    known.verdict = entry.verdict;
    if (!wants(known) || tables_.offers.copy_of(entry.op) != Copy::none) return;
    if (tables_.deferred.by_op(entry.op)) return;  // the author's own copy is here and waits
    if (is_regressed()) return keep_witness(entry, from, false);
    enter_witness(entry, from);
    wake_all();
    retry_unresolved();
}

// The version of a unit is what the lost history built on: written before the fork, or by a group
// that came back from that history before this one.
bool Ledger::is_undisturbed(const sync::Version& version) {
    if (version.is_null() || returned_.contains(version.origin)) return true;
    const auto info = state_.origin(version.origin);
    return !info || info->seq < tables_.epochs.all().back().fork_seq;
}

bool Ledger::fits_undisturbed(sync::State& state, const sync::Effect& effect) {
    const sync::RowPointer row = state.row(effect.key());
    if (effect.kind == sync::EffectKind::insert) return row == nullptr;
    if (row == nullptr) return false;
    switch (effect.kind) {
        case sync::EffectKind::set:
            return is_undisturbed(row->version_of(effect.unit));
        case sync::EffectKind::element:
            return effect.present || is_undisturbed(row->version_of(effect.unit));
        case sync::EffectKind::tombstone:
            return std::all_of(row->versions.begin(), row->versions.end(),
                               [&](const auto& each) { return is_undisturbed(each.version); });
        default:
            return true;
    }
}

// What an entry did, as far as nothing else has happened here since; a value that something else
// has overtaken becomes a proposal in the case of its unit. Fields that the witness may not see are
// missing, until the author's own copy comes.
sync::Outcome Ledger::seen_outcome(const sync::Entry& entry) {
    sync::Outcome outcome;
    outcome.verdict = entry.verdict;
    sync::Overlay after(tables_.catalogue, state_);
    for (const sync::Effect& effect : entry.effects) {
        if (sync::is_about_sight(effect.kind)) continue;
        const bool known = tables_.catalogue.entity(effect.entity) != nullptr;
        if (known && fits_undisturbed(after, effect)) {
            outcome.effects.push_back(effect);
            after.apply(effect, {entry.origin, entry.user, entry.device, entry.corrected_ms});
            continue;
        }
        outcome.verdict = sync::Verdict::merged;
        const bool proposes =
            effect.kind == sync::EffectKind::set || effect.kind == sync::EffectKind::tombstone;
        if (!known || !proposes || after.row(effect.key()) == nullptr) continue;
        const bool erases = effect.kind == sync::EffectKind::tombstone;
        sync::Effect proposal =
            sync::effect_on(sync::EffectKind::propose, effect.entity, effect.row);
        if (!erases) proposal.unit = effect.unit;
        proposal.case_kind = erases ? sync::CaseKind::erase : sync::CaseKind::restore;
        proposal.proposal = {entry.device,
                             entry.origin,
                             entry.user,
                             entry.corrected_ms,
                             erases ? sync::ChangeKind::erase : sync::ChangeKind::value,
                             effect.values,
                             {}};
        outcome.effects.push_back(std::move(proposal));
    }
    return outcome;
}

void Ledger::enter_witness(const sync::Entry& entry, const DeviceId& from) {
    const bool inserts = std::any_of(
        entry.effects.begin(), entry.effects.end(),
        [](const sync::Effect& effect) { return effect.kind == sync::EffectKind::insert; });
    const bool placeless =
        !inserts && std::all_of(entry.effects.begin(), entry.effects.end(),
                                [&](const auto& each) { return !state_.row(each.key()); });
    // Its row may still come back by somebody else's copy.
    if (placeless) return keep_witness(entry, from, true);
    sync::Group group;  // no incarnation: it is not its author's copy
    group.op = entry.op;
    group.origin = entry.origin;
    group.supersedes = entry.supersedes;
    group.batch = entry.batch;
    group.device = entry.device;
    group.user = entry.user;
    group.edit.corrected_ms = entry.corrected_ms;
    group.command = entry.command;
    sync::Receipt seen;
    seen.op = entry.op;
    seen.seq = entry.seq;
    const sync::Outcome outcome = seen_outcome(entry);
    returned_.insert(entry.origin);
    append(submission(group, seen, from), outcome, entry.corrected_ms);
}

namespace {

bool is_about(const sync::Effect& effect, const sync::Change& change) {
    return effect.key() == change.key() && effect.unit.field == change.field;
}

}  // namespace

// The changes of a group that are not among what a witness saw of it.
sync::Group Ledger::what_is_missing(const sync::Group& group) {
    const auto row = tables_.log.by_op(group.op);
    const auto seen =
        row ? sync::decode_effects(row->effects) : Result<std::vector<sync::Effect>>();
    if (!seen) throw store::Failure(Code::damaged, "effects of " + to_text(group.op));
    sync::Group rest = group;
    rest.changes.clear();
    for (const sync::Change& change : group.changes) {
        if (change.kind != sync::ChangeKind::insert) {
            const bool known = std::any_of(seen->begin(), seen->end(), [&](const auto& each) {
                return is_about(each, change);
            });
            const bool whole = change.kind == sync::ChangeKind::step ||
                               change.kind == sync::ChangeKind::erase ||
                               change.kind == sync::ChangeKind::keep;
            if (!known && !whole) rest.changes.push_back(change);
            continue;
        }
        const sync::RowPointer here = state_.row(change.key());
        if (here == nullptr) {
            rest.changes.push_back(change);
            continue;
        }
        const schema::EntitySpec& entity = tables_.catalogue.at(change.entity);
        for (const auto& [id, value] : change.values) {
            const schema::FieldSpec* field = entity.field(id);
            const bool given = schema::is_null(value) || !schema::is_null(here->values.get(id));
            if (field == nullptr || given || field == entity.machine) continue;
            sync::Change missing;
            missing.entity = change.entity;
            missing.row = change.row;
            missing.field = field->unit_id();
            missing.values.set(id, value);
            missing.base = here->version_of({missing.field, {}});
            rest.changes.push_back(std::move(missing));
        }
    }
    return rest;
}

void Ledger::take_up(const store::CollectedOffer& offer) {
    tables_.offers.erase(offer.op);
    if (offer.receipt.empty()) {
        auto entry = sync::decode_entry(offer.payload);
        if (!entry) throw store::Failure(Code::damaged, "offer " + to_text(offer.op));
        sync::Receipt known;
        known.op = entry->op;
        known.verdict = entry->verdict;
        if (wants(known)) enter_witness(*entry, offer.from);
    } else {
        const sync::Group group = stored_group(offer.payload, offer.op);
        const auto receipt = enter_offer({group, offer.payload, offer.received_ms,
                                          stored_receipt(offer.receipt, offer.op), offer.from});
        if (receipt) late_.emplace_back(offer.from, *receipt);
    }
    wake_all();
}

// Those whose place was missing: what has come since may have made it.
void Ledger::retry_unresolved() {
    for (std::size_t before = 0;;) {
        const std::vector<store::CollectedOffer> waiting = tables_.offers.to_judge(true);
        if (waiting.empty() || waiting.size() == before) return;
        before = waiting.size();
        for (const store::CollectedOffer& offer : waiting) take_up(offer);
    }
}

void Ledger::close_window() {
    if (!is_regressed()) return;
    const std::int64_t begun_ms = heal_.begun_ms();
    const bool by_tool = heal_.is_by_tool();
    heal_.close();
    open_epoch("restored");
    for (const store::CollectedOffer& offer : tables_.offers.to_judge()) take_up(offer);
    retry_unresolved();
    audit_.healed(begun_ms, by_tool);
}

}  // namespace branchline::hub
