#include "live/read_side.h"

#include "store/failure.h"
#include "sync/row_codec.h"
#include "sync/wire.h"

namespace branchline::live {

ReadSide::ReadSide(const schema::Catalogue& catalogue, store::Database database, const Clock& clock)
    : catalogue_(catalogue),
      database_(std::move(database)),
      rows_(database_, catalogue),
      origins_(database_),
      cases_(database_),
      tombstones_(database_),
      log_(database_),
      tail_(database_),
      canonical_(database_),
      settings_(database_),
      clocks_(database_),
      roles_(rows_, desk::grant_fields()),
      groups_(log_),
      screen_(catalogue, {rows_, origins_, cases_, tombstones_}, groups_, roles_),
      viewer_({catalogue, rows_, screen_, settings_, clocks_, clock, no_groups_}),
      marks_(catalogue, rows_, log_),
      journal_(make_journal()) {}

desk::Journal ReadSide::make_journal() {
    desk::Journal journal{catalogue_, tail_, log_, {}, {}};
    journal.unsettled = [this](const sync::RowKey& key) {
        std::vector<desk::UnsettledGroup> groups;
        for (const std::int64_t position : marks_.in_fold(key)) {
            const auto logged = log_.at(position);
            auto group = logged ? sync::decode_group(logged->payload) : sync::Group{};
            if (!group) throw store::Failure(Code::damaged, "change log");
            groups.push_back({std::move(*group), logged ? logged->made_ms : 0});
        }
        return groups;
    };
    journal.canonical = [this](const sync::RowKey& key) -> sync::RowPointer {
        const auto copy = canonical_.row(key.entity, key.row);
        if (!copy) return screen_.row(key);
        if (!copy->content) return nullptr;
        auto row = sync::decode_row(*copy->content);
        if (!row) throw store::Failure(Code::damaged, "canonical row");
        return std::make_shared<const sync::RowState>(std::move(*row));
    };
    return journal;
}

bool ReadSide::refresh() {
    const std::int64_t version = database_.data_version();
    if (version == version_) return false;
    version_ = version;
    screen_.forget();
    origins_.forget_cache();
    roles_.forget();
    titles_.clear();
    marks_.refresh();
    return true;
}

std::vector<desk::CaseView> ReadSide::cases_of(const sync::RowKey& key) {
    std::vector<desk::CaseView> views;
    for (const store::StoredCase& each : cases_.of_row(key.entity, key.row)) {
        auto view = desk::view_of(viewer_, journal_, sync::from_stored(each));
        if (view) views.push_back(std::move(*view));
    }
    return views;
}

Row ReadSide::row(const schema::EntitySpec& entity, const RowId& id, schema::Record values,
                  Titles& titles) {
    const sync::RowKey key{entity.id, id};
    Row row;
    row.id = id;
    row.values = viewer_.view(entity, id, std::move(values)).values;
    row.waiting = marks_.waiting(key);
    row.refused = marks_.refused(key);
    row.conflict = !cases_.of_row(entity.id, id).empty();
    for (const auto& [field_id, value] : row.values) {
        if (const schema::FieldSpec* field = entity.field(field_id)) {
            add_title(*field, value, titles);
        }
    }
    return row;
}

const std::string& ReadSide::title_of(const sync::RowKey& key) {
    auto at = titles_.find(key.row);
    if (at == titles_.end()) {
        std::string title = viewer_.lookup().title_of(catalogue_.at(key.entity), key.row);
        at = titles_.emplace(key.row, std::move(title)).first;
    }
    return at->second;
}

void ReadSide::add_title(const schema::FieldSpec& field, const schema::Value& value,
                         Titles& titles) {
    sync::RowKey key;
    if (const auto* id = std::get_if<Id>(&value)) {
        const schema::EntitySpec* target = catalogue_.entity(field.target);
        if (target == nullptr) return;
        key = {target->id, *id};
    } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
        if (catalogue_.entity(any->entity) == nullptr) return;
        key = {any->entity, any->row};
    } else {
        return;
    }
    if (!titles.contains(key.row)) titles.emplace(key.row, title_of(key));
}

}  // namespace branchline::live
