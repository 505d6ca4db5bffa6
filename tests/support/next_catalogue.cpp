#include "support/next_catalogue.h"

#include <array>
#include <string_view>

#include "domain/contract.h"
#include "domain/customer.h"
#include "domain/order.h"
#include "support/lease_catalogue.h"

namespace branchline::test {

namespace {

using namespace domain;

inline constexpr auto remark = text(100, "remark", {"备注", "Remark"}).max_length(80);
inline constexpr auto visits = quantity(101, "visits", {"拜访次数", "Visits"}, "m").sum();
inline constexpr auto habits = long_text(102, "habits", {"习惯", "Habits"}).three_way();
inline constexpr auto channels = set_of(103, "channels", {"渠道", "Channels"});
inline constexpr auto risk =
    money(104, "risk", {"风险敞口", "Exposure"}).readers(lease::cost_readers);
inline constexpr auto penalty = money(105, "penalty", {"违约金", "Penalty"}).ask();
inline constexpr auto insured = boolean(106, "insured", {"已投保", "Insured"});

// With a choice that the present version does not know.
const schema::FieldSpec& source_with_more() {
    static const std::vector<Choice> choices = [] {
        const auto known = customer::source.spec.choices;
        std::vector<Choice> all(known.begin(), known.end());
        all.push_back({99, "stream", {"直播", "Live stream"}});
        return all;
    }();
    static const schema::FieldSpec field = [] {
        schema::FieldSpec made = customer::source.spec;
        made.choices = choices;
        return made;
    }();
    return field;
}

// The entity with these fields more, which come after all it has.
schema::EntitySpec grown(const schema::EntitySpec& entity,
                         std::vector<const schema::FieldSpec*>& fields,
                         std::initializer_list<const schema::FieldSpec*> more) {
    fields.assign(entity.fields.begin(), entity.fields.end());
    for (const schema::FieldSpec*& field : fields) {
        if (field == &customer::source.spec) field = &source_with_more();
    }
    fields.insert(fields.end(), more);
    schema::EntitySpec made = entity;
    made.fields = fields;
    return made;
}

}  // namespace

const schema::Catalogue& next_catalogue() {
    static std::array<std::vector<const schema::FieldSpec*>, 3> fields;
    static const std::array<schema::EntitySpec, 3> entities{
        grown(customer::spec.spec, fields[0],
              {&remark.spec, &visits.spec, &habits.spec, &channels.spec, &risk.spec}),
        grown(order::spec.spec, fields[1], {&remark.spec, &channels.spec, &insured.spec}),
        grown(contract::spec.spec, fields[2], {&remark.spec, &penalty.spec})};
    static const schema::Catalogue catalogue = [] {
        const auto declared = lease_catalogue().entities();
        std::vector<const schema::EntitySpec*> all(declared.begin(), declared.end());
        for (const schema::EntitySpec*& each : all) {
            for (const schema::EntitySpec& entity : entities) {
                if (entity.id == each->id) each = &entity;
            }
        }
        return schema::Catalogue(domain::catalogue().number() + 1, all);
    }();
    return catalogue;
}

std::vector<const schema::FieldSpec*> new_fields(const schema::EntitySpec& entity) {
    const schema::EntitySpec* before = domain::catalogue().entity(entity.id);
    std::vector<const schema::FieldSpec*> fields;
    for (const schema::FieldSpec* field : entity.fields) {
        const schema::FieldSpec* known = before == nullptr ? nullptr : before->field(field->id);
        if (known == nullptr || known->choices.size() != field->choices.size()) {
            fields.push_back(field);
        }
    }
    return fields;
}

}  // namespace branchline::test
