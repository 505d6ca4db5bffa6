// What this desk may hold (SYNC 4.1, 4.2): rows that come into its sight or leave it, buckets and
// roles that it is given or loses. What it may not see any more is gone in the transaction that
// says so; its own groups on such rows stay, and head office answers them.
#include <algorithm>
#include <functional>
#include <numeric>

#include "base/planted.h"
#include "desk/replica.h"
#include "desk/stored_sync.h"
#include "desk/wiping.h"
#include "sync/cards.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

constexpr std::size_t rows_asked_at_once = 500;
// Raised whenever the same roles read less than before: then a desk looks through all that it has.
constexpr std::int64_t reading_rules_now = 1;

std::set<schema::EntityId> decode_followed(const store::Settings& settings) {
    std::set<schema::EntityId> followed;
    const Bytes stored = settings.get(setting::followed).value_or(Bytes());
    ByteReader in(stored);
    while (in.left() > 0 && in.ok()) followed.insert(static_cast<schema::EntityId>(in.varint()));
    return followed;
}

Bytes encode_followed(const schema::Catalogue& catalogue) {
    ByteWriter out;
    for (const schema::EntitySpec* entity : catalogue.entities()) out.varint(entity->id);
    return out.take();
}

Bytes encode_held(const std::vector<store::HeldBucket>& held) {
    sync::Page holder;
    holder.held = held;
    return sync::encode_frame(holder);
}

store::WholeRows::Key whole_key(const sync::RowKey& key) { return {key.entity, key.row}; }

sync::Stretch stretch_of(const store::LoadTask& task) {
    return {task.bucket, task.entity, task.after, {}, false, task.until};
}

schema::RoleMask all_roles(const std::vector<schema::RoleMask>& sets) {
    return std::accumulate(sets.begin(), sets.end(), schema::RoleMask{0}, std::bit_or<>());
}

// A bucket, or a role in one.
bool has_lost(const sync::Holdings& before, const sync::Holdings& now) {
    return std::ranges::any_of(before.roles(), [&](const auto& each) {
        const auto at = now.roles().find(each.first);
        const schema::RoleMask left = at == now.roles().end() ? 0 : all_roles(at->second);
        return (all_roles(each.second) & ~left) != 0;
    });
}

// Also what has been cleared since leaves its version.
bool carries_unknown(const schema::EntitySpec& entity, const sync::RowState& row) {
    return std::ranges::any_of(
               row.versions,
               [&](const auto& each) { return entity.field(each.unit.field) == nullptr; }) ||
           std::ranges::any_of(
               row.values, [&](const auto& each) { return entity.field(each.first) == nullptr; });
}

}  // namespace

std::optional<sync::Holdings> told_holdings(const store::Settings& settings) {
    const auto stored = settings.get(setting::holdings);
    if (!stored) return std::nullopt;
    auto frame = sync::decode_frame(*stored);
    if (!frame) throw store::Failure(Code::damaged, "holdings");
    return sync::Holdings(settings.id(setting::user), std::get<sync::Page>(*frame).held);
}

void Replica::load_scope() {
    const auto told = told_holdings(settings_);
    holdings_ = told.value_or(sync::Holdings());
    const bool by_present_rules = settings_.integer(setting::reading_rules) == reading_rules_now;
    const bool is_up_to_date = by_present_rules && follows_every_entity();
    scope_version_ = told && is_up_to_date ? holdings_.version() : 0;
}

// An entity that a program before this one did not know has to be sent.
bool Replica::follows_every_entity() const {
    const std::set<schema::EntityId> followed = decode_followed(settings_);
    return std::ranges::all_of(catalogue_.entities(), [&](const schema::EntitySpec* entity) {
        return followed.contains(entity->id);
    });
}

bool Replica::is_loading() const {
    const bool comparing = !settings_.get(setting::self_check_places).value_or(Bytes()).empty();
    return comparing || loads_.first().has_value() || !whole_rows_.wanted(1).empty();
}

void Replica::ask_for_rows(sync::Pull& pull) const {
    for (const store::WholeRows::Key& key : whole_rows_.wanted(rows_asked_at_once)) {
        pull.wanted.push_back({key.entity, key.row});
    }
    if (const auto task = loads_.first()) pull.load = stretch_of(*task);
    ask_for_parts(pull);
    // Nothing of its own, nothing read: it may as well begin where the others are.
    pull.fresh = cursor().seq == 0 && log_.last_position() == 0;
}

std::vector<sync::Stretch> Replica::stretches_due() const {
    std::vector<sync::Stretch> due;
    for (const store::LoadTask& task : loads_.all()) due.push_back(stretch_of(task));
    return due;
}

// --- buckets and roles ---------------------------------------------------------------------------

Status Replica::take_scope(const sync::Page& page, Dirty& dirty) {
    const sync::Holdings before = holdings_;
    const std::set<schema::EntityId> followed = decode_followed(settings_);
    settings_.put(setting::followed, encode_followed(catalogue_));
    settings_.put(setting::holdings, encode_held(page.held));
    settings_.put_integer(setting::reading_rules, reading_rules_now);
    load_scope();
    // Everything is looked at before anything goes: a row's buckets hang on others.
    const sync::BucketRules rules(catalogue_, canonical_);
    std::set<sync::RowKey> left;

    struct Staying {
        sync::RowPointer row;
        schema::RoleMask before;
        schema::RoleMask now;
    };

    std::vector<Staying> stay;
    for (const sync::RowKey& key : all_rows()) {
        const sync::RowPointer row = canonical_.row(key);
        const schema::EntitySpec* entity = catalogue_.entity(key.entity);
        if (row == nullptr || row->card || entity == nullptr) continue;
        const schema::RoleMask roles = rules.reading(holdings_, *row);
        if (roles == 0) {
            left.insert(key);
        } else {
            stay.push_back({row, rules.reading(before, *row), roles});
        }
    }
    if (planted(Planted::lost_scope_kept)) left.clear();
    for (const Staying& each : stay) narrow(*each.row, each.before, each.now, dirty);
    if (hub_knows_more() && has_lost(before, holdings_)) forget_strange();
    leave_rows(left, dirty);
    if (page.end.seq == page.start.seq) {
        plan_loading(before, followed);
        return {};
    }
    // The log between is not told: whatever happened in it, all that is held comes anew. Until it
    // has, what is here is shown, and what pends on it stays.
    put_cursor_at(page);
    settle_unread(page.end.seq, dirty);
    settings_.put_integer(setting::reading_anew, 1);
    plan_loading({}, {});
    return {};
}

// Own groups whose entries are not told: their rows bring what they did.
void Replica::settle_unread(std::int64_t seq, Dirty& dirty) {
    for (store::LoggedGroup& group : log_.in_stage(store::LoggedGroup::Stage::judged)) {
        if (group.epoch_seq > seq) continue;
        leave_fold(group.position, dirty);
        group.stage = store::LoggedGroup::Stage::settled;
        log_.update(group);
    }
}

// What of a bucket could not be read before has to be sent. A desk that has read nothing yet is
// told everything by the log.
void Replica::plan_loading(const sync::Holdings& before,
                           const std::set<schema::EntityId>& followed) {
    std::int64_t order = 0;
    for (const schema::EntityId id : sync::loading_order(catalogue_)) {
        ++order;
        const schema::EntitySpec& entity = catalogue_.at(id);
        const auto class_in = [&](const sync::Holdings& holdings, const schema::EntitySpec* holder,
                                  const Id& bucket) {
            return sync::reading_class(catalogue_, entity,
                                       holdings.reading(entity, holder, bucket));
        };
        const auto gained = [&](const schema::EntitySpec& of, const schema::EntitySpec* holder,
                                const Id& bucket) {
            const schema::RoleMask had = before.reading(of, holder, bucket);
            return (holdings_.reading(of, holder, bucket) & ~had) != 0;
        };
        for (const store::LoadTask& task : loads_.all()) {
            const bool lost = task.entity == id && class_in(holdings_, nullptr, task.bucket) == 0;
            if (lost) loads_.erase(task);
        }
        if (cursor().seq == 0 || planted(Planted::gained_scope_not_loaded)) continue;
        // Files of programs that did not note it: what has rows was followed.
        const bool is_new = followed.empty() ? rows_.count(id) == 0 : !followed.contains(id);
        for (const auto& [bucket, roles] : holdings_.roles()) {
            const bool reads_more = std::ranges::any_of(
                sync::holders_of(catalogue_, entity), [&](const schema::EntitySpec* holder) {
                    const schema::RightsClass had = class_in(before, holder, bucket);
                    const schema::RightsClass has = class_in(holdings_, holder, bucket);
                    const bool more = had == 0 || !sync::reads_no_more(catalogue_, id, has, had) ||
                                      (hub_knows_more() && gained(entity, holder, bucket));
                    return has != 0 && (more || is_new);
                });
            if (reads_more) loads_.put({order, bucket, id, {}, {}});
        }
    }
}

void Replica::narrow(const sync::RowState& row, schema::RoleMask before, schema::RoleMask now,
                     Dirty& dirty) {
    const sync::RowKey key = row.key();
    const bool lost_none = (before & ~now) == 0;
    const sync::Strip strip(catalogue_, now, lost_none);
    const auto less = strip.row(row);
    if (!less || less->values == row.values) return;
    // What is not known here may still be his: head office knows.
    if (!lost_none && carries_unknown(catalogue_.at(row.entity), row)) {
        whole_rows_.want(whole_key(key));
    }
    Rebuilt narrowed{std::make_shared<const sync::RowState>(*less), {}};
    for (const auto& kase : canonical_.open_cases_of(key)) {
        if (auto shown = strip.open_case(*kase)) narrowed.cases.emplace(kase->id, *shown);
    }
    set_canonical(key, narrowed, dirty);
    strip_tail(key, strip);
    ask_to_wipe(settings_);
}

void Replica::strip_tail(const sync::RowKey& key, const sync::Strip& strip) {
    if (planted(Planted::left_content_kept)) return;
    rewrite_tail(key, [&](std::vector<sync::Effect>& effects) {
        std::vector<sync::Effect> shown;
        for (sync::Effect& effect : effects) {
            if (effect.key() != key) {
                shown.push_back(std::move(effect));
            } else if (auto stripped = strip.effect(std::move(effect))) {
                shown.push_back(std::move(*stripped));
            }
        }
        effects = std::move(shown);
        return true;
    });
}

// --- rows that leave -----------------------------------------------------------------------------

bool Replica::is_card(const sync::RowKey& key) {
    const sync::RowPointer row = canonical_.row(key);
    return row != nullptr && row->card;
}

// What other rows refer to stays as a card; a card that nothing refers to any more goes, too.
void Replica::leave_rows(const std::set<sync::RowKey>& keys, Dirty& dirty) {
    std::set<sync::RowKey> cards;
    std::set<sync::RowKey> gone;
    for (const sync::RowKey& key : keys) {
        whole_rows_.forget(whole_key(key));
        gone.insert(key);  // of a row that never came the kept log may still tell
        const sync::RowPointer row = canonical_.row(key);
        if (row == nullptr || row->card) continue;
        cards.insert(key);
        for (const sync::RowKey& other :
             sync::referred_by(catalogue_, catalogue_.at(key.entity), row->values)) {
            cards.insert(other);
        }
        const auto card = std::make_shared<const sync::RowState>(sync::card_of(catalogue_, *row));
        set_canonical(key, {card, {}}, dirty);
    }
    drop_unneeded_cards(std::move(cards), dirty);
    if (gone.empty()) return;
    if (!planted(Planted::left_content_kept)) forget_content(gone);
    ask_to_wipe(settings_);
}

void Replica::drop_unneeded_cards(std::set<sync::RowKey> keys, Dirty& dirty) {
    while (!keys.empty()) {
        const sync::RowKey key = *keys.begin();
        keys.erase(keys.begin());
        if (!is_card(key) || sync::is_referred_to(catalogue_, canonical_, key)) continue;
        const sync::RowPointer card = canonical_.row(key);
        for (const sync::RowKey& other :
             sync::referred_by(catalogue_, catalogue_.at(key.entity), card->values)) {
            keys.insert(other);
        }
        set_canonical(key, {}, dirty);
    }
}

void Replica::rewrite_tail(const sync::RowKey& key,
                           const std::function<bool(std::vector<sync::Effect>&)>& change) {
    for (const Bytes& bytes : tail_.entries_of(key.row, every_entry)) {
        sync::Entry entry = stored_entry(bytes);
        if (!change(entry.effects)) continue;
        tail_.replace(entry.seq, entry.op, sync::encode_entry(entry));
    }
}

void Replica::forget_content(const std::set<sync::RowKey>& keys) {
    const auto forget = [&](std::vector<sync::Effect>& effects) {
        return std::erase_if(effects, [&](const sync::Effect& effect) {
                   return keys.contains(effect.key()) && !sync::is_about_sight(effect.kind);
               }) != 0;
    };
    for (const sync::RowKey& key : keys) rewrite_tail(key, forget);
    retained_.rewrite([&](BytesView bytes) -> std::optional<Bytes> {
        auto frame = sync::decode_frame(bytes);
        if (!frame) throw store::Failure(Code::damaged, "page");
        auto& page = std::get<sync::Page>(*frame);
        bool less = false;
        for (sync::Entry& entry : page.entries) less = forget(entry.effects) || less;
        if (!less) return std::nullopt;
        return sync::encode_frame(page);
    });
    for (const store::LoggedGroup& logged : log_.newest(every_entry)) {
        if (logged.before.empty()) continue;
        const auto group = sync::decode_group(logged.payload);
        const bool concerned = group && std::ranges::any_of(group->changes, [&](const auto& each) {
                                   return keys.contains(each.key());
                               });
        if (concerned) log_.forget_before(logged.op);
    }
    store::LocalTexts drafts(database_, store::LocalTexts::Kind::draft);
    for (const auto& [name, content] : drafts.all()) {
        const bool concerned = std::ranges::any_of(keys, [&](const sync::RowKey& key) {
            return name.find(to_text(key.row)) != std::string::npos;
        });
        if (concerned) drafts.put(name, {});
    }
}

// What still hangs on one stays with it, and so does what the user has yet to be answered about.
// What is gone leaves the kept log, too: whether he still may see it could not be found out later.
Status Replica::pass_horizon(std::int64_t seq) {
    constexpr std::size_t all = 1'000'000;
    const std::int64_t until = std::min(seq, cursor().seq);
    const auto origins = tombstones_.origins_until(until, 0, all);
    if (origins.empty()) return {};
    return arrive([&](Dirty& dirty) -> Status {
        std::set<sync::RowKey> gone;
        for (const std::int64_t origin : origins) {
            for (const store::TombstoneKey& place : tombstones_.by_origin(origin)) {
                const sync::RowKey key{place.entity, place.row};
                const bool stays = canonical_.rows().contains(key) ||
                                   !pending_.writing(key).empty() ||
                                   sync::is_referred_to(catalogue_, canonical_, key);
                if (stays) continue;
                set_canonical(key, {}, dirty);
                gone.insert(key);
            }
        }
        if (!gone.empty()) forget_content(gone);
        return {};
    });
}

// --- what a page says and brings -----------------------------------------------------------------

void Replica::take_sight(const sync::Entry& entry, Dirty& dirty) {
    std::set<sync::RowKey> left;
    for (const sync::Effect& effect : entry.effects) {
        if (effect.kind == sync::EffectKind::leave) left.insert(effect.key());
        if (effect.kind == sync::EffectKind::enter) whole_rows_.want(whole_key(effect.key()));
        if (effect.kind != sync::EffectKind::move) continue;
        // Out of a stretch that was still to come, into a bucket that has come: it would be missed.
        const sync::RowPointer row = canonical_.row(effect.key());
        if (row == nullptr || row->card) whole_rows_.want(whole_key(effect.key()));
    }
    if (!left.empty()) leave_rows(left, dirty);
}

void Replica::take_whole(const sync::Entry& entry, std::int64_t seq, Dirty& dirty) {
    for (const store::OriginInfo& info : entry.origins) screen_.put_origin(info);
    std::map<sync::RowKey, std::map<Id, sync::Case>> cases;
    for (const sync::Effect& effect : entry.effects) {
        if (effect.kind != sync::EffectKind::propose) continue;
        const Id id = sync::case_id(effect.key(), effect.unit);
        sync::apply_to_case(effect, effect.mark.at_ms, cases[effect.key()][id]);
    }
    const sync::BucketRules rules(catalogue_, canonical_);
    std::vector<std::pair<sync::RowPointer, schema::RoleMask>> here_before;
    for (const sync::RowState& row : entry.rows) {
        if (catalogue_.entity(row.entity) == nullptr) continue;
        const sync::RowPointer before = canonical_.row(row.key());
        const schema::RoleMask had =
            before == nullptr || before->card ? 0 : rules.reading(holdings_, *before);
        set_canonical(row.key(), {std::make_shared<const sync::RowState>(row), cases[row.key()]},
                      dirty);
        whole_rows_.came(whole_key(row.key()), seq);
        if (before != nullptr && !before->card) {
            here_before.emplace_back(canonical_.row(row.key()), had);
        }
    }
    // Where other roles count now, what they do not show goes from the kept log, too.
    const sync::BucketRules rules_now(catalogue_, canonical_);
    for (const auto& [row, had] : here_before) {
        const schema::RoleMask has = rules_now.reading(holdings_, *row);
        strip_tail(row->key(), sync::Strip(catalogue_, has, (had & ~has) == 0));
    }
}

// A stretch says of a bucket all that is in it: what is here and not there is not to be here.
void Replica::take_stretch(const sync::Page& page, Dirty& dirty) {
    const sync::Stretch& came = *page.loaded;
    const auto tasks = loads_.all();
    const auto task = std::ranges::find_if(tasks, [&](const store::LoadTask& each) {
        return each.bucket == came.bucket && each.entity == came.entity &&
               each.after == came.after && each.until == came.until;
    });
    if (task == tasks.end()) return;
    std::set<RowId> brought;
    for (const sync::Entry& entry : page.brought) {
        for (const sync::RowState& row : entry.rows) {
            if (row.entity == came.entity) brought.insert(row.id);
        }
    }
    const RowId end = came.done ? came.until : came.last;
    const auto beyond = [&](const RowId& row) { return !end.is_null() && row > end; };
    const sync::BucketRules rules(catalogue_, canonical_);
    std::set<sync::RowKey> left;
    for (RowId after = came.after;;) {
        const auto rows = rows_.scan(came.entity, after, 500);
        for (const store::StoredRow& stored : rows) {
            after = stored.id;
            if (beyond(after)) break;
            const sync::RowPointer row = canonical_.row({came.entity, stored.id});
            const bool here = row != nullptr && !row->card && !row->deleted();
            if (!here || brought.contains(stored.id)) continue;
            const auto buckets = rules.of_row(*row);
            if (std::ranges::binary_search(buckets, came.bucket)) left.insert(row->key());
        }
        if (rows.empty() || beyond(after)) break;
    }
    leave_rows(left, dirty);
    settings_.put_integer(setting::loaded_seq, page.end.seq);
    if (!came.done) {
        return loads_.put({task->order, came.bucket, came.entity, came.last, came.until});
    }
    loads_.erase(*task);
    if (!loads_.first() && settings_.integer(setting::reading_anew) != 0) end_reading_anew(dirty);
}

// No entry has told of what hangs on rows that have left meanwhile: they are in no bucket any more,
// and so in no stretch. Nor are deleted rows, which may have come back and gone again.
void Replica::end_reading_anew(Dirty& dirty) {
    settings_.erase(setting::reading_anew);
    const sync::BucketRules rules(catalogue_, canonical_);
    std::set<sync::RowKey> left;
    for (const sync::RowKey& key : all_rows()) {
        const sync::RowPointer row = canonical_.row(key);
        const bool held = row != nullptr && !row->card && catalogue_.entity(key.entity) != nullptr;
        if (!held) continue;
        if (row->deleted() || rules.reading(holdings_, *row) == 0) left.insert(key);
    }
    leave_rows(left, dirty);
}

void Replica::take_brought(const sync::Page& page, Dirty& dirty) {
    for (const sync::Entry& each : page.brought) {
        const bool whole = is_known(catalogue_, each);
        const sync::Entry known = whole ? sync::Entry() : known_part(each);
        const sync::Entry& entry = whole ? each : known;
        if (entry.kind == sync::EntryKind::leave) {
            take_sight(entry, dirty);
        } else if (entry.kind == sync::EntryKind::whole_row) {
            take_whole(entry, page.end.seq, dirty);
        } else if (entry.kind == sync::EntryKind::card) {
            for (const sync::RowState& card : entry.rows) {
                if (!card.card) continue;
                // Out of sight, though no entry has said so: it was in those that are not told.
                const sync::RowPointer here = canonical_.row(card.key());
                if (here != nullptr && here->deleted()) continue;  // says as much, and more
                if (here != nullptr && !here->card) leave_rows({card.key()}, dirty);
                put_canonical_row(card, dirty);
            }
        }
    }
    if (page.loaded) take_stretch(page, dirty);
}

}  // namespace branchline::desk
