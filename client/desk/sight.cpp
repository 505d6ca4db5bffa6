#include "desk/sight.h"

#include <algorithm>

#include "base/civil.h"
#include "desk/replica.h"
#include "desk/stored_sync.h"
#include "domain/grants.h"

namespace branchline::desk {

sync::GrantFields grant_fields() {
    const domain::GrantNumbers n;
    return {n.grant, n.user, n.branch, n.role, n.archived, n.user_entity, n.disabled};
}

std::optional<sync::Lineage> OwnGroups::lineage(const OpId& op) {
    const auto logged = log_.by_op(op);
    if (!logged) return std::nullopt;
    sync::Group group = stored_group(*logged);
    return sync::Lineage{group.origin, std::move(group.depends_on)};
}

sync::EditTime edit_time(const Clock& clock, const store::BootClocks& clocks,
                         const store::Settings& settings) {
    sync::EditTime edit;
    edit.boot = clock.boot_time();
    if (const auto offset = clocks.offset(edit.boot.boot_id)) {
        edit.corrected_ms = edit.boot.ms + *offset;
        edit.measured = true;
    } else {
        edit.corrected_ms = settings.integer(setting::last_contact_ms);
    }
    return edit;
}

sync::FoldTime fold_time(const Clock& clock, const store::BootClocks& clocks,
                         const store::Settings& settings) {
    const sync::EditTime edit = edit_time(clock, clocks, settings);
    sync::FoldTime time;
    // Unmeasured, the wall clock bounds only what this desk shows; the hub judges by its own.
    time.now_ms = edit.measured ? edit.corrected_ms : std::max(edit.corrected_ms, clock.wall_ms());
    time.today = date_of(time.now_ms, settings.integer(setting::offset_minutes, 480));
    return time;
}

}  // namespace branchline::desk
