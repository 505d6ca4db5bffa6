#include "hub/row_bringer.h"

#include "sync/cards.h"
#include "sync/row_codec.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace {

constexpr std::size_t rows_at_a_time = 256;
constexpr std::size_t origin_bytes = 48;

}  // namespace

void RowBringer::bring(const sync::RowKey& key) {
    if (!brought_.insert(key).second) return;
    const schema::RoleMask roles = view_.now(key);
    const auto stored = roles == 0 ? std::nullopt : tables_.rows.get(key.entity, key.row);
    if (!stored) {
        gone_.effects.push_back(sync::effect_on(sync::EffectKind::leave, key.entity, key.row));
        return;
    }
    put(sync::from_stored(tables_.origins, *stored), roles);
}

// Tombstones are not brought: who never saw the row needs none. One that was asked for by name is,
// because a group of the desk may still build on it.
sync::Stretch RowBringer::bring(const sync::Stretch& asked, std::size_t budget) {
    sync::Stretch done = asked;
    done.last = asked.after;
    done.done = true;
    const auto number = tables_.buckets.find(asked.bucket);
    const bool held = view_.holdings().roles().contains(asked.bucket);
    if (!number || !held || tables_.catalogue.entity(asked.entity) == nullptr) return done;
    for (;;) {
        const auto rows = tables_.buckets.rows_in(*number, asked.entity, done.last, rows_at_a_time);
        for (const RowId& id : rows) {
            if (!asked.until.is_null() && id > asked.until) return done;
            if (bytes_ >= budget || memory_ >= sync::decoded_bytes_max(sync::frame_bytes_max) / 2) {
                done.done = false;
                return done;
            }
            done.last = id;
            const sync::RowKey key{asked.entity, id};
            const schema::RoleMask roles = view_.now(key);
            if (roles == 0 || !brought_.insert(key).second) continue;
            const auto stored = tables_.rows.get(key.entity, key.row);
            if (!stored || stored->deleted) continue;
            put(sync::from_stored(tables_.origins, *stored), roles);
        }
        if (rows.size() < rows_at_a_time) return done;
    }
}

void RowBringer::put(sync::RowState row, schema::RoleMask roles) {
    const sync::Strip strip(tables_.catalogue, roles);
    auto shown = strip.row(std::move(row));
    if (!shown) return;
    add_origins(*shown);
    show_referred(tables_.catalogue.at(shown->entity), shown->values);
    show_deleted_holder(*shown);
    for (const store::StoredCase& stored : tables_.cases.of_row(shown->entity, shown->id)) {
        const auto kase = strip.open_case(sync::from_stored(stored));
        if (!kase) continue;
        for (const sync::Proposal& proposal : kase->proposals) {
            sync::Effect effect =
                sync::effect_on(sync::EffectKind::propose, kase->entity, kase->row);
            effect.unit = kase->unit;
            effect.case_kind = kase->kind;
            effect.proposal = proposal;
            effect.mark.at_ms = kase->opened_ms;  // since when it is open
            add_origin(proposal.origin);
            whole_.effects.push_back(std::move(effect));
        }
    }
    bytes_ += sync::encode_row(*shown).size();
    sync::Entry measured;
    measured.rows.push_back(std::move(*shown));
    memory_ += sync::memory_cost(measured);
    whole_.rows.push_back(std::move(measured.rows.front()));
}

void RowBringer::add_origin(const OriginId& origin) {
    if (origin.is_null() || !named_.insert(origin).second) return;
    const auto info = tables_.origins.info(origin);
    if (!info || (info->user.is_null() && info->device.is_null())) return;
    whole_.origins.push_back(*info);
    bytes_ += origin_bytes;
}

// Whom the versions of a row name is needed wherever something is compared with them.
void RowBringer::add_origins(const sync::RowState& row) {
    add_origin(row.inserted.origin);
    add_origin(row.inserted.under);
    for (const sync::UnitVersion& unit : row.versions) {
        add_origin(unit.version.origin);
        add_origin(unit.version.under);
    }
    for (const sync::CoverMark& mark : row.covers) {
        for (const sync::Version& version : mark.since) add_origin(version.origin);
    }
    add_origin(row.deleted_by);
}

void RowBringer::show_referred(const schema::EntitySpec& entity, const schema::Record& values) {
    for (const sync::RowKey& key : sync::referred_by(tables_.catalogue, entity, values)) show(key);
}

void RowBringer::show_followed(const sync::RowKey& key) {
    const schema::EntitySpec& entity = tables_.catalogue.at(key.entity);
    const auto stored = tables_.rows.get(key.entity, key.row);
    for (const schema::FieldSpec* up : {entity.parent, entity.follows}) {
        if (up == nullptr || !stored) continue;
        const sync::RowKey target{tables_.catalogue.entity(up->target)->id,
                                  stored->values.id(up->id)};
        if (!show_deleted(target)) show(target);
    }
}

void RowBringer::show(const sync::RowKey& key) {
    if (key.row.is_null() || view_.now(key) != 0 || !shown_.insert(key).second) return;
    if (const auto stored = tables_.rows.get(key.entity, key.row)) put_card(*stored);
}

// A file stays when its record is deleted, and is where that was. Who holds the tombstone needs no
// card; who begins anew is not told of it.
void RowBringer::show_deleted_holder(const sync::RowState& row) {
    const auto* holder = tables_.catalogue.at(row.entity).holder;
    if (holder == nullptr) return;
    const schema::Value& about = row.values.get(holder->id);
    const auto* record = std::get_if<schema::AnyRef>(&about);
    if (record == nullptr) return;
    show_deleted({record->entity, record->row});
}

// False: it is not deleted.
bool RowBringer::show_deleted(const sync::RowKey& key) {
    const auto stored = key.row.is_null() ? std::nullopt : tables_.rows.get(key.entity, key.row);
    if (!stored || !stored->deleted) return false;
    if (shown_.insert(key).second) put_card(*stored);
    return true;
}

void RowBringer::put_card(const store::StoredRow& stored) {
    sync::RowState card =
        sync::card_of(tables_.catalogue, sync::from_stored(tables_.origins, stored));
    show_followed({stored.entity, stored.id});
    bytes_ += sync::encode_row(card).size();
    cards_.rows.push_back(std::move(card));
}

std::vector<sync::Entry> RowBringer::take(std::int64_t seq) {
    std::vector<sync::Entry> entries;
    const auto add = [&](sync::Entry& entry, sync::EntryKind kind) {
        if (entry.rows.empty() && entry.effects.empty()) return;
        entry.kind = kind;
        entry.seq = seq;
        entries.push_back(std::move(entry));
    };
    add(gone_, sync::EntryKind::leave);
    add(cards_, sync::EntryKind::card);
    add(whole_, sync::EntryKind::whole_row);
    return entries;
}

}  // namespace branchline::hub
