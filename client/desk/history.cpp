#include "desk/history.h"

#include <algorithm>
#include <map>

#include "desk/stored_sync.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using LineKind = HistoryLine::Kind;
using Stage = store::LoggedGroup::Stage;
using Transport = store::LoggedGroup::Transport;

constexpr std::size_t entries_shown = 10'000;

// The row's values are carried along, because effects say only what came.
class Teller {
  public:
    Teller(const Journal& journal, const sync::RowKey& key)
        : journal_(journal), key_(key), entity_(journal.catalogue.at(key.entity)) {}

    void entry(const sync::Entry& entry) {
        start(entry);
        if (entry.kind == sync::EntryKind::own) return own_group(entry.op);
        const HistoryLine settling = line_;
        for (const sync::RowState& row : entry.rows) {
            if (entry.kind == sync::EntryKind::whole_row && row.key() == key_) whole_row(row);
        }
        for (const sync::Effect& effect : entry.effects) {
            if (effect.key() == key_) take(effect);
        }
        tell_declined(settling);
    }

    // A group of this desk, told from its changes.
    void group(const sync::Group& group, std::int64_t at_ms, bool waiting) {
        line_ = HistoryLine{};
        line_.row = key_;
        line_.at_ms = at_ms;
        line_.by = group.user;
        line_.device = group.device;
        line_.command = group.command;
        line_.group = group.op;
        line_.via = "local";
        line_.waiting = waiting;
        origin_ = group.origin;
        for (const sync::Change& change : group.changes) {
            if (change.key() != key_) continue;
            take(change);
            settled_.insert(settled_.end(), change.settles.begin(), change.settles.end());
        }
        // While it waits, the case is open.
        if (!waiting) tell_declined(line_);
        settled_.clear();
    }

    std::vector<HistoryLine> lines;

  private:
    void start(const sync::Entry& entry) {
        line_ = HistoryLine{};
        line_.row = key_;
        line_.at_ms = entry.corrected_ms;
        line_.by = entry.user;
        line_.device = entry.device;
        line_.command = entry.command;
        line_.group = entry.op;
        origin_ = entry.origin;
        line_.via = "online";
        const auto own = journal_.log.by_op(entry.op);
        if (own) line_.via = own->transport == Transport::courier ? "courier" : "local";
    }

    void own_group(const OpId& op) {
        const auto logged = journal_.log.by_op(op);
        if (!logged) return;
        const auto content = sync::decode_group(logged->payload);
        if (!content) return;
        const std::string_view via = line_.via;
        group(*content, line_.at_ms, false);
        for (HistoryLine& line : lines) {
            if (line.group == op) line.via = via;
        }
    }

    // Its history before it came here is not known: what it held then is its beginning.
    void whole_row(const sync::RowState& row) {
        line_.at_ms = row.created_at;
        line_.by = row.created_by;
        line_.device = {};
        for (const auto& [field, value] : row.values) {
            put(field, value, row.version_of({field, {}}));
        }
    }

    void put(schema::FieldId id, const schema::Value& value, const sync::Version& version) {
        const schema::FieldSpec* field = entity_.field(id);
        if (field == nullptr) return;
        const schema::Value before = now_.get(id);
        now_.set(id, value);
        if (before == value) return;
        HistoryLine line = line_;
        line.field = field;
        line.before = before;
        line.after = value;
        line.version = version;
        lines.push_back(std::move(line));
    }

    void put_all(const schema::Record& values, const sync::Version& version) {
        for (const auto& [field, value] : values) put(field, value, version);
    }

    void put_element(schema::FieldId id, const std::string& element, bool present) {
        const schema::FieldSpec* field = entity_.field(id);
        if (field == nullptr) return;
        schema::Set set = now_.set_of(id);
        const bool changed =
            present ? schema::set_insert(set, element) : schema::set_erase(set, element);
        now_.set(id, std::move(set));
        if (!changed) return;
        HistoryLine line = line_;
        line.kind = LineKind::element;
        line.field = field;
        (present ? line.after : line.before) = schema::Set{element};
        lines.push_back(std::move(line));
    }

    // Proposals that a decision has closed: what was not taken is told, as whatever else did not
    // stand.
    void tell_declined(const HistoryLine& settling) {
        for (const OriginId& origin : settled_) {
            const auto at = proposed_.find(origin);
            if (at == proposed_.end()) continue;
            for (const auto& [id, value] : at->second.values) {
                if (now_.get(id) == value) continue;
                HistoryLine line = settling;
                line.kind = LineKind::lost;
                line.at_ms = at->second.at_ms;
                line.by = at->second.user;
                line.device = at->second.device;
                line.field = entity_.field(id);
                line.before = now_.get(id);
                line.after = value;
                if (line.field != nullptr) lines.push_back(std::move(line));
            }
            proposed_.erase(at);
        }
        settled_.clear();
    }

    void put_row_line(LineKind kind) {
        HistoryLine line = line_;
        line.kind = kind;
        lines.push_back(std::move(line));
    }

    void mark(const sync::Effect& effect) {
        for (const auto& [id, value] : effect.values) {
            HistoryLine line = line_;
            line.kind = LineKind::lost;
            line.at_ms = effect.mark.at_ms;
            line.by = effect.mark.user;
            line.device = effect.mark.device;
            line.field = entity_.field(id);
            line.before = now_.get(id);
            line.after = value;
            line.why = effect.mark.why;
            if (line.field != nullptr) lines.push_back(std::move(line));
        }
        if (effect.values.size() == 0) {
            HistoryLine line = line_;
            line.kind = LineKind::lost;
            line.field = entity_.field(effect.unit.field);
            if (!effect.text.empty()) line.after = effect.text;
            line.why = effect.mark.why;
            lines.push_back(std::move(line));
        }
    }

    void take(const sync::Effect& effect) {
        switch (effect.kind) {
            case sync::EffectKind::insert:
            case sync::EffectKind::set:
                return put_all(effect.values, effect.version);
            case sync::EffectKind::element:
                return put_element(effect.unit.field, effect.text, effect.present);
            case sync::EffectKind::tombstone:
                return put_row_line(LineKind::deleted);
            case sync::EffectKind::undelete:
                return put_row_line(LineKind::restored);
            case sync::EffectKind::mark:
                return mark(effect);
            case sync::EffectKind::propose:
                proposed_.insert_or_assign(effect.proposal.origin, effect.proposal);
                return;
            case sync::EffectKind::settle:
                settled_.insert(settled_.end(), effect.origins.begin(), effect.origins.end());
                return;
            default:
                return;
        }
    }

    void take(const sync::Change& change) {
        const sync::Version version{origin_, {}};
        switch (change.kind) {
            case sync::ChangeKind::add:
            case sync::ChangeKind::remove:
                return put_element(change.field, change.element,
                                   change.kind == sync::ChangeKind::add);
            case sync::ChangeKind::step: {
                const schema::Transition* step = entity_.transition(change.step);
                if (step != nullptr) put(change.field, std::int64_t{step->to}, version);
                return;
            }
            case sync::ChangeKind::erase:
                return put_row_line(LineKind::deleted);
            case sync::ChangeKind::keep:
                return;
            case sync::ChangeKind::sum:
                return put_sum(change, version);
            default:
                return put_all(change.values, version);
        }
    }

    // What was meant as "so much more" is that, over whatever is there by now.
    void put_sum(const sync::Change& change, const sync::Version& version) {
        const auto* seen = std::get_if<std::int64_t>(&change.seen);
        const std::int64_t figure = change.values.integer(change.field);
        const bool adds = change.adds && seen != nullptr;
        put(change.field, adds ? now_.integer(change.field) + figure - *seen : figure, version);
    }

    const Journal& journal_;
    sync::RowKey key_;
    const schema::EntitySpec& entity_;
    schema::Record now_;
    HistoryLine line_;
    OriginId origin_;
    std::map<OriginId, sync::Proposal> proposed_;  // open at this place of the log
    std::vector<OriginId> settled_;                // by the entry that is being told
};

}  // namespace

Journal journal_of(Replica& replica) {
    Journal journal{replica.catalogue(), replica.tail(), replica.log(), {}, {}};
    journal.unsettled = [&replica](const sync::RowKey& key) {
        std::vector<UnsettledGroup> groups;
        for (std::int64_t position : replica.pending().writing(key)) {
            const sync::PendingGroup& pending = replica.pending().all().at(position);
            if (pending.left_out) continue;
            const auto logged = replica.log().at(position);
            groups.push_back({pending.group, logged ? logged->made_ms : 0});
        }
        return groups;
    };
    journal.canonical = [&replica](const sync::RowKey& key) {
        return replica.canonical().row(key);
    };
    return journal;
}

std::vector<HistoryLine> history_of(const Journal& journal, const sync::RowKey& key) {
    Teller teller(journal, key);
    for (const Bytes& bytes : journal.tail.entries_of(key.row, entries_shown)) {
        teller.entry(stored_entry(bytes));
    }
    for (const UnsettledGroup& each : journal.unsettled(key)) {
        teller.group(each.group, each.made_ms, true);
    }
    return std::move(teller.lines);
}

std::vector<HistoryLine> history_of(Replica& replica, const sync::RowKey& key) {
    return history_of(journal_of(replica), key);
}

std::string_view reason_name(const HistoryLine& line) {
    return line.why ? why_name(*line.why) : "declined";
}

std::string_view why_name(sync::Why why) {
    switch (why) {
        case sync::Why::later_won:
            return "later_won";
        case sync::Why::first_stands:
            return "first_stands";
        case sync::Why::element_kept:
            return "element_kept";
        case sync::Why::already_resolved:
            return "already_resolved";
        case sync::Why::not_undone:
            return "not_undone";
        case sync::Why::over_step:
            return "over_step";
        case sync::Why::already_there:
            return "already_there";
        case sync::Why::delete_lost:
            return "delete_lost";
    }
    return "unknown";
}

std::optional<schema::Record> values_at(const Journal& journal, const sync::RowKey& key,
                                        schema::FieldId lead, const sync::Version& version) {
    const schema::EntitySpec& entity = journal.catalogue.at(key.entity);
    schema::Record values;
    for (const schema::FieldSpec* field : entity.fields) {
        if (field->unit_id() == lead) values.set(field->id, schema::Null{});
    }
    const std::vector<HistoryLine> lines = history_of(journal, key);
    const auto written = [&](const HistoryLine& line) {
        return line.version.origin == version.origin;
    };
    const auto last = std::find_if(lines.rbegin(), lines.rend(), written);
    if (last == lines.rend()) return std::nullopt;
    for (auto line = lines.begin(); line != last.base(); ++line) {
        const bool counts = line->kind == LineKind::value && line->field != nullptr &&
                            line->field->unit_id() == lead;
        if (counts) values.set(line->field->id, line->after);
    }
    return values;
}

}  // namespace branchline::desk
