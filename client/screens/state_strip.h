// How far a record has come: its states in order, the present one marked. Side ways (returned,
// cancelled) are shown only while they are taken.
#pragma once

#include "screens/context.h"

namespace branchline::screens {

void draw_state_strip(Context& context, const ui::Rect& row, const schema::EntitySpec& entity,
                      const schema::Record& values);

}  // namespace branchline::screens
