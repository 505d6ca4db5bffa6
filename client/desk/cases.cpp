#include "desk/cases.h"

#include <algorithm>
#include <functional>
#include <map>

#include "desk/stored_sync.h"
#include "sync/row_codec.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

constexpr std::size_t cases_a_read = 256;

schema::Record unit_of_row(const EntitySpec& entity, schema::FieldId lead,
                           const schema::Record& row) {
    schema::Record values;
    for (const FieldSpec* field : entity.fields) {
        if (field->unit_id() == lead) values.set(field->id, row.get(field->id));
    }
    return values;
}

std::string rule_of(const sync::Case& kase, const FieldSpec* field) {
    switch (kase.kind) {
        case sync::CaseKind::erase:
            return "delete";
        case sync::CaseKind::invalid:
            return "invalid";
        case sync::CaseKind::hand_over:
            return "hand_over";
        case sync::CaseKind::restore:
            return "restore";
        default:
            return field == nullptr ? "delete" : std::string(schema::rule_name(field->rule));
    }
}

bool may_read(Viewer& viewer, const EntitySpec& entity, const RowId& id, const FieldSpec* field) {
    if (field == nullptr) return true;
    const auto row = viewer.sight().rows.get(entity.id, id);
    return row && (field->readers & viewer.roles(entity, id, row->values)) != 0;
}

Result<schema::Record> chosen_values(Desk& desk, const CaseView& kase,
                                     const std::vector<std::string>& take) {
    const std::string& choice = take.front();
    if (take.size() == 1 && choice == "theirs" && kase.theirs) return *kase.theirs;
    if (take.size() == 1 && choice == "mine") {
        if (kase.mine) return *kase.mine;
        return refuse(Code::not_found, "mine");
    }
    if (choice.find('=') == std::string::npos) {
        for (const sync::Proposal& proposal : kase.proposals) {
            const bool named = to_text(proposal_id(proposal)).starts_with(choice) ||
                               to_text(proposal.device).starts_with(choice);
            if (named && take.size() == 1) return proposal.values;
        }
        return refuse(Code::unknown_option, "take", choice);
    }
    std::vector<Assignment> assignments;
    for (const std::string& text : take) {
        auto each = parse_assignment(text);
        if (!each) return refuse(each.error());
        assignments.push_back(std::move(*each));
    }
    auto edit = read_edit(desk.lookup(), *kase.entity, assignments);
    if (!edit) return refuse(edit.error());
    return edit->values;
}

}  // namespace

std::optional<CaseView> view_of(Viewer& viewer, const Journal& journal, const sync::Case& kase) {
    const EntitySpec* entity = viewer.catalogue().entity(kase.entity);
    if (entity == nullptr) return std::nullopt;
    CaseView view;
    view.id = kase.id;
    view.entity = entity;
    view.row = kase.row;
    view.field = kase.unit.field == 0 ? nullptr : entity->field(kase.unit.field);
    if (!may_read(viewer, *entity, kase.row, view.field)) return std::nullopt;
    view.rule = rule_of(kase, view.field);
    view.proposals = kase.proposals;
    view.at_ms = kase.opened_ms;
    if (view.field == nullptr) return view;
    const sync::RowKey key{kase.entity, kase.row};
    const schema::FieldId lead = view.field->id;
    if (const sync::RowPointer row = journal.canonical(key)) {
        view.theirs = unit_of_row(*entity, lead, row->values);
    }
    const DeviceId device = viewer.identity().device;
    const sync::Proposal* decisive = nullptr;
    for (const sync::Proposal& proposal : kase.proposals) {
        const bool is_mine = proposal.device == device;
        if (is_mine) view.mine = proposal.values;
        if (is_mine || decisive == nullptr) decisive = &proposal;
    }
    if (decisive != nullptr) view.base = values_at(journal, key, lead, decisive->base);
    return view;
}

namespace {

void for_each_case(Desk& desk, const std::function<void(const sync::Case&)>& each) {
    Id after;
    for (;;) {
        const auto stored = desk.replica().cases().after(after, cases_a_read);
        for (const store::StoredCase& kase : stored) {
            after = kase.id;
            each(sync::from_stored(kase));
        }
        if (stored.size() < cases_a_read) return;
    }
}

// A value that did not stand, as the case that a rule has settled.
std::optional<CaseView> view_of_mark(Desk& desk, const sync::Effect& effect, std::int64_t at_ms) {
    const EntitySpec* entity = desk.catalogue().entity(effect.entity);
    if (effect.kind != sync::EffectKind::mark || entity == nullptr) return std::nullopt;
    CaseView view;
    view.id = sync::case_id(effect.key(), effect.unit);
    view.entity = entity;
    view.row = effect.row;
    view.field = entity->field(effect.unit.field);
    if (!may_read(desk.viewer(), *entity, effect.row, view.field)) return std::nullopt;
    view.rule = view.field == nullptr ? "delete" : std::string(schema::rule_name(view.field->rule));
    view.mine = effect.values;
    if (!effect.text.empty()) view.mine->set(effect.unit.field, effect.text);
    const sync::RowPointer row = desk.replica().canonical().row(effect.key());
    if (row != nullptr && view.field != nullptr) {
        view.theirs = unit_of_row(*entity, view.field->id, row->values);
    }
    sync::Proposal loser;
    loser.device = effect.mark.device;
    loser.origin = effect.mark.loser;
    loser.user = effect.mark.user;
    loser.at_ms = effect.mark.at_ms;
    loser.values = *view.mine;
    view.proposals.push_back(std::move(loser));
    view.open = false;
    view.at_ms = at_ms;
    return view;
}

}  // namespace

std::vector<CaseView> open_cases(Desk& desk) {
    std::vector<CaseView> views;
    const Journal journal = journal_of(desk.replica());
    for_each_case(desk, [&](const sync::Case& kase) {
        if (auto view = view_of(desk.viewer(), journal, kase)) views.push_back(std::move(*view));
    });
    std::ranges::sort(views, [](const CaseView& a, const CaseView& b) {
        return std::pair(a.at_ms, a.id) < std::pair(b.at_ms, b.id);
    });
    return views;
}

std::int64_t count_open_cases(Desk& desk) {
    std::int64_t count = 0;
    for_each_case(desk, [&](const sync::Case& kase) {
        const EntitySpec* entity = desk.catalogue().entity(kase.entity);
        if (entity == nullptr) return;
        const FieldSpec* field = kase.unit.field == 0 ? nullptr : entity->field(kase.unit.field);
        if (may_read(desk.viewer(), *entity, kase.row, field)) ++count;
    });
    return count;
}

namespace {

// Read from the newest entry on, proposals come after the decision that closed them.
class Decided {
  public:
    explicit Decided(Desk& desk) : desk_(desk) {}

    // What this entry decides.
    void take(const sync::Entry& entry) {
        if (entry.kind == sync::EntryKind::own) return take_own(entry.op);
        for (const sync::Effect& effect : entry.effects) {
            if (effect.kind != sync::EffectKind::settle) continue;
            schema::Record chosen;
            for (const sync::Effect& other : entry.effects) {
                const bool sets = other.kind == sync::EffectKind::set;
                const bool here = other.key() == effect.key() && other.unit == effect.unit;
                if (sets && here) chosen = other.values;
            }
            for (const OriginId& origin : effect.origins) chosen_.insert_or_assign(origin, chosen);
        }
    }

    // Nothing where it stood, or is still open.
    std::optional<CaseView> view_of(const sync::Effect& proposed, std::int64_t at_ms) {
        if (proposed.kind != sync::EffectKind::propose) return std::nullopt;
        const auto at = chosen_.find(proposed.proposal.origin);
        if (at == chosen_.end() || proposed.proposal.values.size() == 0) return std::nullopt;
        const bool stood = at->second == proposed.proposal.values;
        chosen_.erase(at);
        if (stood) return std::nullopt;
        sync::Case kase;
        kase.id = sync::case_id(proposed.key(), proposed.unit);
        kase.entity = proposed.entity;
        kase.row = proposed.row;
        kase.unit = proposed.unit;
        kase.kind = proposed.case_kind;
        kase.opened_ms = at_ms;
        kase.proposals = {proposed.proposal};
        auto view = desk::view_of(desk_.viewer(), journal_, kase);
        if (!view) return std::nullopt;
        view->mine = proposed.proposal.values;
        view->open = false;
        return view;
    }

  private:
    void take_own(const OpId& op) {
        const auto logged = desk_.replica().log().by_op(op);
        if (!logged) return;
        const sync::Group group = stored_group(*logged);
        for (const sync::Change& change : group.changes) {
            for (const OriginId& origin : change.settles) {
                chosen_.insert_or_assign(origin, change.values);
            }
        }
    }

    Desk& desk_;
    Journal journal_ = journal_of(desk_.replica());
    std::map<OriginId, schema::Record> chosen_;  // by the proposal that was decided on
};

}  // namespace

std::vector<CaseView> settled_cases(Desk& desk, std::size_t limit, std::size_t entries) {
    std::vector<CaseView> views;
    Decided decided(desk);
    desk.replica().tail().scan_back([&](BytesView bytes) {
        if (views.size() >= limit || entries-- == 0) return false;
        const sync::Entry entry = stored_entry(bytes);
        decided.take(entry);
        for (auto effect = entry.effects.rbegin(); effect != entry.effects.rend(); ++effect) {
            auto view = view_of_mark(desk, *effect, entry.corrected_ms);
            if (!view) view = decided.view_of(*effect, entry.corrected_ms);
            if (view) views.push_back(std::move(*view));
        }
        return true;
    });
    if (views.size() > limit) views.resize(limit);
    return views;
}

Result<CaseView> find_case(Desk& desk, std::string_view text) {
    std::vector<CaseView> found;
    for (CaseView& each : open_cases(desk)) {
        const bool named = !text.empty() && (to_text(each.id).starts_with(text) ||
                                             desk.lookup().name_of(*each.entity, each.row) == text);
        if (named) found.push_back(std::move(each));
    }
    if (found.empty()) return refuse(Code::not_found, "conflicts", std::string(text));
    if (found.size() == 1) return std::move(found.front());
    Error error{Code::ambiguous, "conflicts", std::string(text) + ":", {}};
    for (const CaseView& each : found) error.detail += " " + to_text(each.id);
    return refuse(std::move(error));
}

Result<Done> resolve_case(Desk& desk, const CaseView& kase, const std::vector<std::string>& take) {
    if (take.empty()) return refuse(Code::unknown_option, "take");
    Replica& replica = desk.replica();
    const auto open = replica.screen().open_case(kase.id);
    if (open == nullptr) return refuse(Code::not_found, "conflicts", to_text(kase.id));
    sync::Composer composer = replica.compose();
    if (kase.field == nullptr) {
        const bool again = take.front() == "mine";
        if (take.size() != 1 || (!again && take.front() != "theirs")) {
            return refuse(Code::unknown_option, "take", take.front());
        }
        if (Status done = composer.resolve_erase(*open, again); !done) return refuse(done.error());
    } else {
        auto values = chosen_values(desk, kase, take);
        if (!values) return refuse(values.error());
        if (Status done = composer.resolve(*open, *values); !done) return refuse(done.error());
    }
    auto committed = replica.commit(composer, std::string(kase.entity->name) + ".resolve");
    if (!committed) return refuse(committed.error());
    return Done{kase.row, committed->op};
}

}  // namespace branchline::desk
