#include "screens/bulk_steps.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "schema/role.h"

namespace branchline::screens {

namespace {

// How many steps lead on from where it leads to: none, and it has ended something.
std::ptrdiff_t ways_on(const schema::EntitySpec& entity, const schema::Transition& step) {
    return std::ranges::count_if(entity.transitions, [&](const schema::Transition& next) {
        return (next.from & schema::state_bit(step.to)) != 0;
    });
}

}  // namespace

std::vector<const schema::Transition*> bulk_steps(const schema::EntitySpec& entity,
                                                  schema::RoleMask roles) {
    std::vector<const schema::Transition*> steps;
    for (const schema::Transition& step : entity.transitions) {
        const bool offered = (step.roles & roles & schema::everyone) != 0 && step.reason == 0;
        const bool known =
            std::ranges::find(steps, step.name, &schema::Transition::name) != steps.end();
        if (offered && !known) steps.push_back(&step);
    }
    std::ranges::stable_sort(steps, {}, [&](const schema::Transition* step) {
        return std::pair(!step->forward, -ways_on(entity, *step));
    });
    return steps;
}

}  // namespace branchline::screens
