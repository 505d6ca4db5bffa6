#include "screens/home_words.h"

namespace branchline::screens {

std::int64_t start_of(const Context& context, std::int64_t date) {
    return date * day_ms - context.manner.offset_minutes * 60'000;
}

std::int64_t week_of(std::int64_t date) { return date - (date + 3) % 7; }

schema::FieldId field_id(const schema::EntitySpec& entity, std::string_view name) {
    return entity.field(name)->id;
}

std::string shown(const Context& context, const schema::EntitySpec& entity, const live::Row& row,
                  std::string_view field, const live::Titles& titles) {
    const schema::FieldSpec* spec = entity.field(field);
    return show_short(context.manner, *spec, row.values.get(spec->id), titles);
}

}  // namespace branchline::screens
