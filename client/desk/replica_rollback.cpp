// After head office was restored (SYNC 5.6): verdicts of another history, and the way back to the
// last point that both have.
#include <algorithm>

#include "desk/case_copy.h"
#include "desk/holdings.h"
#include "desk/replica.h"
#include "desk/stored_sync.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using Stage = store::LoggedGroup::Stage;

bool is_taken(sync::Verdict verdict) {
    return verdict == sync::Verdict::accepted || verdict == sync::Verdict::merged;
}

}  // namespace

void Replica::rejoin_fold(store::LoggedGroup& group, Dirty& dirty) {
    if (pending_.at(group.position) != nullptr) return;
    sync::PendingGroup pending = brought_back(group);
    dirty.add(pending);
    pending_.add(group.position, std::move(pending));
}

// A second verdict: of the same history it says nothing new, of another one it replaces the first,
// but a rejection never replaces an acceptance (CATCHUP A7).
void Replica::renew_receipt(store::LoggedGroup& group, const sync::Receipt& receipt, Dirty& dirty) {
    if (receipt.verdict == sync::Verdict::deferred || group.receipt.empty()) return;
    const sync::Receipt known = stored_receipt(group);
    const bool was_taken = is_taken(known.verdict);
    const bool taken = is_taken(receipt.verdict);
    if (was_taken && !taken) return;
    const bool read = tail_.has(group.op);
    if (read && !known.mac.is_null()) return;
    group.receipt = sync::encode_frame(sync::Receipts{{receipt}});
    group.deferred = false;
    if (!read) group.epoch_seq = receipt.seq;
    if (taken && group.stage == Stage::refused) {
        note_verdict(receipt.verdict, dirty);
        group.stage = Stage::judged;
        rejoin_fold(group, dirty);
    }
    if (sync::PendingGroup* each = pending_.at(group.position)) {
        each->verdict_seq = group.epoch_seq;
    }
    log_.update(group);
    doom_dependents(group.op, dirty);
}

// Pages above the point, as they were received from others' hands: head office may ask for them
// again after another restore.
void Replica::retain_above(std::int64_t seq) {
    const DeviceId device = identity().device;
    for (const Bytes& bytes : points_.above(seq)) {
        sync::Page page = page_head(bytes);
        std::vector<store::RetainedPages::Item> items;
        tail_.scan(page.start.seq, [&](BytesView content) {
            sync::Entry entry = stored_entry(content);
            if (entry.seq > page.end.seq) return false;
            if (!sync::is_witnessed(entry, device)) return true;
            items.push_back(
                {entry.op, page.end.epoch, entry.seq, static_cast<std::int64_t>(entry.verdict)});
            page.entries.push_back(std::move(entry));
            return true;
        });
        if (!items.empty()) retained_.put(sync::encode_frame(page), items, fold_time().now_ms);
    }
}

Replica::Above Replica::told_above(std::int64_t seq) {
    Above above;
    tail_.scan(seq, [&](BytesView bytes) {
        const sync::Entry entry = stored_entry(bytes);
        for (const sync::Effect& effect : entry.effects) {
            if (catalogue_.entity(effect.entity) == nullptr) continue;
            above.rows.insert(effect.key());
            if (effect.kind == sync::EffectKind::leave) above.left.insert(effect.key());
        }
        if (const auto group = own_group_of(entry)) above.own.push_back(group->op);
        return true;
    });
    return above;
}

std::set<sync::RowKey> Replica::all_rows() {
    std::set<sync::RowKey> rows;
    for (const schema::EntitySpec* entity : catalogue_.entities()) {
        for (RowId after;;) {
            const auto page = rows_.scan(entity->id, after, 1'000);
            for (const store::StoredRow& row : page) rows.insert({entity->id, row.id});
            if (page.empty()) break;
            after = page.back().id;
        }
    }
    for (const auto& [key, row] : canonical_.rows()) rows.insert(key);
    return rows;
}

// The row as the tail tells it, entry by entry. Nothing: the tail does not tell it from its
// beginning, because it came whole.
std::optional<Replica::Rebuilt> Replica::rebuild(const sync::RowKey& key) {
    if (whole_rows_.came_whole({key.entity, key.row})) return std::nullopt;
    Rebuilt rebuilt;
    bool known = true;
    for (const Bytes& bytes : tail_.entries_of(key.row, every_entry)) {
        const sync::Entry entry = stored_entry(bytes);
        const sync::Author author{entry.origin, entry.user, entry.device, entry.corrected_ms};
        for (const sync::Effect& effect : entry.effects) {
            if (effect.key() != key) continue;
            if (effect.kind == sync::EffectKind::move) continue;
            if (sync::is_about_sight(effect.kind)) {
                rebuilt = {};
                known = effect.kind == sync::EffectKind::leave;
                continue;
            }
            if (sync::is_case_effect(effect.kind)) {
                sync::Case& kase = rebuilt.cases[sync::case_id(key, effect.unit)];
                sync::apply_to_case(effect, entry.corrected_ms, kase);
                continue;
            }
            if (!sync::is_row_effect(effect.kind)) continue;
            const bool begins = effect.kind == sync::EffectKind::insert;
            known = known && (begins || rebuilt.row != nullptr);
            sync::RowState after = rebuilt.row == nullptr ? sync::RowState{} : *rebuilt.row;
            sync::apply_to_row(catalogue_, effect, author, after);
            rebuilt.row = std::make_shared<const sync::RowState>(std::move(after));
        }
    }
    if (!known) return std::nullopt;
    std::erase_if(rebuilt.cases, [](const auto& each) { return each.second.proposals.empty(); });
    return rebuilt;
}

void Replica::set_canonical(const sync::RowKey& key, const Rebuilt& rebuilt, Dirty& dirty) {
    note_related(canonical_.row(key), dirty);
    note_related(rebuilt.row, dirty);
    dirty.rows.insert(key);
    if (canonical_.rows().contains(key)) {
        write_override(key, rebuilt.row);
    } else if (rebuilt.row == nullptr) {
        screen_.drop_row(key);
    } else {
        screen_.put_row(*rebuilt.row);
    }
    std::set<Id> ids;
    for (const auto& kase : canonical_.open_cases_of(key)) ids.insert(kase->id);
    for (const auto& [id, kase] : rebuilt.cases) ids.insert(id);
    for (const Id& id : ids) {
        dirty.cases.insert(id);
        override_case(id);
        const auto at = rebuilt.cases.find(id);
        store::CanonicalStore::Case copy{id, std::nullopt};
        std::shared_ptr<const sync::Case> kase;
        if (at != rebuilt.cases.end()) {
            kase = std::make_shared<const sync::Case>(at->second);
            copy.content = encode_case_copy(*kase);
        }
        canonical_store_.put_case(copy);
        canonical_.put_case(id, kase);
    }
}

// What the tail does not tell from its beginning is dropped and asked for whole; the pending groups
// stay, and show again when it has come.
Status Replica::roll_back_rows(const sync::Point& common, Dirty& dirty) {
    const Above above = told_above(common.seq);
    std::set<sync::RowKey> rows = above.rows;
    for (const store::WholeRows::Key& key : whole_rows_.came_above(common.seq)) {
        rows.insert({key.entity, key.row});
    }
    retain_above(common.seq);
    tail_.drop_above(common.seq);
    std::map<sync::RowKey, Rebuilt> rebuilt;
    for (const sync::RowKey& key : rows) {
        const bool left = above.left.contains(key);
        auto one = left ? std::nullopt : rebuild(key);
        if (!one) whole_rows_.want({key.entity, key.row});
        rebuilt.emplace(key, one ? std::move(*one) : Rebuilt{});
    }
    if (settings_.integer(setting::loaded_seq) > common.seq) plan_loading({}, {});
    for (const auto& [key, one] : rebuilt) set_canonical(key, one, dirty);
    points_.drop_above(common.seq);
    put_cursor(common);
    settings_.put_integer(setting::confirmed_seq,
                          std::min(settings_.integer(setting::confirmed_seq), common.seq));
    for (const OpId& op : above.own) {
        auto group = log_.by_op(op);
        if (!group || group->stage != Stage::settled) continue;
        group->stage = Stage::judged;
        log_.update(*group);
        rejoin_fold(*group, dirty);
    }
    return {};
}

Status Replica::roll_back(const sync::Point& common, const std::set<OpId>& unknown) {
    return arrive([&](Dirty& dirty) -> Status {
        if (Status done = roll_back_rows(common, dirty); !done) return done;
        for (const OpId& op : unknown) {
            auto group = log_.by_op(op);
            if (!group || group->stage != Stage::judged) continue;
            // Its verdict is no longer one, and is not counted as such.
            if (!group->receipt.empty()) {
                const bool merged = stored_receipt(*group).verdict == sync::Verdict::merged;
                --(merged ? dirty.merged : dirty.accepted);
            }
            group->stage = Stage::waiting;
            group->receipt.clear();
            group->epoch_seq = 0;
            log_.update(*group);
            rejoin_fold(*group, dirty);
            pending_.at(group->position)->verdict_seq = 0;
        }
        return {};
    });
}

}  // namespace branchline::desk
