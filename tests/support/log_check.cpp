#include "support/log_check.h"

#include <algorithm>

#include "base/civil.h"
#include "base/planted.h"
#include "base/text.h"
#include "domain/catalogue.h"
#include "hub/hub_tables.h"
#include "hub/ledger.h"
#include "hub/people.h"
#include "support/expected_scope.h"
#include "support/reference_model.h"
#include "support/state_sight.h"
#include "sync/cards.h"
#include "sync/judge.h"
#include "sync/wire.h"

namespace branchline::test {

namespace {

// A measured edit time may be wrong by half the longest way there and back, hardly more.
constexpr std::int64_t clock_error_most_ms = 5'000;
constexpr std::int64_t offset_minutes = 480;

std::string verdict_text(sync::Verdict verdict, Code code) {
    return std::string(sync::verdict_name(verdict)) + " " + std::string(code_name(code));
}

class LogReplay {
  public:
    LogReplay(World& world, const Witness& witness)
        : catalogue_(world.catalogue()),
          witness_(witness),
          compactions_(world.compactions()),
          judged_before_upgrade_(world.judged_before_upgrade()),
          state_(world.catalogue(), people_),
          model_(world.catalogue()) {
        model_.remember_branches();
        hub::HubTables tables(world.hub_database(), world.catalogue());
        tables.log.scan(0, [&](const store::LogRow& row) {
            take(row);
            return findings_.empty();
        });
        forget_before(last_seq_ + 1);
        if (findings_.empty()) compare_end(tables);
    }

    std::vector<std::string> findings() { return std::move(findings_); }

  private:
    void note(const store::LogRow& row, const std::string& what) {
        findings_.push_back("log " + std::to_string(row.seq) + " (" + row.command + "): " + what);
    }

    // Rows that were deleted below the horizon are gone from then on. Others are not, whatever
    // compaction has done to them.
    void forget_before(std::int64_t seq) {
        for (; forgotten_ < compactions_.size() && compactions_[forgotten_].head < seq;
             ++forgotten_) {
            for (const sync::RowKey& key : compactions_[forgotten_].dropped) {
                const sync::RowPointer row = state_.row(key);
                if (row == nullptr || !row->deleted()) continue;
                const auto deletion = state_.origin(row->deleted_by);
                if (!deletion || deletion->seq > compactions_[forgotten_].horizon) continue;
                for (const auto& kase : state_.open_cases_of(key)) {
                    state_.put_case(kase->id, nullptr);
                }
                state_.put_row(key, nullptr);
                model_.forget(key);
            }
        }
    }

    void take(const store::LogRow& row) {
        if (row.seq != last_seq_ + 1) note(row, "a gap before it");
        last_seq_ = row.seq;
        forget_before(row.seq);
        if (row.kind == store::LogKind::epoch) return;
        if (!ops_.insert(row.op).second) note(row, "taken twice");
        if (row.corrected_ms > row.received_ms) note(row, "made after it arrived");
        std::vector<sync::Effect> effects;
        if (!row.effects.empty()) effects = sync::decode_effects(row.effects).value();
        if (row.device == sync::hub_device) {
            apply(row, effects);
            grant_anew();
            for (const sync::Effect& effect : effects) {
                const sync::RowPointer now = state_.row(effect.key());
                if (now != nullptr) {
                    model_.put(effect.key(), picture_of(catalogue_, *now), row.origin,
                               row.corrected_ms);
                }
            }
            return;
        }
        judge(row, effects);
        apply(row, effects);
    }

    void apply(const store::LogRow& row, const std::vector<sync::Effect>& effects) {
        const sync::Author author{row.origin, row.user, row.device, row.corrected_ms};
        for (const sync::Effect& effect : effects) state_.apply(effect, author);
        const auto verdict = static_cast<sync::Verdict>(row.verdict);
        const bool taken = verdict == sync::Verdict::accepted || verdict == sync::Verdict::merged;
        if (taken) {
            if (!taken_.insert(row.origin).second) note(row, "its content was taken twice");
            state_.put_origin({row.origin, row.corrected_ms, row.seq, row.user, row.device});
        }
        state_.put_fate(row.op, taken ? sync::Fate::taken : sync::Fate::rejected);
    }

    // Who may do what, as the rows say that the hub has written so far.
    void grant_anew() {
        using namespace domain::role_grant;
        model_.revoke_all();
        people_.revoke_all();
        std::map<std::pair<UserId, RowId>, schema::RoleMask> grants;
        for (const auto& [key, given] : state_.rows()) {
            if (key.entity != hub::grant_entity || given == nullptr || given->deleted()) continue;
            const UserId who = given->values.id(user.spec.id);
            const auto person = state_.row({hub::user_entity, who});
            const bool off = given->values.integer(archived.spec.id) != 0 || person == nullptr ||
                             person->values.integer(domain::user::disabled.spec.id) != 0;
            const auto number = given->values.integer(role.spec.id);
            if (off) continue;
            grants[{who, given->values.id(branch.spec.id)}] |=
                schema::roles(static_cast<schema::Role>(number));
        }
        for (const auto& [place, roles] : grants) {
            model_.grant(place.first, place.second, roles);
            people_.grant(place.first, place.second, roles);
        }
    }

    void judge(const store::LogRow& row, const std::vector<sync::Effect>& effects) {
        const sync::Group group = sync::decode_group(row.payload).value();
        check_time(row, group);
        std::vector<std::string> seen;
        for (std::size_t i = 0; i < group.changes.size(); ++i) {
            seen.push_back(seen_at(group, i, row));
        }
        const auto code = static_cast<Code>(row.code);
        const bool by_old_program = row.seq <= judged_before_upgrade_;
        if (names_news(by_old_program ? domain::catalogue() : catalogue_, group)) {
            const auto verdict = static_cast<sync::Verdict>(row.verdict);
            const bool waits = verdict == sync::Verdict::deferred;
            if (!waits && verdict != sync::Verdict::rejected) {
                note(row, "taken by a program that does not know what it says");
            }
            return model_.note_fate(group.op, waits ? sync::Fate::deferred : sync::Fate::rejected);
        }
        if (code == Code::reference && names_unseen(group)) {  // SYNC 3.8
            return model_.note_fate(group.op, sync::Fate::rejected);
        }
        const ModelVerdict expected =
            model_.judge(group, seen, row.corrected_ms, date_of(row.received_ms, offset_minutes),
                         number_given(effects));
        const auto verdict = static_cast<sync::Verdict>(row.verdict);
        if (expected.verdict != verdict || expected.code != code) {
            return note(row, "hub " + verdict_text(verdict, code) + ", model " +
                                 verdict_text(expected.verdict, expected.code) + "; " +
                                 text_of(group));
        }
        sync::Outcome outcome;
        outcome.effects = effects;
        if (marks_of(outcome) != expected.marks) note(row, "other marks than the model");
    }

    // Does it say what a program with this catalogue does not know?
    static bool names_news(const schema::Catalogue& catalogue, const sync::Group& group) {
        for (const sync::Change& change : group.changes) {
            const schema::EntitySpec* entity = catalogue.entity(change.entity);
            if (entity == nullptr) return true;
            for (const auto& [id, value] : change.values) {
                const schema::FieldSpec* field = entity->field(id);
                if (field == nullptr) return true;
                if (field->kind != schema::Kind::choice || schema::is_null(value)) continue;
                const auto choice = std::get<std::int64_t>(value);
                if (std::ranges::find(field->choices, choice, &schema::Choice::id) ==
                    field->choices.end()) {
                    return true;
                }
            }
            if (change.field != 0 && entity->field(change.field) == nullptr) return true;
        }
        return false;
    }

    // Does it refer to a row that is there, and out of its author's sight?
    bool names_unseen(const sync::Group& group) {
        for (const sync::Change& change : group.changes) {
            const schema::EntitySpec* entity = catalogue_.entity(change.entity);
            if (entity == nullptr) continue;
            for (const sync::RowKey& key : sync::referred_by(catalogue_, *entity, change.values)) {
                const sync::RowPointer row = state_.row(key);
                if (row != nullptr && readers_of(catalogue_, state_, *row, group.user) == 0)
                    return true;
            }
        }
        return false;
    }

    // By the hub, to a row whose printed number was taken: which one it is, is not the model's to
    // say.
    static std::string number_given(const std::vector<sync::Effect>& effects) {
        for (const sync::Effect& alias : effects) {
            if (alias.kind != sync::EffectKind::alias) continue;
            for (const sync::Effect& effect : effects) {
                if (effect.kind != sync::EffectKind::insert || effect.key() != alias.key())
                    continue;
                return effect.values.text(alias.unit.field);
            }
        }
        return {};
    }

    // The hub's clock is true in this world, so a desk that measured it knows the true time.
    void check_time(const store::LogRow& row, const sync::Group& group) {
        const auto at = witness_.saved.find(group.origin);
        if (at == witness_.saved.end() || !group.edit.measured) return;
        const std::int64_t error = group.edit.corrected_ms - at->second;
        if (error > clock_error_most_ms || error < -clock_error_most_ms) {
            note(row, "its time is wrong by " + std::to_string(error) + " ms");
        }
    }

    // What its author saw, if that is what stands here; the digest he sent says so.
    std::string seen_at(const sync::Group& group, std::size_t index, const store::LogRow& row) {
        const sync::Change& change = group.changes[index];
        const bool erases = change.kind == sync::ChangeKind::erase;
        if (!erases && change.kind != sync::ChangeKind::step) return {};
        sync::Overlay scratch(catalogue_, state_);
        if (index > 0) {
            sync::Group before = group;
            before.changes.resize(index);
            sync::Judging judging;
            judging.corrected_ms = row.corrected_ms;
            judging.received_ms = row.received_ms;
            judging.today = date_of(row.received_ms, offset_minutes);
            const sync::Outcome outcome = sync::judge(catalogue_, scratch, before, judging);
            scratch.take(before, outcome,
                         {group.origin, group.user, group.device, row.corrected_ms}, 0);
        }
        sync::RowPointer target = scratch.row(change.key());
        if (target == nullptr) return {};
        StateSight sight(catalogue_, scratch);
        if (erases) {
            const bool same = change.digest == sync::row_digest(catalogue_, scratch, *target);
            return same ? seen_by_delete(catalogue_, sight, change.key()) : "something else";
        }
        const schema::EntitySpec& entity = catalogue_.at(change.entity);
        const schema::Transition* step = entity.transition(change.step);
        if (step == nullptr) return {};
        if (target->deleted()) {
            bring_back(scratch, target->deleted_by);
            target = scratch.row(change.key());
        }
        const schema::RoleMask roles =
            scratch.roles(group.user, sync::branch_of(catalogue_, scratch, *target));
        const bool covers = !step->covers.empty() || !step->covers_children.empty();
        const bool same = !covers || change.digest == sync::covered_digest(catalogue_, scratch,
                                                                           *target, *step, roles);
        return same ? seen_by_step(catalogue_, sight, change.key(), *step, roles)
                    : "something else";
    }

    static void bring_back(sync::Overlay& scratch, const OriginId& deleter) {
        for (const sync::RowKey& key : scratch.deleted_by(deleter)) {
            sync::RowState back = *scratch.row(key);
            back.deleted_by = {};
            scratch.put_row(key, std::make_shared<const sync::RowState>(std::move(back)));
        }
    }

    // Two ways of writing the same down: a version of its own that equals the row's, and authors of
    // rows that no step asks about.
    std::map<RowKey, RowPicture> comparable(std::map<RowKey, RowPicture> rows) const {
        for (auto& [key, row] : rows) {
            const Version inserted = row.inserted;
            std::erase_if(row.versions, [&](const auto& each) { return each.second == inserted; });
            const auto& steps = catalogue_.at(key.entity).transitions;
            const bool asked = std::any_of(steps.begin(), steps.end(),
                                           [](const auto& step) { return step.four_eyes; });
            if (!asked) row.writers.clear();
        }
        return rows;
    }

    void compare_end(hub::HubTables& tables) {
        std::map<RowKey, RowPicture> rows;
        for (const auto& [key, row] : state_.rows()) {
            if (row != nullptr) rows[key] = picture_of(catalogue_, *row);
        }
        std::map<CaseKey, CasePicture> cases;
        for (const auto& [id, kase] : state_.cases()) {
            if (kase == nullptr) continue;
            CasePicture& picture = cases[{{kase->entity, kase->row}, kase->unit}];
            for (const sync::Proposal& proposal : kase->proposals) {
                picture[proposal.device] = {proposal.origin, proposal.user, proposal.kind,
                                            proposal.values};
            }
        }
        const std::string theirs = dump_of(comparable(std::move(rows)), cases);
        const std::string mine = dump_of(comparable(model_.world().rows), model_.world().cases);
        for (const std::string_view line : split_lines(theirs)) {
            if (mine.find(line) == std::string::npos) {
                findings_.push_back("the model does not have: " + std::string(line));
            }
        }
        for (const std::string_view line : split_lines(mine)) {
            if (theirs.find(line) == std::string::npos) {
                findings_.push_back("the log does not have: " + std::string(line));
            }
        }
        hub::LogGroups groups(tables.log, tables.deferred);
        sync::GrantRoles roles(tables.rows, hub::grant_fields);
        sync::SqlState hub(catalogue_,
                           {tables.rows, tables.origins, tables.cases, tables.tombstones}, groups,
                           roles);
        for (const auto& [key, row] : state_.rows()) {
            const sync::RowPointer stored = hub.row(key);
            if (row != nullptr && (stored == nullptr || picture_of(catalogue_, *stored) !=
                                                            picture_of(catalogue_, *row))) {
                findings_.push_back("the hub's row is not what its log says: " + text_of(key));
            }
        }
    }

    const schema::Catalogue& catalogue_;
    const Witness& witness_;
    const std::vector<World::Compacted>& compactions_;
    const std::int64_t judged_before_upgrade_;
    sync::EmptyState people_;
    sync::Overlay state_;  // the effects of the log, applied
    ReferenceModel model_;
    std::set<OpId> ops_;
    std::set<OriginId> taken_;
    std::size_t forgotten_ = 0;  // of compactions_
    std::int64_t last_seq_ = 0;
    std::vector<std::string> findings_;
};

}  // namespace

std::vector<std::string> check_log(World& world, const Witness& witness) {
    const WithPlanted none(Planted::none);  // the oracle must not have the bug it looks for
    return LogReplay(world, witness).findings();
}

}  // namespace branchline::test
