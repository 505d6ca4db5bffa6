// Values, states and times as a person reads and types them: in his language, with separators and
// units, on the company's clock. Pure. What is typed is read back by the same rules.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/label.h"
#include "base/result.h"
#include "live/question.h"
#include "schema/spec.h"
#include "ui/icons.h"
#include "ui/theme.h"

namespace branchline::screens {

// What every wording depends on.
struct Manner {
    Lang lang = Lang::zh;
    std::int64_t offset_minutes = 480;
    std::int64_t today = 0;  // business date
    std::int64_t now_ms = 0;
};

// "1,284,650.00", "412.5", "11-21", "进行中". References by their titles. Empty for no value.
std::string show(const Manner& manner, const schema::FieldSpec& field, const schema::Value& value,
                 const live::Titles& titles);
// The same in a list, where days are short and figures have no unit.
std::string show_short(const Manner& manner, const schema::FieldSpec& field,
                       const schema::Value& value, const live::Titles& titles);
// As it is typed: no separators, full dates, no unit.
std::string show_to_edit(const Manner& manner, const schema::FieldSpec& field,
                         const schema::Value& value);
// What was typed. References are not read here (bad_value). Nothing typed is null.
Result<schema::Value> read(const Manner& manner, const schema::FieldSpec& field,
                           std::string_view text);
// "kg", "m³", "¥"; empty for most.
std::string_view unit_of(const schema::FieldSpec& field);
bool is_figure(const schema::FieldSpec& field);  // stands right, with digits of one width

std::string day(const Manner& manner, std::int64_t date);           // "11-21", with year if another
std::string moment(const Manner& manner, std::int64_t instant_ms);  // "11-21 08:15"
std::string time_of_day(const Manner& manner, std::int64_t instant_ms);  // "08:15"
std::string ago(const Manner& manner, std::int64_t instant_ms);  // "today 09:36", "yesterday 16:05"
std::string long_day(const Manner& manner, std::int64_t date);   // "Monday, 23 November"
std::string grouped(std::int64_t number);                        // "1,284"
std::string money(std::int64_t fen);                             // "¥ 412,680.00"
std::string money_short(std::int64_t fen);                       // "¥ 412,680"

struct StateLook {
    ui::Icon icon = ui::Icon::circle;
    ui::Color color = ui::Color::muted;
};

StateLook look_of_state(std::string_view state_name);
ui::Icon icon_of(const schema::EntitySpec& entity);
std::string_view plural_of(const schema::EntitySpec& entity, Lang lang);  // "Customers", "客户"

// The state a row is in; nullptr where its entity has none.
const schema::Choice* state_of(const schema::EntitySpec& entity, const schema::Record& values);
std::string title_of(const schema::EntitySpec& entity, const schema::Record& values,
                     const Manner& manner, const live::Titles& titles);
std::string name_in(const live::Titles& titles, const Id& id);  // "…" while it is not known

}  // namespace branchline::screens
