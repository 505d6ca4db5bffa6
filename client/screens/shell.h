// The frame around every place: rail, top bar, status bar, in one ground. What one does there is a
// command, so the shell only asks for commands by their ids.
#pragma once

#include <string>

#include "screens/context.h"
#include "screens/message_list.h"
#include "screens/status_bar.h"

namespace branchline::screens {

struct ShellState {
    bool new_open = false;
    bool person_open = false;
    StatusBarState status_bar;
    MessageList messages;
};

// Gives the place for content.
ui::Rect draw_shell(Context& context, ShellState& state, const Place& place);

// The lines of the rail are commands too.
void offer_places(Context& context);

}  // namespace branchline::screens
