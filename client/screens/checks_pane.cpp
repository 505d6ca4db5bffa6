#include "screens/checks_pane.h"

#include <algorithm>

#include "ui/controls.h"

namespace branchline::screens {

namespace {

using Outcome = live::CheckResult::Outcome;

constexpr std::size_t passed_shown = 4;
constexpr float check_height = 26;
constexpr float check_detail_height = 18;

struct OutcomeLook {
    ui::Icon icon;
    ui::Color color;
    Label word;
};

OutcomeLook look_of(const live::CheckResult& check) {
    switch (check.outcome) {
        case Outcome::fail:
            return check.blocks
                       ? OutcomeLook{ui::Icon::x_circle, ui::Color::danger, {"不通过", "Failed"}}
                       : OutcomeLook{
                             ui::Icon::exclamation_triangle, ui::Color::warn, {"不通过", "Failed"}};
        case Outcome::warn:
            return {ui::Icon::exclamation_triangle, ui::Color::warn, {"提醒", "Warning"}};
        case Outcome::unknown:
            return {ui::Icon::slash_circle, ui::Color::offline, {"未知", "Unknown"}};
        case Outcome::not_applicable:
            return {ui::Icon::dash_lg, ui::Color::hint, {"不适用", "Does not apply"}};
        case Outcome::pass:
            break;
    }
    return {ui::Icon::check_circle, ui::Color::ok, {"通过", "Passed"}};
}

bool is_passed(const live::CheckResult& check) { return check.outcome == Outcome::pass; }

bool applies(const live::CheckResult& check) { return check.outcome != Outcome::not_applicable; }

float draw_check(Context& context, const ui::Rect& area, float y, const live::CheckResult& check,
                 ChecksTouch& made, bool chosen) {
    ui::Canvas& canvas = context.canvas;
    const OutcomeLook look = look_of(check);
    const std::string& said = canvas.lang() == Lang::zh ? check.detail_zh : check.detail_en;
    const std::string detail = is_passed(check) ? std::string() : said;
    const float left = area.left + canvas.px(24);
    const float first = y + canvas.px(check_height);
    const float height =
        canvas.px(check_height) + (detail.empty() ? 0 : canvas.px(check_detail_height));
    const ui::Rect row{area.left - canvas.px(8), y, area.right + canvas.px(8), y + height};
    const ui::Touch touch = ui::touch(canvas, check.id, row, !is_passed(check));
    if (touch.hovered || chosen) canvas.fill(row, chosen ? ui::Color::sel : ui::Color::hover, 4);
    if (touch.focused) canvas.focus_ring(row, 4);
    canvas.icon(area.left + canvas.px(8), y + canvas.px(check_height / 2), look.icon, 16,
                look.color);
    const ui::TextStyle style =
        is_passed(check) ? ui::style::body.in(ui::Color::muted) : ui::style::strong;
    canvas.text_in({left, y, area.right, first}, style, context.say(check.what));
    if (!detail.empty()) {
        std::string words = detail;
        if (check.outcome == Outcome::unknown) {
            words = std::string(context.say({"未知：", "Unknown: "})) + detail;
        }
        canvas.text_in(
            {left, first - canvas.px(4), area.right, first + canvas.px(check_detail_height)},
            ui::style::label, words);
    }
    if (canvas.probe().records()) {
        canvas.probe().add({ui::Seen::Kind::item, check.id, std::string(context.say(check.what)),
                            std::string(context.say(look.word)), row.left, row.top, row.right,
                            row.bottom, true, touch.focused, detail});
    }
    if (touch.pressed) made.pressed = check.id;
    return y + height + (is_passed(check) ? 0 : canvas.px(2));
}

std::string counted(const Context& context, int count, const Label& one, const Label& many) {
    const std::string number = std::to_string(count);
    if (context.canvas.lang() == Lang::zh) return number + " " + std::string(many.zh);
    return number + " " + std::string(count == 1 ? one.en : many.en);
}

}  // namespace

CheckCounts count_checks(const live::ChecksAnswer& checks) {
    CheckCounts counts;
    for (const live::CheckResult& each : checks.results) {
        if (each.outcome == Outcome::fail) ++counts.failed;
        if (each.outcome == Outcome::warn) ++counts.warned;
        if (each.outcome == Outcome::unknown) ++counts.unknown;
        if (each.outcome == Outcome::pass) ++counts.passed;
    }
    return counts;
}

std::string checks_words(const Context& context, const live::ChecksAnswer* checks) {
    if (checks == nullptr || count_checks(*checks).judged() == 0) {
        return std::string(context.say({"尚未检查", "Nothing checked yet"}));
    }
    const CheckCounts counts = count_checks(*checks);
    std::string text;
    const auto add = [&](int count, const Label& one, const Label& many) {
        if (count == 0) return;
        if (!text.empty()) text += " · ";
        text += counted(context, count, one, many);
    };
    add(counts.failed, {"项不通过", "error"}, {"项不通过", "errors"});
    add(counts.warned, {"项提醒", "warning"}, {"项提醒", "warnings"});
    add(counts.unknown, {"项未知", "unknown"}, {"项未知", "unknown"});
    if (!text.empty()) return text;
    return context.canvas.lang() == Lang::zh ? std::to_string(counts.passed) + " 项全部通过"
                                             : "All " + std::to_string(counts.passed) + " passed";
}

ChecksTouch draw_checks(Context& context, const ui::Rect& area, const live::ChecksAnswer* checks,
                        const std::string& chosen, bool& all) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "checks");
    ChecksTouch made;
    const float head = area.top + canvas.px(10);
    const float after =
        canvas.text(area.left, head, ui::style::heading, context.say({"检查", "Checks"}));
    const CheckCounts counts = checks == nullptr ? CheckCounts{} : count_checks(*checks);
    const std::string passed = std::to_string(counts.passed);
    const std::string of = std::to_string(counts.judged());
    const std::string words = counts.judged() == 0        ? checks_words(context, checks)
                              : canvas.lang() == Lang::zh ? of + " 项中 " + passed + " 项通过"
                                                          : passed + " of " + of + " passed";
    canvas.text_in({after + canvas.px(8), head - canvas.px(10), area.right, head + canvas.px(10)},
                   ui::style::label, words);
    float y = area.top + canvas.px(28);
    if (checks != nullptr) {
        std::size_t shown = 0;
        for (const live::CheckResult& each : checks->results) {
            if (!applies(each) || (is_passed(each) && !all && shown++ >= passed_shown)) continue;
            y = draw_check(context, area, y, each, made, each.id == chosen);
        }
        const int hidden = counts.passed - static_cast<int>(passed_shown);
        if (hidden > 0 && !all) {
            const std::string more = canvas.lang() == Lang::zh
                                         ? "另 " + std::to_string(hidden) + " 项通过"
                                         : std::to_string(hidden) + " more passed";
            if (ui::link(canvas, "more", area.left + canvas.px(24), y + canvas.px(10), more)) {
                all = true;
            }
            y += canvas.px(24);
        }
    }
    made.bottom = y;
    return made;
}

bool draw_checks_strip(Context& context, const ui::Rect& row, const live::ChecksAnswer* checks,
                       bool open) {
    ui::Canvas& canvas = context.canvas;
    const CheckCounts counts = checks == nullptr ? CheckCounts{} : count_checks(*checks);
    const bool bad = counts.failed > 0;
    const bool passed = counts.judged() > 0 && counts.passed == counts.judged();
    const ui::Color color = bad ? ui::Color::danger : passed ? ui::Color::ok : ui::Color::warn;
    const ui::Touch touch = ui::touch(canvas, "checks strip", row);
    canvas.fill(row, counts.judged() == 0 ? ui::Color::alt : ui::ground_of(color), 6);
    ui::Rect inside = row.inset(canvas.px(12), 0);
    canvas.icon(inside.left + canvas.px(7), inside.mid_y(),
                bad      ? ui::Icon::x_circle
                : passed ? ui::Icon::check_circle
                         : ui::Icon::exclamation_triangle,
                14, counts.judged() == 0 ? ui::Color::muted : color);
    const ui::Rect arrow = inside.cut_right(canvas.px(20));
    canvas.icon(arrow.mid_x(), arrow.mid_y(), open ? ui::Icon::chevron_up : ui::Icon::chevron_down,
                12, ui::Color::muted);
    inside.left += canvas.px(24);
    const std::string words = checks_words(context, checks);
    std::string first;
    if (checks != nullptr && !checks->results.empty() && !is_passed(checks->results.front())) {
        first = context.say(checks->results.front().what);
    }
    const float end =
        canvas.text(inside.left, inside.mid_y(),
                    ui::style::strong.in(counts.judged() == 0 ? ui::Color::muted : color), words);
    canvas.text_in({end + canvas.px(12), inside.top, inside.right, inside.bottom},
                   ui::style::secondary, first);
    if (touch.focused) canvas.focus_ring(row, 6);
    if (canvas.probe().records()) {
        canvas.probe().add({ui::Seen::Kind::button, "checks strip", words, first, row.left, row.top,
                            row.right, row.bottom, true, touch.focused});
    }
    return touch.pressed;
}

}  // namespace branchline::screens
