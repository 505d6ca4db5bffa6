// A page that may be longer than its place: the wheel moves it, the keyboard's cursor takes it
// along, a bar shows how far it is. What is drawn while it lives is drawn into it. On the thread of
// the window.
#pragma once

#include <string>
#include <string_view>

#include "ui/canvas.h"

namespace branchline::ui {

class Scrolled {
  public:
    // The bar stands within `margin`, at the right of the place.
    Scrolled(Canvas& canvas, std::string_view id, const Rect& place, float margin = 0);
    Scrolled(const Scrolled&) = delete;
    Scrolled& operator=(const Scrolled&) = delete;
    ~Scrolled();

    // Where to draw: the place, moved up by what is scrolled, and longer than any page is.
    [[nodiscard]] const Rect& page() const { return page_; }

    [[nodiscard]] bool is_in_view(const Rect& part) const;
    // From the next frame on this part stands at the top.
    void show(const Rect& part);
    // Said once, when all is drawn: the length of the page.
    void ends_at(float bottom);

  private:
    Canvas& canvas_;
    std::string id_;
    Rect place_;
    Rect page_;
};

}  // namespace branchline::ui
