#include <algorithm>
#include <set>

#include "base/text.h"
#include "live/answers.h"
#include "schema/validate.h"

namespace branchline::live {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;

constexpr std::size_t duplicates_at_most = 10;

bool can_be_found(const EntitySpec& entity) {
    return entity.title != nullptr && !entity.server_only &&
           std::ranges::any_of(entity.fields, [](const FieldSpec* f) { return f->searchable; });
}

std::string tail_of(const std::string& number) {
    constexpr std::size_t shown = 4;
    return number.size() <= shown ? number : number.substr(number.size() - shown);
}

}  // namespace

Hit hit_of(ReadSide& side, const EntitySpec& entity, const RowId& id,
           const schema::Record& values) {
    Hit hit;
    hit.key = {entity.id, id};
    hit.title = side.title_of(hit.key);
    for (const FieldSpec* field : {entity.number, entity.field("code"), entity.field("login")}) {
        if (field != nullptr && hit.number.empty()) hit.number = values.text(field->id);
    }
    std::vector<std::string> parts;
    const auto add = [&](const FieldSpec* field) {
        if (field == nullptr || !schema::is_filled(values.find(field->id))) return;
        const schema::Value& value = values.get(field->id);
        const auto* row = std::get_if<Id>(&value);
        const EntitySpec* target = side.catalogue().entity(field->target);
        parts.push_back(row != nullptr && target != nullptr
                            ? side.title_of({target->id, *row})
                            : schema::display_value(*field, value, Lang::zh));
    };
    if (!hit.number.empty() && hit.number != hit.title) parts.push_back(hit.number);
    add(entity.parent);
    if (entity.follows != entity.parent) add(entity.follows);
    for (std::string_view phone : {"mobile", "phone"}) {
        const FieldSpec* field = entity.field(phone);
        if (field == nullptr || values.text(field->id).empty()) continue;
        parts.push_back(tail_of(values.text(field->id)));
        break;
    }
    add(entity.field("branch"));
    add(entity.machine);
    for (const std::string& part : parts) {
        if (!hit.subtitle.empty()) hit.subtitle += " · ";
        hit.subtitle += part;
    }
    return hit;
}

Result<FindAnswer> answer(ReadSide& side, const FindQuestion& question) {
    FindAnswer made;
    std::set<sync::RowKey> known;
    const auto limit = std::clamp<std::int64_t>(question.limit, 1, 200);
    for (const EntitySpec* entity : side.catalogue().entities()) {
        const bool wanted =
            question.entities.empty()
                ? can_be_found(*entity)
                : std::ranges::find(question.entities, entity->id) != question.entities.end();
        if (!wanted) continue;
        store::Query query;
        query.entity = entity->id;
        query.search = trim(question.text);
        query.sort = {{store::changed_at_field, true}};
        query.limit = static_cast<std::size_t>(limit);
        auto page = store::run_query(side.database(), side.catalogue(), query);
        if (!page) return refuse(page.error());
        for (const store::StoredRow& row : page->rows) {
            const schema::Record values = side.viewer().view(*entity, row.id, row.values).values;
            if (known.insert({entity->id, row.id}).second) {
                made.hits.push_back(hit_of(side, *entity, row.id, values));
            }
        }
    }
    if (made.hits.size() > static_cast<std::size_t>(limit)) {
        made.hits.resize(static_cast<std::size_t>(limit));
    }
    return made;
}

Result<DuplicatesAnswer> answer(ReadSide& side, const DuplicatesQuestion& question) {
    const EntitySpec* entity = side.catalogue().entity(question.entity);
    if (entity == nullptr) return refuse(Code::unknown_entity, std::to_string(question.entity));
    DuplicatesAnswer made;
    std::set<RowId> known{question.except};
    for (const FieldSpec* field : entity->fields) {
        const schema::Value* value = question.values.find(field->id);
        if (!(field->natural_key || field->is_number) || !schema::is_filled(value)) continue;
        const std::string key = schema::comparison_key(*field, *value);
        for (const RowId& id :
             side.rows().with_key(entity->id, field->id, key, duplicates_at_most)) {
            if (!known.insert(id).second) continue;
            const auto row = side.viewer().live_row({entity->id, id});
            if (!row) continue;
            const schema::Record values = side.viewer().view(*entity, id, row->values).values;
            made.hits.push_back(hit_of(side, *entity, id, values));
        }
    }
    return made;
}

}  // namespace branchline::live
