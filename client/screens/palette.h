// Ctrl+K: one field that finds any record and runs any command, by any part of its name in either
// language, by pinyin initials, number or the end of a telephone number.
#pragma once

#include <string>
#include <vector>

#include "screens/context.h"

namespace branchline::screens {

class Palette {
  public:
    void open(std::string typed = {});

    void close() { open_ = false; }

    [[nodiscard]] bool is_open() const { return open_; }

    // `commands`: what can be done where one is. Gives the id of a command that was chosen.
    std::string draw(Context& context, const std::vector<Command>& commands);

  private:
    struct Line {
        std::string title;
        std::string detail;
        std::string keys;
        std::string objection;
        ui::Icon icon = ui::Icon::none;
        std::string command;  // else a record
        sync::RowKey key;
    };

    [[nodiscard]] std::vector<Line> lines(Context& context,
                                          const std::vector<Command>& commands) const;
    bool draw_lines(Context& context, ui::Rect& inside, const std::vector<Line>& all);
    std::string take_line(Context& context, const Line& line);
    void draw_line(Context& context, const ui::Rect& row, const Line& line, bool chosen) const;

    // What is typed before the field has the keyboard is its, too.
    void give_letters();

    bool open_ = false;
    bool focus_ = false;
    bool has_keyboard_ = false;
    std::u32string letters_before_;
    std::string typed_;
    std::size_t chosen_ = 0;
};

// How well a command's name fits what was typed; 0: not at all.
int fit_of(std::string_view name, std::string_view typed);

}  // namespace branchline::screens
