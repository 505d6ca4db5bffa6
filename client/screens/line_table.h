// Children of a record as a table that is only read: each field a column, figures summed below.
#pragma once

#include "screens/context.h"

namespace branchline::screens {

// Columns that are empty in every row are left out. Gives the bottom.
float draw_line_table(Context& context, const ui::Rect& area, const schema::EntitySpec& entity,
                      const std::vector<live::Row>& rows, const live::Titles& titles);

}  // namespace branchline::screens
