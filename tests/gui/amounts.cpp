#include "gui/amounts.h"

#include <algorithm>

#include "base/civil.h"
#include "base/ensure.h"
#include "domain/catalogue.h"
#include "schema/validate.h"

namespace branchline::test {

namespace {

using schema::EntitySpec;
using schema::FieldSpec;
using schema::Kind;
using schema::Value;

constexpr std::size_t long_text_characters = 200;
constexpr std::size_t tag_characters = 60;
constexpr std::int64_t large_number = 98'765'432'109;

// Without a place to break, and with wide and narrow letters.
std::string long_text(std::size_t characters) {
    std::string made;
    for (std::size_t i = 0; i < characters; ++i) made += i % 7 == 3 ? "W" : "鑫";
    return made;
}

std::string text_of(const FieldSpec& field, Length length) {
    // Letters and digits are the same in both languages: what is not can be told from a label.
    if (length == Length::ordinary) return "数据" + std::to_string(field.id);
    const std::size_t most = field.max_length == 0 ? long_text_characters : field.max_length;
    return long_text(std::min(most, long_text_characters));
}

std::int64_t number_of(const FieldSpec& field, Length length) {
    const std::int64_t wanted = length == Length::ordinary ? 120 : large_number;
    return std::clamp(wanted, field.min, field.max);
}

// Nothing for references, which need a row, and for what only the hub gives a meaning.
Value value_of(const FieldSpec& field, Length length, std::int64_t now_ms) {
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text:
            return text_of(field, length);
        case Kind::integer:
        case Kind::money:
        case Kind::quantity:
            return number_of(field, length);
        case Kind::boolean:
            return std::int64_t{field.name == "archived" || field.name == "disabled" ? 0 : 1};
        case Kind::date:
            return date_of(now_ms, 480) + field.id % 5;
        case Kind::instant:
            return now_ms + field.id * 3'600'000;
        case Kind::choice:
            return std::int64_t{field.choices.back().id};
        case Kind::status:
            return std::int64_t{field.choices.front().id};
        case Kind::set:
            return schema::Set{length == Length::ordinary ? "标签" : long_text(tag_characters)};
        default:
            return {};
    }
}

}  // namespace

OneOfEach one_of_each(DeskFixture& fixture, Length length) {
    OneOfEach made;
    for (const EntitySpec* entity : domain::catalogue().entities()) {
        if (entity->name == "branch") made[entity->id] = fixture.branch;
        if (entity->name == "user") made[entity->id] = fixture.user;
        // Another role would change what is seen.
        if (made.contains(entity->id) || entity->name == "role_grant") continue;
        DeskFixture::Texts texts;
        for (const FieldSpec* field : entity->fields) {
            if (!field->is_synced()) continue;
            if (field->kind == Kind::ref) {
                const EntitySpec* target = domain::catalogue().entity(field->target);
                const auto known = made.find(target->id);
                if (known != made.end()) {
                    texts.emplace_back(field->name, to_text(known->second));
                }
                continue;
            }
            const Value value = value_of(*field, length, fixture.clock.now_ms);
            if (schema::is_null(value)) continue;
            texts.emplace_back(field->name, schema::format_value(*field, value));
        }
        made[entity->id] = fixture.arrive(entity->name, texts);
    }
    return made;
}

void copy_row(DeskFixture& fixture, std::string_view name, const RowId& row, std::size_t copies) {
    const EntitySpec& entity = fixture.entity(name);
    auto stored = fixture.replica().rows().get(entity.id, row);
    ENSURE(stored.has_value());
    const Status done = fixture.replica().in_one_transaction([&]() -> Status {
        for (std::size_t i = 0; i < copies; ++i) {
            stored->id = new_row_id(fixture.clock, fixture.random);
            const std::string number = "SHA-2611-K7-" + std::to_string(100'000 + i);
            for (const FieldSpec* field : {entity.number, entity.title}) {
                if (field != nullptr && field->kind == Kind::text) {
                    stored->values.set(field->id, number);
                }
            }
            fixture.replica().rows().put(*stored);
        }
        return {};
    });
    ENSURE(done.has_value());
}

}  // namespace branchline::test
