#include "desk/lookup.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "schema/validate.h"

namespace branchline::desk {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

constexpr std::size_t candidates_shown = 5;
// Fewer hex digits than this are more likely a name or a code than the beginning of an id.
constexpr std::size_t likely_prefix = 8;
constexpr std::size_t id_digits = 32;

// Fields whose value names a row, the most telling first.
std::vector<const FieldSpec*> naming_fields(const EntitySpec& entity) {
    std::vector<const FieldSpec*> fields;
    if (entity.number != nullptr) fields.push_back(entity.number);
    for (std::string_view name : {"code", "login", "name"}) {
        if (const FieldSpec* field = entity.field(name)) fields.push_back(field);
    }
    const bool new_title =
        entity.title != nullptr && std::ranges::find(fields, entity.title) == fields.end();
    if (new_title && entity.title->kind == schema::Kind::text) fields.push_back(entity.title);
    return fields;
}

bool is_hex(std::string_view text) {
    return !text.empty() && text.size() <= id_digits &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

bool Lookup::is_live(const EntitySpec& entity, const RowId& id) const {
    const auto row = rows_.get(entity.id, id);
    return row && !row->deleted && !row->card;
}

std::vector<RowId> Lookup::with(const EntitySpec& entity, const FieldSpec* field,
                                std::string_view text) const {
    return rows_.with_key(entity.id, field->id, schema::comparison_key(*field, std::string(text)),
                          candidates_shown + 1);
}

Result<RowId> Lookup::one_of(const EntitySpec& entity, const std::vector<RowId>& found,
                             std::string_view text) {
    if (found.size() == 1) return found.front();
    Error error{Code::ambiguous, std::string(entity.name), std::string(text) + ": ", {}};
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (i > 0) error.detail += ", ";
        if (i == candidates_shown) {
            error.detail += "...";
            break;
        }
        error.detail += to_text(found[i]) + " " + title_of(entity, found[i]);
    }
    return refuse(std::move(error));
}

Result<RowId> Lookup::find_now(const EntitySpec& entity, std::string_view text) {
    if (const auto id = parse_id(text); id && is_live(entity, *id)) return *id;
    std::vector<RowId> by_prefix;
    if (is_hex(text)) by_prefix = rows_.with_id_prefix(entity.id, text, candidates_shown + 1);
    if (by_prefix.size() == 1 && text.size() >= likely_prefix) return by_prefix.front();
    for (const FieldSpec* field : naming_fields(entity)) {
        if (const auto found = with(entity, field, text); !found.empty()) {
            return one_of(entity, found, text);
        }
    }
    if (!by_prefix.empty()) return one_of(entity, by_prefix, text);
    return refuse(Code::not_found, std::string(entity.name), std::string(text));
}

Result<RowId> Lookup::find(const EntitySpec& entity, std::string_view text) {
    text = trim(text);
    if (text.empty()) return refuse(Code::required, std::string(entity.name));
    if (!is_valid_utf8(text)) return refuse(Code::bad_value, std::string(entity.name), "UTF-8");
    if (!keep_) return find_now(entity, text);
    const std::pair<schema::EntityId, std::string> key{entity.id, text};
    if (const auto at = found_.find(key); at != found_.end()) return at->second;
    auto found = find_now(entity, text);
    if (found) found_.emplace(key, *found);
    return found;
}

Result<sync::RowKey> Lookup::find_any(std::string_view text) {
    text = trim(text);
    const std::size_t colon = text.find_first_of(":/");
    if (colon != std::string_view::npos) {
        if (const EntitySpec* entity = catalogue_.entity(text.substr(0, colon))) {
            auto found = find(*entity, text.substr(colon + 1));
            if (!found) return refuse(found.error());
            return sync::RowKey{entity->id, *found};
        }
    }
    const auto id = parse_id(text);
    for (const EntitySpec* entity : catalogue_.entities()) {
        if (id && is_live(*entity, *id)) return sync::RowKey{entity->id, *id};
        if (id || entity->number == nullptr) continue;
        const auto found = with(*entity, entity->number, text);
        if (found.size() == 1) return sync::RowKey{entity->id, found.front()};
    }
    return refuse(Code::not_found, {}, std::string(text));
}

Result<schema::Value> Lookup::reference(const FieldSpec& field, std::string_view text) {
    const auto wrong = [&](Error error) {
        error.where = std::string(field.name);
        error.fields = {std::string(field.name)};
        if (error.code == Code::not_found) error.code = Code::reference;
        return refuse(std::move(error));
    };
    if (field.kind == schema::Kind::any_ref) {
        auto found = find_any(text);
        if (!found) return wrong(found.error());
        return schema::Value{schema::AnyRef{found->entity, found->row}};
    }
    auto found = find(*catalogue_.entity(field.target), text);
    if (!found) return wrong(found.error());
    return schema::Value{*found};
}

std::string Lookup::name_of(const EntitySpec& entity, const RowId& id) {
    const sync::RowKey key{entity.id, id};
    if (const auto at = names_.find(key); keep_ && at != names_.end()) return at->second;
    std::string name = to_text(id);
    const auto row = rows_.get(entity.id, id);
    if (row && !row->deleted) {
        for (const FieldSpec* field : naming_fields(entity)) {
            const std::string& text = row->values.text(field->id);
            if (text.empty() || parse_id(text)) continue;
            const auto found = find_now(entity, text);
            if (!found || *found != id) continue;
            name = text;
            break;
        }
    }
    if (keep_) names_.emplace(key, name);
    return name;
}

std::string Lookup::title_of(const EntitySpec& entity, const RowId& id) {
    const auto row = rows_.get(entity.id, id);
    if (!row) return {};
    if (entity.title != nullptr) {
        const schema::Value& title = row->values.get(entity.title->id);
        if (schema::is_filled(&title)) return schema::format_value(*entity.title, title);
    }
    for (const FieldSpec* field : naming_fields(entity)) {
        if (!row->values.text(field->id).empty()) return row->values.text(field->id);
    }
    return {};
}

void Lookup::keep_answers(bool keep) {
    keep_ = keep;
    found_.clear();
    names_.clear();
}

}  // namespace branchline::desk
