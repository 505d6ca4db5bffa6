// A table file that was tried, before any of it is taken: what would be made, what would not come
// in and why, and which of its columns nobody knows. Those can be told what they are.
#pragma once

#include <map>
#include <string>

#include "screens/context.h"
#include "screens/import_mapping.h"
#include "ui/field.h"

namespace branchline::screens {

enum class ImportAnswer : std::uint8_t { none, take, leave, told };

class ImportPreview {
  public:
    // Over the page. told: a column was told what it is, the file is to be tried once more;
    // `trying`: that goes on just now.
    ImportAnswer draw(Context& context, const schema::EntitySpec& entity, const std::string& path,
                      const live::Outcome& tried, ImportMapping& mapping, bool trying);

  private:
    struct Look;

    static void draw_counts(Look& look, ui::Rect& page);
    void draw_columns(Look& look, const ui::Rect& place);
    void draw_column(Look& look, const ui::Rect& row, const live::FileColumn& column);
    static void draw_buttons(Look& look, ui::Rect row);

    std::map<std::string, ui::PickState> picks_;
    bool asks_ = true;  // the first column that nobody knows takes the keyboard
};

}  // namespace branchline::screens
