// The messages behind the bell: what has arrived that concerns the user, and what became of work
// that took its time. What he has read is a setting of this desk; it is never synced.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "screens/context.h"
#include "ui/list.h"

namespace branchline::screens {

// A line of the list, ready to be drawn.
struct MessageLine {
    std::string id;
    ui::Icon icon = ui::Icon::info_circle;
    ui::Color color = ui::Color::muted;
    std::string title;
    std::string below;
    std::int64_t at_ms = 0;
    std::optional<Place> place;  // that it leads to
    bool unread = false;
};

// Newest first.
[[nodiscard]] std::vector<MessageLine> message_lines(Context& context);

class MessageList {
  public:
    // Once a frame, before anything is drawn.
    void look(Context& context) { lines_ = message_lines(context); }

    [[nodiscard]] bool is_open() const { return open_; }

    void toggle();

    [[nodiscard]] std::int64_t unread() const;

    // Under the bell; `right` and `top`: of the list.
    void draw(Context& context, float right, float top);

  private:
    void draw_head(Context& context, const ui::Rect& head);
    void draw_line(Context& context, const MessageLine& line, const ui::Rect& cell) const;
    void open_line(Context& context, std::size_t at);
    void keep_read(Context& context, const std::set<std::string>& more) const;

    bool open_ = false;
    ui::ListState list_;
    std::vector<MessageLine> lines_;
};

}  // namespace branchline::screens
