// A database whose buckets were made by earlier rules, or its hashes by an earlier catalogue, is
// brought up to date when it is opened.
// Where rows stood in between is not known any more: an entry of the log is found under the buckets
// in which its rows are now.
#include "hub/indexer.h"
#include "store/failure.h"
#include "sync/wire.h"

namespace branchline::hub {

void Indexer::for_every_row(const std::function<void(const sync::RowState&)>& each) {
    for (const schema::EntitySpec* entity : tables_.catalogue.entities()) {
        for (RowId after;;) {
            const auto page = tables_.rows.scan(entity->id, after, 1'000);
            if (page.empty()) break;
            after = page.back().id;
            for (const store::StoredRow& stored : page) {
                each(*state_.row({entity->id, stored.id}));
            }
        }
    }
}

void Indexer::add_up_anew() {
    tables_.hashes.clear();
    for_every_row([this](const sync::RowState& row) {
        count(row, tables_.buckets.of_row(row.entity, row.id), true);
    });
    finish();
}

void Indexer::rebuild() {
    tables_.buckets.clear_rows();
    tables_.hashes.clear();
    for_every_row([this](const sync::RowState& row) {
        const Numbers numbers = numbers_of(row);
        move(row, {}, numbers);
        count(row, numbers, true);
    });
    touched_.clear();
    tables_.log.scan(tables_.log.horizon(), [&](const store::LogRow& row) {
        if (row.kind == store::LogKind::epoch) {
            logged_for_all(row.seq);
            return true;
        }
        if (!row.effects.empty()) {
            const auto effects = sync::decode_effects(row.effects);
            if (!effects) throw store::Failure(Code::damaged, "effects of " + to_text(row.op));
            for (const sync::Effect& effect : *effects) concerned(effect.key());
        }
        logged(row.seq, row.device);
        return true;
    });
    people_changed_ = true;
    finish();
}

}  // namespace branchline::hub
