// Effects, one by one. Drawn in PROTOCOL.md, "An entry".
#include <utility>

#include "sync/wire_streams.h"

namespace branchline::sync::wire {

namespace {

// The upper half of an effect's first byte; the lower half is its kind.
enum class EffectFlag : std::uint8_t {
    same_row = 0x10,
    only_lead = 0x20,    // values hold the field of the unit and nothing else
    own_version = 0x40,  // by the entry it stands in, under nothing
    has_extras = 0x80
};

constexpr std::uint64_t effect_kind_mask = 0x0f;

enum class EffectExtra : std::uint64_t {
    values = 1,
    version = 2,
    element = 4,
    text = 8,
    present = 16,
    case_kind = 32,
    proposal = 64,
    origins = 128,
    mark = 256,
    writers = 512,
    covers = 1024,
    extras_end = 2048
};

bool is_own(const Version& version, const Anchors& at) {
    return !version.is_null() && version == Version{at.own, {}};
}

Flags<EffectExtra> extras_of(const Effect& effect, const Anchors& at) {
    const bool record = effect.values.size() > 0 && !holds_only(effect.values, effect.unit.field);
    const bool other_version = effect.version != Version{} && !is_own(effect.version, at);
    Flags<EffectExtra> extras;
    extras.set(EffectExtra::values, record);
    extras.set(EffectExtra::version, other_version);
    extras.set(EffectExtra::element, !effect.unit.element.empty());
    extras.set(EffectExtra::text, !effect.text.empty());
    extras.set(EffectExtra::present, effect.present);
    extras.set(EffectExtra::case_kind, effect.case_kind != CaseKind::value);
    extras.set(EffectExtra::proposal, effect.proposal != Proposal{});
    extras.set(EffectExtra::origins, !effect.origins.empty());
    extras.set(EffectExtra::mark, effect.mark != Mark{});
    extras.set(EffectExtra::writers, !effect.writers.empty());
    extras.set(EffectExtra::covers, !effect.covers.empty());
    return extras;
}

void put(Sink& out, const Proposal& proposal) {
    out.id(proposal.device);
    out.id(proposal.origin);
    out.id(proposal.user);
    out.time(difference(proposal.at_ms, out.at.corrected_ms));
    out.u8(static_cast<std::uint8_t>(proposal.kind));
    put(out, proposal.values);
    put(out, proposal.base);
}

Proposal take_proposal(Source& in) {
    Proposal proposal;
    proposal.device = in.id();
    proposal.origin = in.id();
    proposal.user = in.id();
    proposal.at_ms = sum(in.at.corrected_ms, in.time());
    proposal.kind = in.enumerator(in.u8(), ChangeKind::insert, ChangeKind::keep);
    proposal.values = take_record(in);
    proposal.base = take_version(in);
    return proposal;
}

void put(Sink& out, const Mark& mark) {
    out.id(mark.loser);
    out.id(mark.winner);
    out.id(mark.user);
    out.id(mark.device);
    out.time(difference(mark.at_ms, out.at.corrected_ms));
    out.u8(static_cast<std::uint8_t>(mark.why));
}

Mark take_mark(Source& in) {
    Mark mark;
    mark.loser = in.id();
    mark.winner = in.id();
    mark.user = in.id();
    mark.device = in.id();
    mark.at_ms = sum(in.at.corrected_ms, in.time());
    mark.why = in.enumerator(in.u8(), Why::later_won, Why::delete_lost);
    return mark;
}

void put_extras(Sink& out, const Effect& effect, Flags<EffectExtra> extras) {
    out.varint(extras.bits());
    if (extras.has(EffectExtra::values)) put(out, effect.values);
    if (extras.has(EffectExtra::version)) put(out, effect.version);
    if (extras.has(EffectExtra::element)) out.string(effect.unit.element);
    if (extras.has(EffectExtra::text)) out.string(effect.text);
    if (extras.has(EffectExtra::case_kind)) out.u8(static_cast<std::uint8_t>(effect.case_kind));
    if (extras.has(EffectExtra::proposal)) put(out, effect.proposal);
    if (extras.has(EffectExtra::origins)) put(out, effect.origins);
    if (extras.has(EffectExtra::mark)) put(out, effect.mark);
    if (extras.has(EffectExtra::writers)) put(out, effect.writers);
    if (extras.has(EffectExtra::covers)) put(out, effect.covers);
}

void take_extras(Source& in, Effect& effect) {
    const auto extras = in.flags(EffectExtra::extras_end);
    if (extras.has(EffectExtra::values)) effect.values = take_record(in);
    if (extras.has(EffectExtra::version)) effect.version = take_version(in);
    if (extras.has(EffectExtra::element)) effect.unit.element = in.owned(in.string());
    if (extras.has(EffectExtra::text)) effect.text = in.owned(in.string());
    effect.present = extras.has(EffectExtra::present);
    if (extras.has(EffectExtra::case_kind)) {
        effect.case_kind = in.enumerator(in.u8(), CaseKind::value, CaseKind::restore);
    }
    if (extras.has(EffectExtra::proposal)) effect.proposal = take_proposal(in);
    if (extras.has(EffectExtra::origins)) effect.origins = take_ids(in);
    if (extras.has(EffectExtra::mark)) effect.mark = take_mark(in);
    if (extras.has(EffectExtra::writers)) effect.writers = take_ids(in);
    if (extras.has(EffectExtra::covers)) effect.covers = take_covers(in);
    if (extras.none()) in.fail("an empty list of extras");
}

}  // namespace

void put(Sink& out, const Effect& effect) {
    const Flags extras = extras_of(effect, out.at);
    const bool row_is_same = effect.key() == out.at.row;
    const bool lead = holds_only(effect.values, effect.unit.field);
    Flags<EffectFlag> first(static_cast<std::uint64_t>(effect.kind));
    first.set(EffectFlag::same_row, row_is_same);
    first.set(EffectFlag::only_lead, lead);
    first.set(EffectFlag::own_version, is_own(effect.version, out.at));
    first.set(EffectFlag::has_extras, !extras.none());
    out.u8(static_cast<std::uint8_t>(first.bits()));
    if (!row_is_same) {
        out.varint(effect.entity);
        out.id(effect.row);
        out.at.row = effect.key();
    }
    out.varint(effect.unit.field);
    if (lead) put(out, effect.unit.field, effect.values.begin()->second);
    if (!extras.none()) put_extras(out, effect, extras);
}

Effect take_effect(Source& in) {
    Effect effect;
    const Flags<EffectFlag> first(in.u8());
    effect.kind =
        in.enumerator(first.bits() & effect_kind_mask, EffectKind::insert, EffectKind::move);
    if (!first.has(EffectFlag::same_row)) {
        in.at.row.entity = take_entity(in);
        in.at.row.row = in.id();
    }
    effect.entity = in.at.row.entity;
    effect.row = in.at.row.row;
    effect.unit.field = take_field(in);
    Record lead;
    if (first.has(EffectFlag::only_lead)) {
        in.charge(sizeof(Record::Entry));
        lead.set(effect.unit.field, take_value(in, effect.unit.field));
    }
    if (first.has(EffectFlag::has_extras)) take_extras(in, effect);
    if (first.has(EffectFlag::own_version)) {
        if (effect.version != Version{}) in.fail("a version given twice");
        effect.version = {in.at.own, {}};
    }
    if (lead.size() > 0 && effect.values.size() > 0) in.fail("values given twice");
    if (lead.size() > 0) effect.values = std::move(lead);
    return effect;
}

}  // namespace branchline::sync::wire
