// A table from a spreadsheet before it is taken into a grid.
#pragma once

#include "screens/child_sheet.h"
#include "screens/context.h"

namespace branchline::screens {

enum class PasteAnswer : std::uint8_t { none, take, leave };

// Over the page; `labels`: of the sheet's columns. Enter takes it, Esc leaves everything as it is.
PasteAnswer draw_paste_preview(Context& context, const ChildSheet& sheet, const PastePlan& plan,
                               std::span<const std::string> labels);

}  // namespace branchline::screens
