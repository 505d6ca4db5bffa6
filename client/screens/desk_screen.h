// This desk and head office: how the line stands, what waits, whether both agree, who is
// registered; language, look and password of this computer. What head office decides is read here
// and changed there.
#pragma once

#include <memory>
#include <string>

#include "screens/list_screen.h"
#include "screens/screen.h"

namespace branchline::screens {

class DeskScreen final : public Screen {
  public:
    ~DeskScreen() override { forget_passwords(); }

    void draw(Context& context, const ui::Rect& area) override;
    void leave(live::Model& model) override;

  private:
    void draw_page(Context& context, const ui::Rect& area);
    // These give where they end.
    float draw_sync(Context& context, ui::Rect area);
    float draw_settings(Context& context, ui::Rect area);
    float draw_password(Context& context, ui::Rect area);
    void draw_counts(Context& context, ui::Rect& area) const;
    void take_change(Context& context);
    void forget_passwords();

    std::size_t tab_ = 0;
    std::unique_ptr<ListScreen> devices_;
    std::unique_ptr<ListScreen> users_;
    std::unique_ptr<ListScreen> branches_;
    std::string present_;
    std::string next_;
    std::string again_;
    std::string fault_;
    live::Ticket changing_ = 0;
};

}  // namespace branchline::screens
