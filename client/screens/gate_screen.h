// Before the desk is open: the first run, with a code of the office, and the
// lock, behind which nothing of the data is drawn.
#pragma once

#include <string>

#include "screens/screen.h"
#include "ui/field.h"

namespace branchline::screens {

class LockScreen final : public Screen {
  public:
    void draw(Context& context, const ui::Rect& area) override;

  private:
    std::string password_;
    std::string fault_;
    live::Ticket opening_ = 0;
    bool first_ = true;
};

class FirstRunScreen final : public Screen {
  public:
    void draw(Context& context, const ui::Rect& area) override;

  private:
    void draw_language(Context& context, ui::Rect& inside);
    void draw_code(Context& context, ui::Rect& inside);
    void draw_password(Context& context, ui::Rect& inside);

    int step_ = 0;
    std::string code_;
    std::string password_;
    std::string again_;
    std::string fault_;
    live::Ticket enrolling_ = 0;
    bool focus_ = true;
};

}  // namespace branchline::screens
