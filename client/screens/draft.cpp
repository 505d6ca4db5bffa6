#include "screens/draft.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"
#include "schema/validate.h"
#include "screens/labelled.h"

namespace branchline::screens {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

constexpr std::uint64_t format = 2;  // 1: without instead_of
constexpr std::size_t most_children = 1'000;

Result<schema::Value> read_typed(const Manner& manner, const FieldSpec& field, const Typed& typed) {
    if (typed.value) return *typed.value;
    return screens::read(manner, field, typed.text);
}

bool is_given(const EntitySpec& entity, const DraftRow& row, const FieldSpec& field) {
    // Who it belongs to and its number are given when it is saved.
    if (entity.parent == &field || field.is_number || !field.is_written_by_desks()) return true;
    if (field.id < 16) return true;
    return row.base.find(field.id) != nullptr && !schema::is_null(row.base.get(field.id));
}

void write_row(ByteWriter& out, const DraftRow& row) {
    out.varint(row.entity);
    out.varint(row.row ? 1 : 0);
    if (row.row) write_id(out, *row.row);
    schema::write_record(out, row.base);
    out.varint(row.erased ? 1 : 0);
    out.varint(row.typed.size());
    for (const auto& [field, typed] : row.typed) {
        out.varint(field);
        out.string(typed.text);
        out.varint(typed.value ? 1 : 0);
        if (typed.value) schema::write_value(out, *typed.value);
    }
}

DraftRow read_row(ByteReader& in) {
    DraftRow row;
    row.entity = static_cast<schema::EntityId>(in.varint());
    if (in.varint() != 0) row.row = read_id(in);
    row.base = schema::read_record(in);
    row.erased = in.varint() != 0;
    for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
        const auto field = static_cast<schema::FieldId>(in.varint());
        Typed typed;
        typed.text = in.string();
        if (in.varint() != 0) typed.value = schema::read_value(in);
        row.typed.emplace(field, std::move(typed));
    }
    return row;
}

}  // namespace

bool Draft::is_touched() const {
    return record.is_touched() || std::ranges::any_of(children, &DraftRow::is_touched);
}

void Draft::type(DraftRow& row, const FieldSpec& field, std::string text) {
    row.typed[field.id] = {std::move(text), std::nullopt};
}

void Draft::choose(DraftRow& row, const FieldSpec& field, schema::Value value, std::string title) {
    if (const auto* id = std::get_if<Id>(&value)) titles[*id] = title;
    if (const auto* any = std::get_if<schema::AnyRef>(&value)) titles[any->row] = title;
    row.typed[field.id] = {std::move(title), std::move(value)};
}

std::string Draft::text_of(const Manner& manner, const DraftRow& row, const FieldSpec& field) {
    const auto at = row.typed.find(field.id);
    if (at != row.typed.end()) return at->second.text;
    return show_to_edit(manner, field, row.base.get(field.id));
}

const schema::Value& Draft::value_of(const DraftRow& row, const FieldSpec& field) {
    const auto at = row.typed.find(field.id);
    if (at != row.typed.end() && at->second.value) return *at->second.value;
    return row.base.get(field.id);
}

schema::Record Draft::values(const Manner& manner, const EntitySpec& entity, const DraftRow& row) {
    schema::Record values = row.base;
    for (const auto& [id, typed] : row.typed) {
        const FieldSpec* field = entity.field(id);
        if (field == nullptr) continue;
        if (auto value = read_typed(manner, *field, typed)) values.set(id, std::move(*value));
    }
    return values;
}

std::vector<Fault> Draft::faults(const Manner& manner, const schema::Catalogue& catalogue) const {
    std::vector<Fault> found;
    const auto look = [&](const DraftRow& row, std::size_t at) {
        if (row.erased || (at > 0 && !row.row && row.typed.empty())) return;
        const EntitySpec& entity = catalogue.at(row.entity);
        for (const auto& [id, typed] : row.typed) {
            const FieldSpec* field = entity.field(id);
            if (field == nullptr) continue;
            if (auto value = read_typed(manner, *field, typed); !value) {
                found.push_back({at, id, fault_of_value(value.error(), manner.lang)});
            }
        }
        const schema::Record now = values(manner, entity, row);
        for (const FieldSpec* field : entity.fields) {
            const bool faulty = std::ranges::any_of(found, [&](const Fault& each) {
                return each.row == at && each.field == field->id;
            });
            if (!field->required || faulty || schema::is_filled(now.find(field->id))) continue;
            if (is_given(entity, row, *field)) continue;
            found.push_back(
                {at, field->id, std::string(Label{"必填", "Needed to save"}.in(manner.lang))});
        }
    };
    look(record, 0);
    for (std::size_t i = 0; i < children.size(); ++i) look(children[i], i + 1);
    return found;
}

live::SaveRecord Draft::to_save(const Manner& manner, const schema::Catalogue& catalogue) const {
    const auto changed = [&](const DraftRow& row) {
        schema::Record values;
        const EntitySpec& entity = catalogue.at(row.entity);
        for (const auto& [id, typed] : row.typed) {
            const FieldSpec* field = entity.field(id);
            if (field == nullptr) continue;
            auto value = read_typed(manner, *field, typed);
            if (value && *value != row.base.get(id)) values.set(id, std::move(*value));
        }
        // A new row is saved with what it was copied from.
        if (!row.row) {
            for (const auto& [id, value] : row.base) {
                if (values.find(id) == nullptr && !schema::is_null(value)) values.set(id, value);
            }
        }
        return values;
    };
    live::SaveRecord save;
    save.entity = record.entity;
    save.row = record.row;
    save.values = changed(record);
    save.draft = name;
    save.instead_of = instead_of;
    for (const DraftRow& child : children) {
        if (!child.row && (child.erased || (child.typed.empty() && child.base.size() == 0)))
            continue;
        live::ChildChange change{child.entity, child.row, changed(child), child.erased};
        if (change.row && !change.erase && change.values.size() == 0) continue;
        const EntitySpec& entity = catalogue.at(child.entity);
        const bool is_line = entity.parent != nullptr &&
                             catalogue.entity(entity.parent->target)->id == record.entity;
        (is_line ? save.children : save.along).push_back(std::move(change));
    }
    return save;
}

std::string Draft::encode() const {
    ByteWriter out;
    out.varint(format);
    out.string(name);
    write_id(out, instead_of);
    write_row(out, record);
    out.varint(children.size());
    for (const DraftRow& child : children) write_row(out, child);
    out.varint(titles.size());
    for (const auto& [id, title] : titles) {
        write_id(out, id);
        out.string(title);
    }
    return out.take();
}

std::optional<Draft> Draft::decode(std::string_view content) {
    ByteReader in(content);
    const std::uint64_t written = in.varint();
    if (written == 0 || written > format) return std::nullopt;
    Draft draft;
    draft.name = in.string();
    if (written > 1) draft.instead_of = read_id(in);
    draft.record = read_row(in);
    const std::uint64_t count = in.varint();
    if (count > most_children) return std::nullopt;
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) draft.children.push_back(read_row(in));
    for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
        const Id id = read_id(in);
        draft.titles[id] = in.string();
    }
    if (!in.done()) return std::nullopt;
    return draft;
}

}  // namespace branchline::screens
