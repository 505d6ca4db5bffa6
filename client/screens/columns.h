// Which columns a list has: by the declaration, with a sensible first choice, then as its user has
// arranged them. Kept as a text in the settings: "number:150,name:240,-needs".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "screens/words.h"
#include "ui/list.h"

namespace branchline::screens {

struct ListColumn {
    const schema::FieldSpec* field = nullptr;
    float width = 100;  // at scale 1
    bool shown = true;
};

// `kept`: from the settings; empty: the first choice. Fields that it does not name come hidden.
std::vector<ListColumn> list_columns(const schema::EntitySpec& entity, std::string_view kept);
std::string kept_columns(const std::vector<ListColumn>& columns);

// The shown ones, ready to be drawn.
std::vector<ui::Column> drawn_columns(const std::vector<ListColumn>& columns,
                                      const schema::EntitySpec& entity, Lang lang);

}  // namespace branchline::screens
