// A record beside its list: what it is, how it stands, what can be done with it, and what happened.
#pragma once

#include <memory>
#include <string>

#include "screens/context.h"

namespace branchline::screens {

struct PaneState {
    std::size_t tab = 0;
    float scroll = 0;
};

// Gives whether it was asked to close.
bool draw_record_pane(Context& context, const ui::Rect& area, const sync::RowKey& key,
                      PaneState& state);

// --- pieces that the full record uses as well ---

// "SHA-2611-K7-00042 · Manufacturing · Shanghai branch"
std::string identity_of(const Context& context, const live::RecordAnswer& record);
// The title whole, in two lines where one is not enough, then state, waiting, conflict, refused as
// chips. Gives where they ended. No record: a new one.
float draw_title(Context& context, const ui::Rect& row, std::string_view title,
                 const live::RecordAnswer* record);
// A remark beside the title, in two lines where one is not enough; what is longer still, or finds
// no room, is whole under the mouse anywhere in `head`.
void draw_aside(ui::Canvas& canvas, const ui::Rect& head, const ui::Rect& place,
                std::string_view text);
// Offers the steps, edit, delete and what is made from it as commands.
void offer_record_commands(Context& context, const live::RecordAnswer& record);
// What happened, newest first. Gives the bottom.
float draw_timeline(Context& context, const ui::Rect& area, const live::HistoryAnswer& history,
                    std::size_t most);
// A child's or related entity's rows as short lines. Gives the bottom.
float draw_lines(Context& context, const ui::Rect& area, const schema::EntitySpec& entity,
                 const std::vector<live::Row>& rows, const live::Titles& titles);

}  // namespace branchline::screens
