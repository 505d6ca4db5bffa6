// What a screen is given in a frame: the canvas, the newest answers, and a place for wishes. Wishes
// (going somewhere, acting, commands) are carried out after the frame, so that drawing changes
// nothing but the screen's own state.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live/model.h"
#include "screens/words.h"
#include "ui/canvas.h"

namespace branchline::screens {

// Where one can be.
struct Place {
    enum class Kind : std::uint8_t {
        home,
        inbox,
        list,    // of `entity`
        record,  // `row` of `entity`
        create,  // a new record of `entity`; `row`: what it is made for or copied from
        review,
        contracts,
        records,  // every kind of record there is
        desk      // sync, devices, settings
    };
    Kind kind = Kind::home;
    schema::EntityId entity = 0;
    RowId row;
    std::string detail;  // a filter to begin with, or what to do there

    friend bool operator==(const Place&, const Place&) = default;
};

// Everything that can be done has a command: menus, buttons, shortcuts, palette and the key list
// are the same list. What can be done differs by place, so the list is offered anew in every frame.
struct Command {
    std::string id;  // "order.approve", "go.customers"; permanent
    Label label;
    std::string_view keys = {};  // "Ctrl+N"; letters and F-keys only, as they lie alike everywhere
    ui::Icon icon = ui::Icon::none;
    std::string objection = {};  // why it cannot be done now
    std::string title = {};      // in place of the label, where it names a record
    std::function<void()> run = {};
    bool over_fields = false;  // its keys are not for the field that is being typed in
};

class Context {
  public:
    Context(ui::Canvas& on, live::Model& from, std::int64_t frame_ms)
        : canvas(on), model(from), now_ms(frame_ms) {
        const live::StatusAnswer& status = model.status();
        manner = {canvas.lang(), status.offset_minutes, status.today, status.now_ms};
    }

    ui::Canvas& canvas;
    live::Model& model;
    Manner manner;
    std::int64_t now_ms;   // boot time, for toasts and fading
    bool covered = false;  // palette or dialog lies over the page: no shortcuts for it

    [[nodiscard]] const schema::Catalogue& catalogue() const { return model.catalogue(); }

    [[nodiscard]] const schema::EntitySpec& entity(std::string_view name) const {
        return *model.catalogue().entity(name);
    }

    [[nodiscard]] std::string_view say(const Label& label) const { return canvas.say(label); }

    // --- wishes ---
    void go(Place place) { going_ = std::move(place); }

    void back() { back_ = true; }

    void open_palette(std::string typed = {}) { palette_ = std::move(typed); }

    // Offers a command; the first one offered under an id counts.
    void offer(Command command);

    // Runs an offered command by its id, or says why not.
    void run(std::string_view id) { asked_.emplace_back(id); }

    // A message of the window itself: what happened, what it means.
    void tell(std::string result, std::string meaning = {}, bool bad = false);

    // In place of a profile of one's own.
    void open_sample() { sample_ = true; }

    // Draw again at that moment (of `now_ms`), although nothing happens until then.
    void wake_at(std::int64_t at_ms) { wake_ms_ = std::min(wake_ms_.value_or(at_ms), at_ms); }

    // --- for the one who carries them out ---
    struct Told {
        std::string result;
        std::string meaning;
        bool bad = false;
    };

    std::optional<Place> going_;
    bool back_ = false;
    std::optional<std::string> palette_;
    std::optional<std::int64_t> wake_ms_;
    bool sample_ = false;
    std::vector<Command> offered_;
    std::vector<std::string> asked_;
    std::vector<Told> told_;
};

// Text of an error for a person, in the words of the catalogue: what happened and what to do; and
// each of the two alone.
std::string words_of(const Context& context, const Error& error);
std::string what_is_wrong(const Context& context, const Error& error);
std::string what_to_do(const Context& context, const Error& error);
// "Ctrl N" as it is shown on key caps.
std::string shown_keys(std::string_view keys);

}  // namespace branchline::screens
