#include "live/marks.h"

#include <algorithm>

#include "store/failure.h"
#include "sync/wire.h"

namespace branchline::live {

void Marks::note(const sync::RowKey& key, Place place) {
    std::vector<Place>& places = places_[key];
    const auto at = std::ranges::find(places, place.position, &Place::position);
    if (at == places.end()) {
        places.push_back(place);
    } else {
        at->own = at->own || place.own;
    }
}

void Marks::read(Stage stage) {
    for (const store::LoggedGroup& logged : log_.in_stage(stage, last_position_)) {
        const auto group = sync::decode_group(logged.payload);
        if (!group) throw store::Failure(Code::damaged, "change log");
        for (const sync::Change& change : group->changes) {
            note(change.key(), {logged.position, true});
            const schema::EntitySpec* entity = catalogue_.entity(change.entity);
            if (entity == nullptr || entity->parent == nullptr) continue;
            RowId parent = change.values.id(entity->parent->id);
            if (parent.is_null()) {
                const auto row = rows_.get(change.entity, change.row);
                if (row) parent = row->values.id(entity->parent->id);
            }
            note({catalogue_.entity(entity->parent->target)->id, parent}, {logged.position, false});
        }
    }
}

void Marks::refresh() {
    const std::int64_t last = log_.last_position();
    if (last == last_position_) return;
    for (const Stage stage : {Stage::waiting, Stage::judged, Stage::refused}) read(stage);
    last_position_ = last;
}

// What is settled, withdrawn or dealt with never comes back to its place.
void Marks::drop_settled(std::vector<Place>& places) {
    std::erase_if(places, [&](const Place& place) {
        const auto stage = log_.stage_at(place.position);
        return stage != Stage::waiting && stage != Stage::judged && stage != Stage::refused;
    });
}

bool Marks::any(const sync::RowKey& key, Stage stage) {
    const auto at = places_.find(key);
    if (at == places_.end()) return false;
    drop_settled(at->second);
    const bool found = std::ranges::any_of(
        at->second, [&](const Place& place) { return log_.stage_at(place.position) == stage; });
    if (at->second.empty()) places_.erase(at);
    return found;
}

bool Marks::waiting(const sync::RowKey& key) { return any(key, Stage::waiting); }

bool Marks::refused(const sync::RowKey& key) { return any(key, Stage::refused); }

std::vector<std::int64_t> Marks::in_fold(const sync::RowKey& key) {
    std::vector<std::int64_t> positions;
    const auto at = places_.find(key);
    if (at == places_.end()) return positions;
    for (const Place& place : at->second) {
        const auto stage = log_.stage_at(place.position);
        const bool folded = stage == Stage::waiting || stage == Stage::judged;
        if (place.own && folded) positions.push_back(place.position);
    }
    std::ranges::sort(positions);
    return positions;
}

}  // namespace branchline::live
