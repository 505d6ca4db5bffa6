// What the screen of an order is put together from: its form on one grid of columns, cargo, totals,
// price.
#pragma once

#include <vector>

#include "screens/order_work.h"

namespace branchline::screens {

// Gives the bottom. Blocks have a least width: where there is no room for four columns there are
// two, or one.
float draw_order_form(Context& context, const ui::Rect& area, OrderWork& work);
// Fields that the form above leaves out: owner, tags, on hold.
[[nodiscard]] std::vector<const schema::FieldSpec*> further_fields(const schema::EntitySpec& order);

// Cargo in a grid of its own, as high as there is room for; gives the bottom.
float draw_order_lines(Context& context, const ui::Rect& area, OrderWork& work, float room);

float draw_order_totals(Context& context, const ui::Rect& area, OrderWork& work);
float draw_order_price(Context& context, const ui::Rect& area, OrderWork& work);

// "11:00" as the end of a window that begins on another day than today is meant on that day. Pure.
void complete_windows(const Manner& manner, const schema::EntitySpec& order, DraftRow& row);

}  // namespace branchline::screens
