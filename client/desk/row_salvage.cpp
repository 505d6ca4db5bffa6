#include "desk/row_salvage.h"

#include <algorithm>
#include <functional>
#include <set>

#include "desk/case_copy.h"
#include "desk/holdings.h"
#include "desk/replica.h"
#include "desk/stored_sync.h"
#include "store/failure.h"
#include "store/salvage.h"
#include "sync/row_codec.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using Stage = store::LoggedGroup::Stage;

bool makes_sense(const std::function<void()>& read) {
    try {
        read();
        return true;
    } catch (const store::Failure& failure) {
        if (failure.code() != Code::damaged) throw;
        return false;
    }
}

[[noreturn]] void no_sense(const char* where) { throw store::Failure(Code::damaged, where); }

bool is_entry(const store::Statement& row) {
    return makes_sense([&] {
        const sync::Entry entry = stored_entry(row.blob(4));
        if (entry.seq != row.integer(1) || to_bytes(entry.op) != row.blob(3)) no_sense("tail");
    });
}

bool is_point(const store::Statement& row) {
    return makes_sense([&] {
        if (page_head(row.blob(2)).end.seq != row.integer(1)) no_sense("point");
    });
}

bool is_author(const store::Statement& row) {
    return makes_sense([&] {
        for (const int column : {2, 3}) {
            if (row.id(column).is_null()) no_sense("author");
        }
    });
}

// Its author by number, in files of earlier programs by user and device.
bool is_origin(const store::Statement& row) {
    return makes_sense([&] {
        if (row.id(2).is_null()) no_sense("origin");
        if (row.is_null(6)) return;
        for (const int column : {5, 6}) static_cast<void>(row.id(column));
    });
}

bool is_canonical_row(const store::Statement& row) {
    return makes_sense([&] {
        const RowId id = row.id(2);
        if (row.is_null(3)) return;
        const auto content = sync::decode_row(row.blob(3));
        if (!content || content->id != id || content->entity != row.integer(1)) no_sense("row");
    });
}

bool is_canonical_case(const store::Statement& row) {
    return makes_sense([&] {
        const Id id = row.id(1);
        if (!row.is_null(2)) static_cast<void>(decode_case_copy(id, row.blob(2)));
    });
}

bool is_whole_row(const store::Statement& row) {
    return makes_sense([&] { static_cast<void>(row.id(2)); });
}

// Where the replica stood: told twice, by the setting and by the last point.
std::optional<sync::Point> cursor_of(const store::Settings& settings, const store::Points& points) {
    std::optional<sync::Point> cursor;
    static_cast<void>(makes_sense([&] {
        const auto stored = settings.get(setting::cursor);
        const std::vector<Bytes> known = points.above(0);
        if (!stored || known.empty()) return;
        const sync::Point at = page_head(*stored).end;
        if (page_head(known.back()).end == at && told_holdings(settings)) cursor = at;
    }));
    return cursor;
}

class RowSalvage {
  public:
    RowSalvage(store::Database& damaged, store::Database& fresh, const schema::Catalogue& catalogue)
        : damaged_(damaged),
          fresh_(fresh),
          catalogue_(catalogue),
          rows_(fresh, catalogue),
          origins_(fresh),
          wanted_(fresh) {}

    std::optional<SalvagedRows> run();

  private:
    using Keys = std::set<sync::RowKey>;

    bool bring(std::string_view table, const store::MakesSense& sense);
    bool bring_history();
    void bring_entity(const schema::EntitySpec& entity);
    void look_through(const schema::EntitySpec& entity, bool torn);
    void lay_bare();
    void erase_folded(const Keys& laid_bare);
    bool want_rows_with_cases();
    void note_origins();
    void note_tombstones();
    void want(const sync::RowKey& key);

    store::Database& damaged_;
    store::Database& fresh_;
    const schema::Catalogue& catalogue_;
    store::Rows rows_;
    store::Origins origins_;
    store::WholeRows wanted_;
    std::vector<sync::RowKey> live_;
    std::vector<std::pair<OriginId, sync::RowKey>> tombstones_;
    Keys asked_;
    SalvagedRows made_;
};

bool RowSalvage::bring(std::string_view table, const store::MakesSense& sense) {
    const bool whole = store::salvage_table(damaged_, fresh_, table, sense).whole();
    if (!whole) made_.torn.emplace_back(table);
    return whole;
}

void RowSalvage::want(const sync::RowKey& key) {
    if (key.row.is_null() || catalogue_.entity(key.entity) == nullptr) return;
    if (!asked_.insert(key).second) return;
    wanted_.want({key.entity, key.row});
}

// The log as it was read. False: a row may not be told by it from its beginning.
bool RowSalvage::bring_history() {
    const bool tail = bring("tail", is_entry);
    const bool touched = bring("tail_row", {});
    const bool came = bring("whole_row", is_whole_row);
    return tail && touched && came;
}

void RowSalvage::bring_entity(const schema::EntitySpec& entity) {
    const bool whole = store::salvage_rows(damaged_, fresh_, entity).whole();
    if (!whole) made_.torn.emplace_back(entity.name);
    look_through(entity, !whole);
}

// What cannot be read any more is asked for by its id; the index of ids may still name it.
void RowSalvage::look_through(const schema::EntitySpec& entity, bool torn) {
    std::vector<RowId> here;
    const auto look = [&](const store::StoredRow& stored) {
        const sync::RowState row = sync::from_stored(origins_, stored);
        here.push_back(row.id);
        if (row.deleted()) {
            tombstones_.emplace_back(row.deleted_by, row.key());
        } else if (!row.card) {
            live_.push_back(row.key());
        }
    };
    const std::vector<RowId> dropped = rows_.drop_unreadable(entity.id, look);
    for (const RowId& id : dropped) want({entity.id, id});
    rows_.mend_keys(entity.id);
    made_.rows += static_cast<std::int64_t>(here.size());
    if (!torn) return;
    std::ranges::sort(here);
    static_cast<void>(store::salvage_ids(damaged_, entity, [&](const RowId& id) {
        if (!std::ranges::binary_search(here, id)) want({entity.id, id});
    }));
}

// Where own groups wait, the tables show what becomes of rows with them. What head office had said
// stands beside it, and is what is brought over; the groups are folded over it again.
void RowSalvage::lay_bare() {
    bring("canonical_row", is_canonical_row);
    Keys laid_bare;
    store::CanonicalStore beneath(fresh_);
    for (const store::CanonicalStore::Row& copy : beneath.rows()) {
        if (catalogue_.entity(copy.entity) == nullptr) continue;
        laid_bare.insert({copy.entity, copy.row});
        if (copy.content) {
            const sync::RowState row = *sync::decode_row(*copy.content);
            if (row.deleted()) tombstones_.emplace_back(row.deleted_by, row.key());
            rows_.put(sync::to_stored(catalogue_, origins_, row));
        } else {
            rows_.erase(copy.entity, copy.row);
        }
        beneath.drop_row(copy.entity, copy.row);
    }
    erase_folded(laid_bare);
}

void RowSalvage::erase_folded(const Keys& laid_bare) {
    store::ChangeLog log(fresh_);
    for (const Stage stage : {Stage::waiting, Stage::judged}) {
        for (const store::LoggedGroup& logged : log.in_stage(stage)) {
            for (const sync::Change& change : stored_group(logged).changes) {
                if (catalogue_.entity(change.entity) == nullptr) continue;
                if (laid_bare.contains(change.key())) continue;
                rows_.erase(change.entity, change.row);
                if (change.kind != sync::ChangeKind::insert) want(change.key());
            }
        }
    }
}

// Sums do not cover cases: they come again with their rows. False: it cannot be said of which.
bool RowSalvage::want_rows_with_cases() {
    const auto want_row = [&](const store::Statement& row, int entity, int id) {
        const auto read = id_from_bytes(row.blob(id));
        if (read) want({static_cast<schema::EntityId>(row.integer(entity)), *read});
    };
    const bool by_index =
        store::salvage_index(damaged_, "conflict_case", "row,entity",
                             [&](const store::Statement& row) { want_row(row, 1, 0); });
    const bool by_table =
        store::salvage_index(damaged_, "conflict_case", "id,entity,row",
                             [&](const store::Statement& row) { want_row(row, 1, 2); });
    if (!by_index && !by_table) return false;
    if (!bring("canonical_case", is_canonical_case)) return false;
    store::CanonicalStore beneath(fresh_);
    for (const store::CanonicalStore::Case& copy : beneath.cases()) {
        if (copy.content) {
            const sync::Case kase = decode_case_copy(copy.id, *copy.content);
            want({kase.entity, kase.row});
        }
        beneath.drop_case(copy.id);
    }
    return true;
}

// Who is behind a version: the log says it a second time.
void RowSalvage::note_origins() {
    store::TailStore(fresh_).scan(0, [&](BytesView bytes) {
        const sync::Entry entry = stored_entry(bytes);
        for (const store::OriginInfo& info : entry.origins) origins_.put(info);
        const bool taken =
            entry.verdict == sync::Verdict::accepted || entry.verdict == sync::Verdict::merged;
        if (taken && !entry.origin.is_null()) {
            origins_.put({entry.origin, entry.corrected_ms, entry.seq, entry.user, entry.device});
        }
        return true;
    });
}

void RowSalvage::note_tombstones() {
    store::Tombstones noted(fresh_);
    for (const auto& [origin, key] : tombstones_) {
        if (const auto row = rows_.get(key.entity, key.row); row && row->deleted) {
            noted.put(origins_.number_of(origin), {key.entity, key.row});
        }
    }
}

std::optional<SalvagedRows> RowSalvage::run() {
    bring("point", is_point);
    const auto cursor = cursor_of(store::Settings(fresh_), store::Points(fresh_));
    if (!cursor || !bring("loading", {})) return std::nullopt;
    // Numbers that are lost must not be given to others while rows still name them.
    bring("author", is_author);
    bring("origin", is_origin);
    origins_.forget_unknown_authors();
    const bool history = bring_history();
    for (const schema::EntitySpec* entity : catalogue_.entities()) bring_entity(*entity);
    if (!want_rows_with_cases()) return std::nullopt;
    lay_bare();
    note_origins();
    note_tombstones();
    if (!history) {
        for (const sync::RowKey& key : live_) {
            if (!asked_.contains(key)) wanted_.came({key.entity, key.row}, cursor->seq);
        }
    }
    made_.wanted = static_cast<std::int64_t>(asked_.size());
    return made_;
}

}  // namespace

std::optional<SalvagedRows> salvage_rows(store::Database& damaged, store::Database& fresh,
                                         const schema::Catalogue& catalogue) {
    return RowSalvage(damaged, fresh, catalogue).run();
}

}  // namespace branchline::desk
