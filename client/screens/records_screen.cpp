#include "screens/records_screen.h"

#include "ui/controls.h"
#include "ui/scrolled.h"

namespace branchline::screens {

void RecordsScreen::draw(Context& context, const ui::Rect& area) {
    ui::Canvas& canvas = context.canvas;
    const ui::Canvas::Scope scope(canvas, "records");
    ui::Rect page = area.inset(canvas.px(20), 0);
    page.top += canvas.px(12);
    canvas.text_in(page.cut_top(canvas.px(44)), ui::style::page,
                   context.say({"全部资料", "All records"}));
    ui::Scrolled cards(canvas, "cards", {area.left, page.top, area.right, page.bottom});
    cards.ends_at(draw_cards(context, page, cards.page().top) + canvas.px(12));
}

float RecordsScreen::draw_cards(Context& context, const ui::Rect& page, float y) {
    ui::Canvas& canvas = context.canvas;
    const float width = canvas.px(260);
    float x = page.left;
    for (const schema::EntitySpec* entity : context.catalogue().entities()) {
        const schema::RoleMask roles = context.model.status().roles;
        const bool readable = ((entity->rights.read | entity->rights.read_assigned) & roles) != 0;
        if (!readable) continue;
        if (x + width > page.right && x > page.left) {
            x = page.left;
            y += canvas.px(44);
        }
        const ui::Rect card{x, y, std::min(x + width - canvas.px(12), page.right),
                            y + canvas.px(36)};
        const ui::Touch touch = ui::touch(canvas, entity->name, card);
        if (touch.hovered) canvas.fill(card, ui::Color::hover, 6);
        canvas.icon(card.left + canvas.px(18), card.mid_y(), icon_of(*entity), 16,
                    ui::Color::muted);
        canvas.text_in(
            {card.left + canvas.px(38), card.top, card.right - canvas.px(70), card.bottom},
            ui::style::body, plural_of(*entity, canvas.lang()));
        live::FiguresQuestion question;
        question.entity = entity->id;
        const auto figures = context.model.see("records/" + std::string(entity->name), question);
        if (figures != nullptr && !figures->error && !figures->value.lines.empty()) {
            canvas.text_left_of(card.right - canvas.px(8), card.mid_y(), ui::style::label,
                                grouped(figures->value.lines.front().rows));
        }
        if (touch.focused) canvas.focus_ring(card, 6);
        if (canvas.probe().records()) {
            canvas.probe().add({ui::Seen::Kind::button,
                                std::string(entity->name),
                                std::string(plural_of(*entity, canvas.lang())),
                                {},
                                card.left,
                                card.top,
                                card.right,
                                card.bottom,
                                true,
                                touch.focused});
        }
        if (touch.pressed) context.go({Place::Kind::list, entity->id, {}, {}});
        x += width;
    }
    return y + canvas.px(36);
}

}  // namespace branchline::screens
