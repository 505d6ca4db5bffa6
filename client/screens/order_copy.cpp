#include "screens/order_copy.h"

#include <algorithm>
#include <array>

namespace branchline::screens {

namespace {

using schema::FieldSpec;

constexpr std::int64_t day_ms = 86'400'000;

constexpr std::array<std::string_view, 8> copied{
    "customer", "contract",      "salesperson",          "lane_from",
    "lane_to",  "payment_terms", "special_requirements", "agreed_price"};
constexpr std::array<std::string_view, 4> windows{"pickup_from", "pickup_to", "delivery_from",
                                                  "delivery_to"};

// Days from the last pick-up to the next time the clock comes there.
std::int64_t days_to_move(const Manner& manner, std::int64_t pickup_ms) {
    if (pickup_ms > manner.now_ms) return 0;
    return (manner.now_ms - pickup_ms + day_ms - 1) / day_ms;
}

void copy_field(const Manner& manner, const FieldSpec& field, const schema::Value& value,
                const live::Titles& titles, Draft& draft, DraftRow& row) {
    if (schema::is_null(value) || !field.is_written_by_desks()) return;
    std::string text;
    if (const auto* id = std::get_if<Id>(&value)) {
        text = name_in(titles, *id);
    } else {
        text = show_to_edit(manner, field, value);
    }
    draft.choose(row, field, value, std::move(text));
}

}  // namespace

std::int64_t copy_order(const Manner& manner, const schema::Catalogue& catalogue,
                        const live::RecordAnswer& last, Draft& draft) {
    const schema::EntitySpec& entity = *last.entity;
    for (const std::string_view name : copied) {
        const FieldSpec& field = *entity.field(name);
        copy_field(manner, field, last.row.values.get(field.id), last.titles, draft, draft.record);
    }
    const std::int64_t pickup = last.row.values.integer(entity.field("pickup_from")->id);
    const std::int64_t days = pickup == 0 ? 0 : days_to_move(manner, pickup);
    for (const std::string_view name : windows) {
        const FieldSpec& field = *entity.field(name);
        const auto* at = std::get_if<std::int64_t>(&last.row.values.get(field.id));
        if (at == nullptr) continue;
        copy_field(manner, field, schema::Value{*at + days * day_ms}, last.titles, draft,
                   draft.record);
    }
    for (const live::Child& child : last.children) {
        for (const live::Row& line : child.rows) {
            DraftRow row{child.entity->id, std::nullopt, {}, {}, false};
            for (const FieldSpec* field : catalogue.at(child.entity->id).fields) {
                if (field->id < 16 || field == child.entity->parent) continue;
                copy_field(manner, *field, line.values.get(field->id), last.titles, draft, row);
            }
            draft.children.push_back(std::move(row));
        }
    }
    return days;
}

void OrderCopy::begin(const RowId& customer, const RowId& except) {
    customer_ = customer;
    except_ = except;
}

std::optional<OrderCopy::Found> OrderCopy::look(Context& context) {
    if (!is_busy()) return std::nullopt;
    const schema::EntitySpec& entity = context.entity("order");
    live::RowsQuestion question;
    question.entity = entity.id;
    question.where = "customer = \"" + to_text(customer_) + "\" and status != cancelled";
    question.sort = "created_at:desc";
    question.count = 2;
    const auto rows = context.model.see("order/last", question);
    if (rows == nullptr || rows->question != question) return std::nullopt;
    const auto last = std::ranges::find_if(rows->value.rows,
                                           [&](const live::Row& row) { return row.id != except_; });
    if (rows->error || last == rows->value.rows.end()) {
        customer_ = {};
        return Found{};
    }
    const live::RecordQuestion wanted{{entity.id, last->id}};
    const auto record = context.model.see("order/last record", wanted);
    if (record == nullptr || record->question != wanted) return std::nullopt;
    customer_ = {};
    if (!record->value.exists) return Found{};
    return Found{&record->value, record->value.row.values.text(entity.number->id)};
}

}  // namespace branchline::screens
