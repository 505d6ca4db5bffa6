#include "live/messages.h"

#include <algorithm>

#include "desk/attention.h"
#include "desk/cases.h"
#include "desk/stored_sync.h"
#include "domain/common.h"
#include "sync/wire.h"

namespace branchline::live {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;
using MessageKind = Message::Kind;

constexpr std::size_t first_entries_read = 2'000;  // of a log that is read for the first time
constexpr std::size_t messages_kept = 200;
constexpr std::size_t id_letters = 16;
constexpr schema::FieldId owner_field = domain::common::owner.spec.id;

std::string short_id(const Id& id) { return to_text(id).substr(0, id_letters); }

std::string id_of(char kind, const OpId& op, const RowId& row, schema::FieldId field) {
    return kind + short_id(op) + "." + short_id(row) + "." + std::to_string(field);
}

Message message_of(MessageKind kind, const sync::Entry& entry, const EntitySpec& entity,
                   const sync::Effect& effect) {
    Message message;
    message.kind = kind;
    message.entity = &entity;
    message.row = effect.row;
    message.by = entry.user;
    message.at_ms = entry.corrected_ms;
    message.batch = entry.batch;
    return message;
}

// The reason that came with a step, in the same group.
std::string reason_of(const sync::Entry& entry, const sync::Effect& step, const EntitySpec& entity,
                      std::int64_t state) {
    for (const schema::Transition& each : entity.transitions) {
        if (each.to != state || each.reason == 0) continue;
        for (const sync::Effect& effect : entry.effects) {
            const schema::Value* value = effect.values.find(each.reason);
            const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
            if (effect.row == step.row && text != nullptr) return *text;
        }
    }
    return {};
}

}  // namespace

void Messages::begin_anew() {
    heard_.clear();
    std::vector<sync::Entry> entries;
    desk_.replica().tail().scan_back([&](BytesView bytes) {
        entries.push_back(desk::stored_entry(bytes));
        return entries.size() < first_entries_read;
    });
    for (auto at = entries.rbegin(); at != entries.rend(); ++at) take(*at);
}

// A log that has become shorter, or goes on in another history, is read again.
void Messages::refresh() {
    const sync::Point cursor = desk_.replica().cursor();
    const std::int64_t last = desk_.replica().tail().last_seq();
    if (seq_ < 0 || last < seq_ || cursor.epoch != epoch_) {
        begin_anew();
    } else if (last > seq_) {
        desk_.replica().tail().scan(seq_, [&](BytesView bytes) {
            take(desk::stored_entry(bytes));
            return true;
        });
    }
    seq_ = last;
    epoch_ = cursor.epoch;
}

// What head office had to decide first is opened by its first entry: no news of a restore.
void Messages::take(const sync::Entry& entry) {
    if (entry.kind == sync::EntryKind::epoch && entry.seq > 1) {
        Message message;
        message.kind = MessageKind::restored;
        message.id = "e" + short_id(entry.epoch);
        message.at_ms = entry.corrected_ms;
        return hear(std::move(message));
    }
    if (entry.kind != sync::EntryKind::change) return;
    for (const sync::Effect& effect : entry.effects) take(entry, effect);
}

void Messages::take(const sync::Entry& entry, const sync::Effect& effect) {
    const UserId& user = desk_.replica().identity().user;
    const EntitySpec* entity = desk_.catalogue().entity(effect.entity);
    if (entity == nullptr) return;
    if (effect.kind == sync::EffectKind::mark) {
        if (effect.mark.user == user) take_overruled(entry, effect);
        return;
    }
    const bool writes =
        effect.kind == sync::EffectKind::insert || effect.kind == sync::EffectKind::set;
    if (!writes || entry.user == user || entity->parent != nullptr) return;
    if (effect.values.id(owner_field) == user) {
        Message message = message_of(MessageKind::assigned, entry, *entity, effect);
        message.id = id_of('a', entry.op, effect.row, 0);
        hear(std::move(message));
    }
    if (effect.kind == sync::EffectKind::set) take_step(entry, effect);
}

void Messages::take_overruled(const sync::Entry& entry, const sync::Effect& effect) {
    const EntitySpec& entity = *desk_.catalogue().entity(effect.entity);
    Message message = message_of(MessageKind::overruled, entry, entity, effect);
    message.id = id_of('o', entry.op, effect.row, effect.unit.field);
    message.item = sync::case_id(effect.key(), effect.unit);
    message.field = entity.field(effect.unit.field);
    message.value = effect.values.get(effect.unit.field);
    if (!effect.text.empty()) message.value = effect.text;
    hear(std::move(message));
}

void Messages::take_step(const sync::Entry& entry, const sync::Effect& effect) {
    const EntitySpec& entity = *desk_.catalogue().entity(effect.entity);
    if (entity.machine == nullptr || effect.values.find(entity.machine->id) == nullptr) return;
    const auto row = desk_.viewer().live_row(effect.key());
    if (!row || row->values.id(owner_field) != desk_.replica().identity().user) return;
    Message message = message_of(MessageKind::step, entry, entity, effect);
    message.id = id_of('s', entry.op, effect.row, 0);
    message.field = entity.machine;
    message.value = effect.values.get(entity.machine->id);
    message.reason = reason_of(entry, effect, entity, effect.values.integer(entity.machine->id));
    hear(std::move(message));
}

// Many rows of one batch are one message: nobody reads a thousand.
void Messages::hear(Message message) {
    if (!message.batch.is_null() && !heard_.empty()) {
        Message& last = heard_.back();
        const bool goes_on = last.batch == message.batch && last.kind == message.kind &&
                             last.entity == message.entity && last.value == message.value;
        if (goes_on && last.row != message.row) {
            ++last.count;
            return;
        }
    }
    heard_.push_back(std::move(message));
    if (heard_.size() > messages_kept) heard_.pop_front();
}

void Messages::add_waiting(MessagesAnswer& made) {
    for (const desk::CaseView& kase : desk::open_cases(desk_)) {
        Message message;
        message.id = "c" + short_id(kase.id);
        message.kind = MessageKind::conflict;
        message.entity = kase.entity;
        message.row = kase.row;
        message.item = kase.id;
        message.field = kase.field;
        message.at_ms = kase.at_ms;
        const DeviceId device = desk_.replica().identity().device;
        for (const sync::Proposal& proposal : kase.proposals) {
            if (proposal.device != device) message.by = proposal.user;
        }
        made.messages.push_back(std::move(message));
    }
    for (desk::RefusedItem& item : desk::refused_items(desk_)) {
        if (item.entity == nullptr) continue;
        Message message;
        message.id = "r" + short_id(item.id);
        message.kind = MessageKind::refused;
        message.entity = item.entity;
        message.row = item.row;
        message.item = item.id;
        message.at_ms = item.made_ms;
        message.error = std::move(item.error);
        made.messages.push_back(std::move(message));
    }
}

bool Messages::may_read(const Message& message) {
    if (message.entity == nullptr) return true;
    const auto row = desk_.viewer().live_row({message.entity->id, message.row});
    if (!row) return false;  // gone since, or no longer his to see
    const schema::RoleMask roles =
        desk_.viewer().reading_roles(*message.entity, message.row, row->values);
    return message.field == nullptr || (message.field->readers & roles) != 0;
}

void Messages::add_titles(const Message& message, Titles& titles) {
    const auto add = [&](std::string_view entity, const Id& id) {
        if (id.is_null() || titles.contains(id)) return;
        titles.emplace(id, desk_.lookup().title_of(*desk_.catalogue().entity(entity), id));
    };
    if (message.entity != nullptr) add(message.entity->name, message.row);
    add("user", message.by);
    const auto* id = std::get_if<Id>(&message.value);
    if (id != nullptr && message.field != nullptr && !message.field->target.empty()) {
        add(message.field->target, *id);
    }
}

MessagesAnswer Messages::answer() {
    refresh();
    MessagesAnswer made;
    add_waiting(made);
    for (const Message& each : heard_) {
        if (may_read(each)) made.messages.push_back(each);
    }
    std::ranges::stable_sort(made.messages, [](const Message& a, const Message& b) {
        return std::pair(a.at_ms, a.id) > std::pair(b.at_ms, b.id);
    });
    if (made.messages.size() > messages_kept) made.messages.resize(messages_kept);
    for (const Message& each : made.messages) add_titles(each, made.titles);
    return made;
}

}  // namespace branchline::live
