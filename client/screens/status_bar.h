// The line at the bottom: how this desk and head office stand, what waits, what is being worked on
// and how far it is, with its Stop.
#pragma once

#include <cstdint>

#include "screens/context.h"

namespace branchline::screens {

struct StatusBarState {
    bool waiting_open = false;
    std::int64_t sending_most = 0;  // waiting changes, at their most since there were none
};

void draw_status_bar(Context& context, StatusBarState& state, ui::Rect area);
// What waits to be sent, above its place in the bar.
void draw_waiting(Context& context, StatusBarState& state, const ui::Rect& content);
// Stopping what is being worked on.
void offer_stops(Context& context, const StatusBarState& state);

}  // namespace branchline::screens
