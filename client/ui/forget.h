// What the toolkit remembers of what was typed: the text of the field that has, or had, the
// keyboard, and what can be taken back in it. Passwords, and at the lock everything, must not be
// found there afterwards. On the thread of the window.
#pragma once

namespace branchline::ui {

// All of it. A field that still has the keyboard is empty then.
void forget_typed();

// Once a frame, before anything is drawn: a password whose field has lost the keyboard, or is not
// there any more.
void forget_left_secret();

// Around every field: the next one writes over the start of a password that was typed before it,
// and what lies behind that would stay.
class SecretBefore {
  public:
    SecretBefore();
    SecretBefore(const SecretBefore&) = delete;
    SecretBefore& operator=(const SecretBefore&) = delete;
    ~SecretBefore();

  private:
    unsigned secret_;  // whose field had the keyboard; 0: it was none
};

}  // namespace branchline::ui
