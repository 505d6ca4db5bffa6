// The clipboard of the system, for ImGui. What it holds is text; where a spreadsheet has more to
// give, that: LibreOffice Calc takes line breaks and tabs out of the cells in its plain text, and
// offers them whole under a name of its own, quoted as Excel does it. GLFW cannot ask for that.
//
// On the thread of the window; a program that does not answer is waited for, half a second at most.
#pragma once

namespace branchline::window {

// After ImGui's backend has been made.
void use_system_clipboard();

}  // namespace branchline::window
