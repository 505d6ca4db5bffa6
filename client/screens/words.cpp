#include "screens/words.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/civil.h"
#include "base/decimal.h"
#include "base/text.h"
#include "schema/validate.h"

namespace branchline::screens {

namespace {

using schema::FieldSpec;
using schema::Kind;

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t minute_ms = 60'000;

// Stored in the smallest unit, read in the usual one.
struct Shown {
    std::string_view stored;
    std::string_view shown;
    int digits;
};

constexpr std::array units{Shown{"g", "kg", 3}, Shown{"cm3", "m³", 6}};

const Shown* shown_unit(const FieldSpec& field) {
    const auto at = std::ranges::find(units, field.unit, &Shown::stored);
    return at == units.end() ? nullptr : &*at;
}

int digits_of(const FieldSpec& field) {
    if (field.kind == Kind::money) return field.digits;
    const Shown* unit = field.kind == Kind::quantity ? shown_unit(field) : nullptr;
    return unit == nullptr ? 0 : unit->digits;
}

std::string with_separators(std::string text) {
    const std::size_t start = text.starts_with('-') ? 1 : 0;
    const std::size_t end = std::min(text.find('.'), text.size());
    for (std::size_t at = end; at > start + 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string without_zeros(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string figure(const FieldSpec& field, std::int64_t value) {
    std::string text = format_decimal(value, digits_of(field));
    if (field.kind == Kind::quantity) text = without_zeros(std::move(text));
    return with_separators(std::move(text));
}

std::string two(std::int64_t number) {
    std::string text = std::to_string(number);
    return text.size() < 2 ? "0" + text : text;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

std::int64_t local_ms(const Manner& manner, std::int64_t instant_ms) {
    return instant_ms + manner.offset_minutes * minute_ms;
}

const schema::Choice* choice_of(const FieldSpec& field, const schema::Value& value) {
    const auto* id = std::get_if<std::int64_t>(&value);
    if (id == nullptr) return nullptr;
    const auto at =
        std::ranges::find(field.choices, static_cast<std::uint16_t>(*id), &schema::Choice::id);
    return at == field.choices.end() ? nullptr : &*at;
}

std::string join(const schema::Set& set, std::string_view between) {
    std::string text;
    for (const std::string& each : set) {
        if (!text.empty()) text += between;
        text += each;
    }
    return text;
}

std::string show_number(const Manner& manner, const FieldSpec& field, std::int64_t value,
                        bool brief) {
    switch (field.kind) {
        case Kind::boolean:
            return std::string(value != 0 ? Label{"是", "Yes"}.in(manner.lang)
                                          : Label{"否", "No"}.in(manner.lang));
        case Kind::money:
        case Kind::integer:
        case Kind::quantity:
            return figure(field, value);
        case Kind::date:
            return brief ? day(manner, value) : format_date(value);
        case Kind::instant:
            return moment(manner, value);
        default:
            return schema::display_value(field, value, manner.lang);
    }
}

std::string show_any(const Manner& manner, const FieldSpec& field, const schema::Value& value,
                     const live::Titles& titles, bool brief) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        return show_number(manner, field, *number, brief);
    }
    if (const auto* id = std::get_if<Id>(&value)) return name_in(titles, *id);
    if (const auto* any = std::get_if<schema::AnyRef>(&value)) return name_in(titles, any->row);
    if (const auto* set = std::get_if<schema::Set>(&value)) return join(*set, ", ");
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return {};
}

// "2026-11-24 8:00", "11-24 08:00", "08:00": what is left out is of today.
Result<schema::Value> read_instant(const Manner& manner, const FieldSpec& field,
                                   std::string_view text) {
    const auto wrong = [&] {
        return refuse(Error{Code::bad_value,
                            std::string(field.name),
                            std::string(text),
                            {std::string(field.name)}});
    };
    if (const auto instant = parse_instant(text)) return schema::Value{*instant};
    const std::size_t blank = text.find(' ');
    const bool only_time =
        blank == std::string_view::npos && text.find(':') != std::string_view::npos;
    std::string_view date = only_time ? std::string_view{} : text.substr(0, blank);
    std::string_view time = only_time                         ? text
                            : blank == std::string_view::npos ? std::string_view{}
                                                              : trim(text.substr(blank + 1));
    std::int64_t days = manner.today;
    if (!date.empty()) {
        std::string whole(date);
        if (whole.size() <= 5) whole = format_date(manner.today).substr(0, 5) + whole;
        const auto read = parse_date(whole);
        if (!read) return wrong();
        days = *read;
    }
    std::int64_t minutes = 0;
    if (!time.empty()) {
        const std::size_t colon = time.find(':');
        const auto hour = parse_decimal(time.substr(0, colon), 0);
        const auto minute = colon == std::string_view::npos
                                ? std::optional<std::int64_t>(0)
                                : parse_decimal(time.substr(colon + 1), 0);
        if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59)
            return wrong();
        minutes = *hour * 60 + *minute;
    }
    return schema::Value{days * day_ms + (minutes - manner.offset_minutes) * minute_ms};
}

// A field of one line cannot hold the line breaks and tabs of a cell that was pasted into it.
std::string in_one_line(std::string text) {
    for (char& c : text) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    return text;
}

// Full-width digits and marks, as a Chinese keyboard gives them.
std::string half_width(std::string_view text) {
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        if (lead == 0xEF && at + 2 < text.size()) {
            const int code = ((lead & 0x0F) << 12) |
                             ((static_cast<unsigned char>(text[at + 1]) & 0x3F) << 6) |
                             (static_cast<unsigned char>(text[at + 2]) & 0x3F);
            if (code >= 0xFF01 && code <= 0xFF5E) {
                made += static_cast<char>(code - 0xFEE0);
                at += 3;
                continue;
            }
        }
        made += text[at++];
    }
    return made;
}

}  // namespace

std::string name_in(const live::Titles& titles, const Id& id) {
    if (id.is_null()) return {};
    const auto at = titles.find(id);
    return at == titles.end() || at->second.empty() ? "…" : at->second;
}

std::string show(const Manner& manner, const FieldSpec& field, const schema::Value& value,
                 const live::Titles& titles) {
    std::string text = show_any(manner, field, value, titles, false);
    const std::string_view unit = unit_of(field);
    if (text.empty() || unit.empty()) return text;
    if (field.kind == Kind::money) return std::string(unit) + " " + text;
    return text + " " + std::string(unit);
}

std::string show_short(const Manner& manner, const FieldSpec& field, const schema::Value& value,
                       const live::Titles& titles) {
    return show_any(manner, field, value, titles, true);
}

std::string show_to_edit(const Manner& manner, const FieldSpec& field, const schema::Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr) {
        if (const auto* set = std::get_if<schema::Set>(&value)) return join(*set, "; ");
        const auto* text = std::get_if<std::string>(&value);
        return text == nullptr ? std::string() : *text;
    }
    if (field.kind == Kind::quantity)
        return without_zeros(format_decimal(*number, digits_of(field)));
    if (field.kind == Kind::money) return format_decimal(*number, digits_of(field));
    if (field.kind == Kind::instant) {
        const std::int64_t local = local_ms(manner, *number);
        const std::int64_t days = floor_div(local, day_ms);
        const std::int64_t minutes = (local - days * day_ms) / minute_ms;
        return format_date(days) + " " + two(minutes / 60) + ":" + two(minutes % 60);
    }
    return schema::format_value(field, value);
}

Result<schema::Value> read(const Manner& manner, const FieldSpec& field, std::string_view typed) {
    const std::string text(trim(typed));
    if (text.empty()) return schema::Value{schema::Null{}};
    if (field.kind == Kind::instant) {
        auto value = read_instant(manner, field, half_width(text));
        if (!value) return value;
        if (Status fits = schema::check_value(field, *value); !fits) return refuse(fits.error());
        return value;
    }
    if (field.kind == Kind::date && text.size() <= 5) {
        return schema::parse_value(field,
                                   format_date(manner.today).substr(0, 5) + half_width(text));
    }
    if (field.kind == Kind::text) return schema::parse_value(field, in_one_line(text));
    if (!is_figure(field)) return schema::parse_value(field, text);
    std::string plain = half_width(text);
    std::erase(plain, ',');
    std::erase(plain, ' ');
    const auto number = parse_decimal(plain, digits_of(field));
    if (!number) {
        return refuse(
            Error{Code::bad_value, std::string(field.name), text, {std::string(field.name)}});
    }
    schema::Value value{*number};
    if (Status fits = schema::check_value(field, value); !fits) return refuse(fits.error());
    return value;
}

std::string_view unit_of(const FieldSpec& field) {
    if (field.kind == Kind::money) return "¥";
    if (field.kind != Kind::quantity) return {};
    const Shown* unit = shown_unit(field);
    return unit == nullptr ? field.unit : unit->shown;
}

bool is_figure(const FieldSpec& field) {
    return field.kind == Kind::money || field.kind == Kind::quantity || field.kind == Kind::integer;
}

std::string day(const Manner& manner, std::int64_t date) {
    const std::string text = format_date(date);
    const bool this_year = text.substr(0, 4) == format_date(manner.today).substr(0, 4);
    return this_year && text.size() == 10 ? text.substr(5) : text;
}

std::string time_of_day(const Manner& manner, std::int64_t instant_ms) {
    const std::int64_t local = local_ms(manner, instant_ms);
    const std::int64_t minutes = (local - floor_div(local, day_ms) * day_ms) / minute_ms;
    return two(minutes / 60) + ":" + two(minutes % 60);
}

std::string moment(const Manner& manner, std::int64_t instant_ms) {
    return day(manner, floor_div(local_ms(manner, instant_ms), day_ms)) + " " +
           time_of_day(manner, instant_ms);
}

std::string ago(const Manner& manner, std::int64_t instant_ms) {
    const std::int64_t date = floor_div(local_ms(manner, instant_ms), day_ms);
    if (date == manner.today) {
        return std::string(Label{"今天 ", "today "}.in(manner.lang)) +
               time_of_day(manner, instant_ms);
    }
    if (date == manner.today - 1) {
        return std::string(Label{"昨天 ", "yesterday "}.in(manner.lang)) +
               time_of_day(manner, instant_ms);
    }
    return moment(manner, instant_ms);
}

std::string long_day(const Manner& manner, std::int64_t date) {
    constexpr std::array<Label, 7> weekdays{Label{"星期四", "Thursday"}, Label{"星期五", "Friday"},
                                            Label{"星期六", "Saturday"}, Label{"星期日", "Sunday"},
                                            Label{"星期一", "Monday"},   Label{"星期二", "Tuesday"},
                                            Label{"星期三", "Wednesday"}};
    constexpr std::array<std::string_view, 12> months{
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    const std::string text = format_date(date);
    if (text.size() != 10) return text;
    const auto month = static_cast<std::size_t>((text[5] - '0') * 10 + text[6] - '0');
    const std::string number = std::to_string((text[8] - '0') * 10 + text[9] - '0');
    const Label& weekday = weekdays[static_cast<std::size_t>(date - floor_div(date, 7) * 7)];
    if (manner.lang == Lang::zh) {
        return std::to_string(month) + "月" + number + "日 " + std::string(weekday.zh);
    }
    return std::string(weekday.en) + ", " + number + " " + std::string(months[month - 1]);
}

std::string grouped(std::int64_t number) { return with_separators(std::to_string(number)); }

std::string money(std::int64_t fen) { return "¥ " + with_separators(format_decimal(fen, 2)); }

std::string money_short(std::int64_t fen) { return "¥ " + grouped(fen / 100); }

StateLook look_of_state(std::string_view name) {
    using ui::Color;
    using ui::Icon;

    struct Named {
        std::string_view name;
        StateLook look;
    };

    static constexpr std::array looks{
        Named{"draft", {Icon::pencil, Color::muted}},
        Named{"submitted", {Icon::send, Color::info}},
        Named{"in_review", {Icon::send, Color::info}},
        Named{"returned", {Icon::arrow_return_left, Color::warn}},
        Named{"reviewed", {Icon::check_circle, Color::ok}},
        Named{"signed", {Icon::check_circle, Color::ok}},
        Named{"in_force", {Icon::check_circle, Color::ok}},
        Named{"active", {Icon::check_circle, Color::ok}},
        Named{"scheduled", {Icon::calendar4_event, Color::info}},
        Named{"in_transit", {Icon::truck, Color::info}},
        Named{"delivered", {Icon::geo_alt, Color::ok}},
        Named{"settled", {Icon::check_circle_fill, Color::muted}},
        Named{"done", {Icon::check_circle_fill, Color::muted}},
        Named{"archived", {Icon::archive, Color::muted}},
        Named{"cancelled", {Icon::x_circle, Color::muted}},
        Named{"terminated", {Icon::x_circle, Color::muted}},
        Named{"expired", {Icon::clock_history, Color::warn}},
        Named{"prospect", {Icon::circle, Color::info}},
        Named{"dormant", {Icon::clock_history, Color::muted}},
        Named{"lost", {Icon::dash_lg, Color::muted}},
        Named{"blocked", {Icon::lock, Color::danger}},
        Named{"open", {Icon::circle, Color::info}},
        Named{"in_progress", {Icon::circle_half, Color::info}},
    };
    const auto at = std::ranges::find(looks, name, &Named::name);
    return at == looks.end() ? StateLook{} : at->look;
}

namespace {

struct EntityLook {
    std::string_view name;
    ui::Icon icon;
    Label plural;
};

constexpr std::array entity_looks{
    EntityLook{"customer", ui::Icon::people, {"客户", "Customers"}},
    EntityLook{"contact", ui::Icon::person, {"联系人", "Contacts"}},
    EntityLook{"address", ui::Icon::geo_alt, {"地址", "Addresses"}},
    EntityLook{"customer_share", ui::Icon::building, {"共享", "Shares"}},
    EntityLook{"order", ui::Icon::box_seam, {"订单", "Orders"}},
    EntityLook{"order_line", ui::Icon::list_ul, {"货物明细", "Order lines"}},
    EntityLook{"contract", ui::Icon::file_earmark_text, {"合同", "Contracts"}},
    EntityLook{"obligation", ui::Icon::flag, {"合同义务", "Obligations"}},
    EntityLook{"task", ui::Icon::list_check, {"任务", "Tasks"}},
    EntityLook{"interaction", ui::Icon::telephone, {"沟通记录", "Interactions"}},
    EntityLook{"product", ui::Icon::tag, {"产品服务", "Products"}},
    EntityLook{"branch", ui::Icon::building, {"分公司", "Branches"}},
    EntityLook{"department", ui::Icon::building, {"部门", "Departments"}},
    EntityLook{"user", ui::Icon::person_circle, {"用户", "Users"}},
    EntityLook{"device", ui::Icon::pc_display, {"设备", "Devices"}},
    EntityLook{"role_grant", ui::Icon::key, {"角色", "Roles"}},
    EntityLook{"audit_entry", ui::Icon::journal_text, {"审计", "Audit entries"}},
};

}  // namespace

ui::Icon icon_of(const schema::EntitySpec& entity) {
    const auto at = std::ranges::find(entity_looks, entity.name, &EntityLook::name);
    return at == entity_looks.end() ? ui::Icon::files : at->icon;
}

std::string_view plural_of(const schema::EntitySpec& entity, Lang lang) {
    const auto at = std::ranges::find(entity_looks, entity.name, &EntityLook::name);
    return at == entity_looks.end() ? entity.label.in(lang) : at->plural.in(lang);
}

const schema::Choice* state_of(const schema::EntitySpec& entity, const schema::Record& values) {
    if (entity.machine == nullptr) return nullptr;
    return choice_of(*entity.machine, values.get(entity.machine->id));
}

std::string title_of(const schema::EntitySpec& entity, const schema::Record& values,
                     const Manner& manner, const live::Titles& titles) {
    if (entity.title == nullptr) return {};
    return show(manner, *entity.title, values.get(entity.title->id), titles);
}

}  // namespace branchline::screens
