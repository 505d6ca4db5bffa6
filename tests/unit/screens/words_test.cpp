#include "screens/words.h"

#include <doctest/doctest.h>

#include "base/civil.h"
#include "domain/catalogue.h"
#include "screens/drafting.h"

using namespace branchline;
using namespace branchline::screens;
using namespace branchline::test;

namespace {

schema::Value typed(std::string_view entity, std::string_view name, std::string_view text) {
    auto value = read(manner(Lang::zh), field(entity, name), text);
    REQUIRE_MESSAGE(value.has_value(), text);
    return *value;
}

}  // namespace

TEST_CASE("money has separators and two places, and is read with or without them") {
    CHECK(show(manner(Lang::zh), field("order", "agreed_price"), std::int64_t{128'465'000}, {}) ==
          "¥ 1,284,650.00");
    CHECK(show_short(manner(Lang::zh), field("order", "agreed_price"), std::int64_t{5}, {}) ==
          "0.05");
    for (const std::string_view text :
         {"1284650", "1,284,650.00", " 1284650.0 ", "１２８４６５０．００"}) {
        CHECK(typed("order", "agreed_price", text) == schema::Value{std::int64_t{128'465'000}});
    }
    CHECK_FALSE(read(manner(Lang::zh), field("order", "agreed_price"), "12.345").has_value());
    CHECK_FALSE(read(manner(Lang::zh), field("order", "agreed_price"), "-1").has_value());
}

TEST_CASE("weights are typed in kilograms and stored in grams") {
    CHECK(typed("order_line", "weight_g", "412.5") == schema::Value{std::int64_t{412'500}});
    CHECK(show(manner(Lang::zh), field("order_line", "weight_g"), std::int64_t{412'500}, {}) ==
          "412.5 kg");
    CHECK(show_to_edit(manner(Lang::zh), field("order_line", "weight_g"),
                       std::int64_t{1'510'500}) == "1510.5");
    CHECK(typed("order_line", "volume_cm3", "1.92") == schema::Value{std::int64_t{1'920'000}});
    CHECK(show(manner(Lang::zh), field("order_line", "volume_cm3"), std::int64_t{1'920'000}, {}) ==
          "1.92 m³");
}

TEST_CASE("times are the company's, with what is left out taken from today") {
    const std::int64_t at = *parse_instant("2026-11-24T00:00:00.000Z");
    CHECK(show(manner(Lang::zh), field("order", "pickup_from"), at, {}) == "11-24 08:00");
    CHECK(show_to_edit(manner(Lang::zh), field("order", "pickup_from"), at) == "2026-11-24 08:00");
    for (const std::string_view text :
         {"2026-11-24 08:00", "11-24 8:00", "2026-11-24 8", "2026-11-24T00:00:00Z"}) {
        CHECK(typed("order", "pickup_from", text) == schema::Value{at});
    }
    CHECK(typed("order", "pickup_from", "16:15") ==
          schema::Value{*parse_instant("2026-11-23T08:15:00.000Z")});
    for (const std::string_view text : {"25:00", "11-32 08:00", "tomorrow", "2026-02-30 08:00"}) {
        CHECK_FALSE_MESSAGE(read(manner(Lang::zh), field("order", "pickup_from"), text).has_value(),
                            text);
    }
    CHECK(day(manner(Lang::zh), *parse_date("2026-11-20")) == "11-20");
    CHECK(day(manner(Lang::zh), *parse_date("2027-01-05")) == "2027-01-05");
    CHECK(ago(manner(Lang::zh), *parse_instant("2026-11-23T01:36:00.000Z")) == "今天 09:36");
    CHECK(ago(manner(Lang::en), *parse_instant("2026-11-22T08:05:00.000Z")) == "yesterday 16:05");
    CHECK(long_day(manner(Lang::zh), *parse_date("2026-11-23")) == "11月23日 星期一");
    CHECK(long_day(manner(Lang::en), *parse_date("2026-11-23")) == "Monday, 23 November");
}

TEST_CASE("what is pasted into a field of one line loses its line breaks and nothing else") {
    CHECK(typed("order_line", "cargo", "Servo\nmotors\t5\" pipe") ==
          schema::Value{std::string("Servo motors 5\" pipe")});
    CHECK(typed("interaction", "summary", "a\nb") == schema::Value{std::string("a\nb")});
}

TEST_CASE("what is shown to be edited is read back as the same value, for every kind") {
    for (const schema::EntitySpec* entity : domain::catalogue().entities()) {
        for (const schema::FieldSpec* each : entity->fields) {
            schema::Value value = schema::Null{};
            switch (each->kind) {
                case schema::Kind::text:
                case schema::Kind::long_text:
                    value = std::string("样例 12.5");
                    break;
                case schema::Kind::set:
                    value = schema::Set{"冷链", "加急"};
                    break;
                case schema::Kind::date:
                    value = *parse_date("2026-11-20");
                    break;
                case schema::Kind::instant:
                    value = *parse_instant("2026-11-20T03:05:00.000Z");
                    break;
                case schema::Kind::money:
                case schema::Kind::integer:
                case schema::Kind::quantity:
                    value = std::int64_t{12'340};
                    break;
                default:
                    continue;
            }
            if (each->max_length != 0 && each->max_length < 10) continue;
            if (each->max < 12'340) continue;
            const std::string text = show_to_edit(manner(Lang::zh), *each, value);
            auto back = read(manner(Lang::zh), *each, text);
            CAPTURE(each->name);
            REQUIRE(back.has_value());
            CHECK(*back == value);
        }
    }
}

TEST_CASE("every state of every entity has an icon of its own and a word in both languages") {
    for (const schema::EntitySpec* entity : domain::catalogue().entities()) {
        CHECK(icon_of(*entity) != ui::Icon::none);
        if (entity->machine == nullptr) continue;
        for (const schema::Choice& state : entity->machine->choices) {
            CAPTURE(state.name);
            CHECK(look_of_state(state.name).icon != ui::Icon::none);
            CHECK_FALSE(state.label.zh.empty());
            CHECK_FALSE(state.label.en.empty());
        }
    }
}
