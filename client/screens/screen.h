// What every place of the window is: something that draws itself into an area from the newest
// answers.
#pragma once

#include "screens/context.h"

namespace branchline::screens {

class Screen {
  public:
    virtual ~Screen() = default;
    virtual void draw(Context& context, const ui::Rect& area) = 0;

    // One has come to it with these words: a filter, "edit", "step NAME".
    virtual void arrive(const Place& place) { static_cast<void>(place); }

    // One goes elsewhere: what is typed and not saved is kept.
    virtual void leave(live::Model& model) { static_cast<void>(model); }

    // What it made is a place of its own now: false if that wants a screen of its own.
    virtual bool becomes(const Place& place) {
        static_cast<void>(place);
        return false;
    }
};

}  // namespace branchline::screens
