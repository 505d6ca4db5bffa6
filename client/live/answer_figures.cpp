#include <algorithm>

#include "live/answers.h"

namespace branchline::live {

namespace {

using By = FiguresQuestion::By;

store::Period period_of(By by) {
    switch (by) {
        case By::day:
            return store::Period::day;
        case By::week:
            return store::Period::week;
        case By::month:
            return store::Period::month;
        default:
            return store::Period::none;
    }
}

Status check_field(ReadSide& side, const schema::EntitySpec& entity, schema::FieldId id) {
    const schema::FieldSpec* field = store::stored_field(entity, id);
    if (field != nullptr && (field->readers & side.viewer().roles()) != 0) return {};
    const schema::FieldSpec* declared = entity.field(id);
    return refuse(Code::unknown_field, std::string(entity.name),
                  declared == nullptr ? std::to_string(id) : std::string(declared->name));
}

}  // namespace

Result<FiguresAnswer> answer(ReadSide& side, const FiguresQuestion& question) {
    const schema::EntitySpec* entity = side.catalogue().entity(question.entity);
    if (entity == nullptr) return refuse(Code::unknown_entity, std::to_string(question.entity));
    auto query = side.viewer().list_query(*entity, question.where, {}, question.search);
    if (!query) return refuse(query.error());
    store::Aggregate aggregate;
    aggregate.entity = entity->id;
    aggregate.filter = std::move(query->filter);
    aggregate.search = question.search;
    aggregate.offset_minutes = side.settings().integer(desk::setting::offset_minutes, 480);
    aggregate.measures.push_back({store::Measure::Kind::count, 0});
    for (const FiguresQuestion::Group& group : question.groups) {
        if (Status fits = check_field(side, *entity, group.field); !fits) {
            return refuse(fits.error());
        }
        aggregate.groups.push_back({group.field, period_of(group.by)});
    }
    for (const schema::FieldId field : question.sums) {
        if (Status fits = check_field(side, *entity, field); !fits) return refuse(fits.error());
        aggregate.measures.push_back({store::Measure::Kind::sum, field});
    }
    auto rows = store::aggregate(side.database(), side.catalogue(), aggregate);
    if (!rows) return refuse(rows.error());
    FiguresAnswer made;
    for (store::AggregateRow& row : *rows) {
        FiguresAnswer::Line line;
        for (std::size_t i = 0; i < row.keys.size(); ++i) {
            side.add_title(*store::stored_field(*entity, question.groups[i].field), row.keys[i],
                           made.titles);
        }
        line.keys = std::move(row.keys);
        for (std::size_t i = 0; i < row.results.size(); ++i) {
            const auto* figure = std::get_if<std::int64_t>(&row.results[i]);
            const std::int64_t value = figure == nullptr ? 0 : *figure;
            if (i == 0) {
                line.rows = value;
            } else {
                line.sums.push_back(value);
            }
        }
        made.lines.push_back(std::move(line));
    }
    return made;
}

}  // namespace branchline::live
