#include "screens/gate_screen.h"

#include <imgui.h>

#include <cmath>

#include "base/text.h"
#include "desk/profile.h"
#include "ui/controls.h"
#include "ui/forget.h"

namespace branchline::screens {

namespace {

constexpr std::size_t password_least = 8;
constexpr std::size_t password_room = 256;

ui::Rect centred(Context& context, const ui::Rect& area, float width, float height) {
    ui::Canvas& canvas = context.canvas;
    const float left = std::round(area.mid_x() - canvas.px(width) / 2);
    const float top = std::round(area.mid_y() - canvas.px(height) / 2 - canvas.px(20));
    const ui::Rect panel{left, top, left + canvas.px(width), top + canvas.px(height)};
    canvas.fill(area, ui::Color::rail);
    canvas.fill(panel, ui::Color::panel, 10);
    canvas.outline(panel, ui::Color::line, 10);
    return panel.inset(canvas.px(28), canvas.px(24));
}

// What ought to be a replica and is none has lost its first page.
bool is_damage(Code code) { return code == Code::damaged || code == Code::foreign_file; }

bool wide_button(Context& context, std::string_view id, ui::Rect row, std::string_view label,
                 std::string_view objection) {
    return ui::button(
        context.canvas, id, {row.left, row.top, row.right, row.top + context.canvas.px(32)},
        {label, ui::Icon::none, shown_keys("Enter"), ui::ButtonKind::primary, objection});
}

}  // namespace

void LockScreen::draw_profile(Context& context, ui::Rect& inside) const {
    ui::Canvas& canvas = context.canvas;
    if (!profile_.directory.empty()) {
        canvas.text_in(inside.cut_bottom(canvas.px(20)), ui::style::label.in(ui::Color::hint),
                       profile_.directory, ui::Align::middle);
    }
    if (!profile_.sample_password.empty()) {
        canvas.text_in(
            inside.cut_bottom(canvas.px(24)), ui::style::label,
            std::string(context.say({"样例公司，密码：", "Sample company, password: "})) +
                profile_.sample_password,
            ui::Align::middle);
    }
}

// It stands there to be read: what is wrong with the data, and what to do.
void LockScreen::draw_trouble(Context& context, ui::Rect inside) {
    const std::optional<Error>& trouble = trouble_of(context);
    if (!trouble) return;
    ui::Canvas& canvas = context.canvas;
    const Lang lang = canvas.lang();
    const auto say = [&](const ui::TextStyle& style, std::string_view text) {
        inside.cut_top(canvas.paragraph(inside, style, text) + canvas.px(6));
    };
    inside.cut_top(canvas.px(44));
    const Code code = is_damage(trouble->code) ? Code::damaged : trouble->code;
    say(ui::style::strong.in(ui::Color::danger), code_label(code).in(lang));
    if (code != Code::damaged) say(ui::style::secondary, trouble->hint(lang));
    const bool found_at_work = context.model.trouble().has_value();
    if (!damaged_ && !found_at_work) return;
    say(ui::style::secondary,
        context.say({"请不要删除任何文件。在能连上总部时修复：读得出来的都会保留，缺的从总部取回，"
                     "损坏的文件另存一份。",
                     "Do not delete any file. Repair it while head office can be reached: all that "
                     "can be read is kept, what is missing is fetched, and the damaged file stays "
                     "beside it."}));
    if (found_at_work) {
        say(ui::style::secondary,
            context.say({"解锁后可以查阅还能读的资料，修复之前不能保存。",
                         "Unlocked, what can be read can be looked at; nothing is saved until it "
                         "is repaired."}));
    }
    draw_repair(context, inside);
}

// What the last attempt ran into; before any, what was found while the desk was open.
const std::optional<Error>& LockScreen::trouble_of(const Context& context) const {
    return trouble_ ? trouble_ : context.model.trouble();
}

void LockScreen::draw_repair(Context& context, ui::Rect& inside) {
    ui::Canvas& canvas = context.canvas;
    if (opening_ != 0 && repairs_) {
        std::string words(context.say({"正在修复", "Repairing"}));
        const auto at = context.model.work().find(opening_);
        if (at != context.model.work().end() && at->second.rows > 0) {
            words += " · " + grouped(at->second.rows) +
                     std::string(context.say({" 条记录", " records"}));
        }
        canvas.text_in(inside.cut_top(canvas.px(32)), ui::style::strong, words, ui::Align::middle);
        return;
    }
    const std::string_view objection =
        opening_ != 0       ? context.say({"正在打开", "opening"})
        : password_.empty() ? context.say({"先在上面输入密码", "enter the password above first"})
                            : std::string_view{};
    const ui::Rect row = inside.cut_top(canvas.px(32));
    const ui::ButtonLook look{
        context.say({"修复", "Repair"}), ui::Icon::none, {}, ui::ButtonKind::primary, objection};
    if (ui::button(canvas, "repair", row, look)) {
        opening_ = context.model.perform(live::Repair{password_});
        repairs_ = true;
        wipe(password_);
        ui::forget_typed();
    }
}

void LockScreen::take_outcome(Context& context) {
    const auto outcome = context.model.outcome_of(opening_);
    if (!outcome) return;
    opening_ = 0;
    first_ = true;
    damaged_ = repairs_ || (outcome->error && is_damage(outcome->error->code));
    repairs_ = false;
    if (!outcome->error) return;
    const Code code = outcome->error->code;
    if (code == Code::wrong_password || code == Code::wait_before_retry) {
        fault_ = words_of(context, *outcome->error);
    } else {
        trouble_ = outcome->error;
    }
}

void LockScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "lock");
    ui::Rect inside = centred(context, area, 360, trouble_of(context) ? 560 : 316);
    draw_profile(context, inside);
    const live::StatusAnswer& status = context.model.status();
    ui::Rect head = inside.cut_top(canvas.px(56));
    ui::avatar(canvas, head.mid_x(), head.mid_y(), 40, status.user_name);
    canvas.text_in(inside.cut_top(canvas.px(28)), ui::style::title,
                   status.user_name.empty() ? context.say({"已锁定", "Locked"})
                                            : std::string_view(status.user_name),
                   ui::Align::middle);
    canvas.text_in(inside.cut_top(canvas.px(24)), ui::style::label,
                   context.say({"草稿都已保留", "Your drafts are safe"}), ui::Align::middle);
    inside.cut_top(canvas.px(8));
    ui::FieldLook look;
    look.hint = context.say({"密码", "Password"});
    look.password = true;
    look.focus = first_;
    look.error = fault_;
    first_ = false;
    password_.reserve(password_room);  // grown, it would leave its old memory behind
    ui::Rect block = inside.cut_top(canvas.px(56));
    const ui::FieldTouch touch = ui::field_block(canvas, "password", block, password_, look);
    if (touch.changed) fault_.clear();
    const bool busy = opening_ != 0;
    const bool go = wide_button(context, "unlock", inside, context.say({"解锁", "Unlock"}),
                                busy ? context.say({"正在打开", "opening"}) : std::string_view{});
    if (!busy && (go || touch.entered) && !password_.empty()) {
        opening_ = context.model.perform(live::Unlock{password_});
        repairs_ = false;
        wipe(password_);
        ui::forget_typed();
        trouble_.reset();
    }
    draw_trouble(context, inside);
    if (busy) take_outcome(context);
}

void FirstRunScreen::draw_language(Context& context, ui::Rect& inside) {
    ui::Canvas& canvas = context.canvas;
    canvas.text_in(inside.cut_top(canvas.px(24)), ui::style::secondary,
                   "选择语言 · Choose a language");
    inside.cut_top(canvas.px(8));
    const auto choose = [&](std::string_view id, std::string_view label, std::string_view value) {
        ui::Rect row = inside.cut_top(canvas.px(40));
        row.bottom = row.top + canvas.px(32);
        if (ui::button(canvas, id, row, {label})) {
            context.model.keep("language", std::string(value));
            step_ = 1;
            focus_ = true;
        }
    };
    choose("zh", "中文", "zh");
    choose("en", "English", "en");
}

void FirstRunScreen::draw_code(Context& context, ui::Rect& inside) {
    ui::Canvas& canvas = context.canvas;
    const float height = canvas.paragraph(
        inside, ui::style::secondary,
        context.say(
            {"向管理员要一个登记码。它只能用一次，24 小时内有效。",
             "Ask your administrator for an enrolment code. It works once, within 24 hours."}));
    inside.cut_top(height + canvas.px(12));
    ui::FieldLook look;
    look.label = context.say({"登记码", "Enrolment code"});
    look.focus = focus_;
    focus_ = false;
    const ui::FieldTouch touch =
        ui::field_block(canvas, "code", inside.cut_top(canvas.px(64)), code_, look);
    const bool ready = trim(code_).size() > 8;
    const bool go = wide_button(
        context, "next", inside.cut_top(canvas.px(44)), context.say({"下一步", "Next"}),
        ready ? std::string_view{} : context.say({"先填登记码", "enter the code first"}));
    if (ready && (go || touch.entered)) {
        step_ = 2;
        focus_ = true;
    }
}

void FirstRunScreen::draw_password(Context& context, ui::Rect& inside) {
    ui::Canvas& canvas = context.canvas;
    canvas.text_in(inside.cut_top(canvas.px(28)), ui::style::secondary,
                   context.say({"这个密码只在本机有效，用来打开你的资料。",
                                "This password opens your data on this computer only."}));
    ui::FieldLook look;
    look.label = context.say({"新密码", "New password"});
    look.password = true;
    look.focus = focus_;
    focus_ = false;
    password_.reserve(password_room);
    again_.reserve(password_room);
    ui::field_block(canvas, "password", inside.cut_top(canvas.px(60)), password_, look);
    look.label = context.say({"再输一次", "Once more"});
    look.focus = false;
    look.error = fault_;
    const ui::FieldTouch touch =
        ui::field_block(canvas, "again", inside.cut_top(canvas.px(76)), again_, look);
    if (touch.changed) fault_.clear();
    if (!desk::replica_is_encrypted) draw_leave(context, inside);
    const std::string_view why_not = objection(context);
    const bool go = wide_button(context, "enroll", inside.cut_top(canvas.px(44)),
                                context.say({"登记本机", "Enrol this computer"}), why_not);
    if (touch.entered && enrolling_ == 0) fault_ = why_not;
    if (why_not.empty() && (go || touch.entered)) {
        enrolling_ = context.model.perform(
            live::Enroll{std::string(trim(code_)), password_, accepts_plain_});
    }
    take_enrolled(context);
}

// Whoever registers here must know that the disk of this computer holds everything in the clear.
void FirstRunScreen::draw_leave(Context& context, ui::Rect& inside) {
    ui::Canvas& canvas = context.canvas;
    const float height = canvas.paragraph(
        inside, ui::style::label.in(ui::Color::warn),
        context.say({"这个版本不加密本机的数据：谁能读这台电脑的磁盘，谁就能读到它。",
                     "This build does not encrypt the data on this computer: whoever can read its "
                     "disk can read it."}));
    inside.cut_top(height + canvas.px(4));
    if (ui::check_line(canvas, "accept_unencrypted", inside.cut_top(canvas.px(28)), accepts_plain_,
                       context.say({"我知道，仍然登记", "I know, enrol all the same"}))) {
        accepts_plain_ = !accepts_plain_;
        fault_.clear();
    }
    inside.cut_top(canvas.px(8));
}

std::string_view FirstRunScreen::objection(const Context& context) const {
    if (enrolling_ != 0) return context.say({"正在登记", "enrolling"});
    if (password_.size() < password_least) {
        return context.say({"至少 8 个字符", "at least 8 characters"});
    }
    if (password_ != again_) return context.say({"两次不一样", "the two differ"});
    if (!desk::replica_is_encrypted && !accepts_plain_) {
        return context.say({"先勾选：数据不加密", "tick first that the data is not encrypted"});
    }
    return {};
}

void FirstRunScreen::take_enrolled(Context& context) {
    if (enrolling_ == 0) return;
    const auto outcome = context.model.outcome_of(enrolling_);
    if (!outcome) return;
    enrolling_ = 0;
    if (!outcome->error) return;
    fault_ = words_of(context, *outcome->error);
    if (outcome->error->code == Code::wrong_code) step_ = 1;
}

FirstRunScreen::~FirstRunScreen() {
    wipe(password_);
    wipe(again_);
    ui::forget_typed();
}

void FirstRunScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "first run");
    ui::Rect inside = centred(context, area, 440, 456);
    ui::Rect head = inside.cut_top(canvas.px(40));
    canvas.text_in(head, ui::style::page,
                   context.say({"欢迎使用 Branchline", "Welcome to Branchline"}));
    ui::Rect steps = inside.cut_top(canvas.px(28));
    for (int i = 0; i < 3; ++i) {
        const float x = steps.left + canvas.px(static_cast<float>(6 + i * 18));
        if (i <= step_) {
            canvas.disc(x, steps.mid_y(), 4, ui::Color::accent_fill);
        } else {
            canvas.ring(x, steps.mid_y(), 3.5F, ui::Color::line_strong, 1);
        }
    }
    ui::Rect foot = inside.cut_bottom(canvas.px(28));
    if (step_ == 0) draw_language(context, inside);
    if (step_ == 1) draw_code(context, inside);
    if (step_ == 2) draw_password(context, inside);
    if (step_ == 1 && !fault_.empty()) {
        canvas.text_in(inside.cut_top(canvas.px(24)), ui::style::label.in(ui::Color::danger),
                       fault_);
    }
    draw_foot(context, foot, inside);
}

void FirstRunScreen::draw_foot(Context& context, const ui::Rect& foot, const ui::Rect& panel) {
    ui::Canvas& canvas = context.canvas;
    if (step_ > 0 && ui::link(canvas, "back", foot.right - canvas.px(60), foot.mid_y(),
                              context.say({"上一步", "Back"}))) {
        --step_;
        focus_ = true;
    }
    if (ui::link(canvas, "sample", foot.left, foot.mid_y(),
                 context.say({"先看看样例公司", "Open the sample company"}))) {
        if (sample_.empty()) {
            sample_missed_ = true;
        } else {
            context.open_sample();
        }
    }
    if (!sample_missed_) return;
    const ui::Rect words{panel.left, foot.top - canvas.px(44), panel.right, foot.top};
    canvas.paragraph(
        words, ui::style::label.in(ui::Color::warn),
        context.say({"这台电脑上没有样例公司。tools/seed small --out 目录 会做一个，"
                     "branchline --sample 目录 打开它。",
                     "It is not on this computer. tools/seed small --out DIR makes it, "
                     "branchline --sample DIR opens it."}));
}

}  // namespace branchline::screens
