// What ImGui itself draws (text fields, tooltips, scroll bars) in the colours and measures of the
// theme. Made anew for every change of theme or scale: scaling a style twice would compound.
#pragma once

namespace branchline::ui {

class Canvas;
class Fonts;
struct Theme;

// On the current context, outside a frame.
void apply_style(const Theme& theme, const Fonts& fonts, float scale);

}  // namespace branchline::ui
