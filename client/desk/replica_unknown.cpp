// What newer programs declare and this one does not know (SYNC 6.2): fields are carried as they
// come (sync/row_codec.h), of entities only the log is kept.
#include "desk/replica.h"
#include "desk/stored_sync.h"

namespace branchline::desk {

bool Replica::hub_knows_more() const {
    return settings_.integer(setting::hub_catalogue) > catalogue_.number();
}

// What another catalogue declares stays in the log as it came (head office may ask for it again),
// and comes as rows once the program knows it (SYNC 6.2).
sync::Entry Replica::known_part(const sync::Entry& entry) {
    sync::Entry known = entry;
    std::set<sync::RowKey> left;
    std::erase_if(known.effects, [&](const sync::Effect& effect) {
        const bool is_strange = catalogue_.entity(effect.entity) == nullptr;
        if (is_strange && effect.kind == sync::EffectKind::leave) left.insert(effect.key());
        return is_strange;
    });
    std::erase_if(known.rows, [&](const sync::RowState& row) {
        const bool is_strange = catalogue_.entity(row.entity) == nullptr;
        if (is_strange && entry.kind == sync::EntryKind::leave) left.insert(row.key());
        return is_strange;
    });
    if (!left.empty()) forget_content(left);
    return known;
}

// Who reads rows of an entity that is not known here cannot be said here: of those the kept log
// tells nothing any more.
void Replica::forget_strange() {
    std::set<sync::RowKey> strange;
    tail_.scan(0, [&](BytesView bytes) {
        for (const sync::Effect& effect : stored_entry(bytes).effects) {
            if (catalogue_.entity(effect.entity) == nullptr) strange.insert(effect.key());
        }
        return true;
    });
    if (!strange.empty()) forget_content(strange);
}

}  // namespace branchline::desk
