// A step that must say why, or that is taken again: asked over the page, before it is taken.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "screens/context.h"

namespace branchline::screens {

struct ReasonState {
    std::string step;  // empty: nothing is asked
    std::string typed;

    void ask(std::string name) {
        step = std::move(name);
        typed.clear();
    }

    // What step_to_take() says; anything else is for others.
    void arrive(const Place& place);
};

// Place::detail of a record at which a step is to be taken, with what was written as its reason.
std::string step_to_take(const schema::Transition& step, std::string_view reason = {});

// What is to be done, once it has been agreed to. `reasons`: texts that a key (1, 2 …) puts in.
std::optional<live::TakeStep> draw_reason(Context& context, const live::RecordAnswer& record,
                                          ReasonState& state, std::span<const Label> reasons = {});

}  // namespace branchline::screens
