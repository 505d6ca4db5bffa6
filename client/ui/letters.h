// Letters that were typed before the field they are meant for could take them.
#pragma once

#include <string>

namespace branchline::ui {

// They come into the field that has the keyboard now, before those of this frame; none are left.
void type_first(std::u32string& letters);

}  // namespace branchline::ui
