// Before the desk is open: the first run, with a code of the office, and the
// lock, behind which nothing of the data is drawn.
#pragma once

#include <optional>
#include <string>

#include "base/secret.h"
#include "screens/screen.h"
#include "ui/field.h"

namespace branchline::screens {

// Which data a lock is before.
struct LockedProfile {
    std::string directory;        // as it is shown; empty: not told
    std::string sample_password;  // of the sample company, which is no secret; empty: one's own
};

class LockScreen final : public Screen {
  public:
    explicit LockScreen(LockedProfile profile) : profile_(std::move(profile)) {}

    ~LockScreen() override { wipe(password_); }

    void draw(Context& context, const ui::Rect& area) override;

  private:
    void draw_profile(Context& context, ui::Rect& inside) const;
    void draw_trouble(Context& context, ui::Rect inside);
    void draw_repair(Context& context, ui::Rect& inside);
    [[nodiscard]] const std::optional<Error>& trouble_of(const Context& context) const;
    void take_outcome(Context& context);

    LockedProfile profile_;
    std::string password_;
    std::string fault_;             // of the password
    std::optional<Error> trouble_;  // of the data behind it
    live::Ticket opening_ = 0;
    bool repairs_ = false;  // what `opening_` is about
    bool damaged_ = false;  // a repair may help
    bool first_ = true;
};

class FirstRunScreen final : public Screen {
  public:
    // `sample`: where the sample company lies; empty: not on this computer.
    explicit FirstRunScreen(std::string sample) : sample_(std::move(sample)) {}

    ~FirstRunScreen() override;

    void draw(Context& context, const ui::Rect& area) override;

  private:
    void draw_language(Context& context, ui::Rect& inside);
    void draw_code(Context& context, ui::Rect& inside);
    void draw_password(Context& context, ui::Rect& inside);
    void draw_foot(Context& context, const ui::Rect& foot, const ui::Rect& panel);
    void draw_leave(Context& context, ui::Rect& inside);
    [[nodiscard]] std::string_view objection(const Context& context) const;
    void take_enrolled(Context& context);

    std::string sample_;
    bool sample_missed_ = false;  // it was chosen, and is not there
    int step_ = 0;
    std::string code_;
    std::string password_;
    std::string again_;
    std::string fault_;
    bool accepts_plain_ = false;  // ticked: the data is not encrypted
    live::Ticket enrolling_ = 0;
    bool focus_ = true;
};

}  // namespace branchline::screens
