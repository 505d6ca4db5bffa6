// A desk's tables as a reader sees them: one read-only connection, one snapshot at a time, and what
// is kept of it until another connection has committed. On the reader's thread.
#pragma once

#include <string>
#include <unordered_map>

#include "desk/history.h"
#include "desk/viewer.h"
#include "live/marks.h"
#include "live/question.h"

namespace branchline::live {

class ReadSide {
  public:
    ReadSide(const schema::Catalogue& catalogue, store::Database database, const Clock& clock);

    // After a snapshot has begun, before anything is read in it. True: something has changed since
    // the last one, and nothing of what was kept is left.
    bool refresh();

    [[nodiscard]] const schema::Catalogue& catalogue() const { return catalogue_; }

    [[nodiscard]] store::Database& database() { return database_; }

    [[nodiscard]] desk::Viewer& viewer() { return viewer_; }

    [[nodiscard]] const store::Rows& rows() const { return rows_; }

    [[nodiscard]] sync::State& screen() { return screen_; }

    [[nodiscard]] const store::Settings& settings() const { return settings_; }

    // History and cases of this snapshot.
    [[nodiscard]] const desk::Journal& journal() const { return journal_; }

    [[nodiscard]] std::vector<desk::CaseView> cases_of(const sync::RowKey& key);

    // As its user may see it, with marks; titles of what it refers to are added.
    Row row(const schema::EntitySpec& entity, const RowId& id, schema::Record values,
            Titles& titles);
    const std::string& title_of(const sync::RowKey& key);
    void add_title(const schema::FieldSpec& field, const schema::Value& value, Titles& titles);

  private:
    desk::Journal make_journal();

    const schema::Catalogue& catalogue_;
    store::Database database_;
    store::Rows rows_;
    store::Origins origins_;
    store::Cases cases_;
    store::Tombstones tombstones_;
    store::ChangeLog log_;
    store::TailStore tail_;
    store::CanonicalStore canonical_;
    store::Settings settings_;
    store::BootClocks clocks_;
    desk::OwnGroups groups_;
    sync::GrantRoles roles_;
    sync::SqlState screen_;
    sync::PendingGroups no_groups_;
    desk::Viewer viewer_;
    Marks marks_;
    desk::Journal journal_;
    std::int64_t version_ = -1;
    std::unordered_map<Id, std::string> titles_;
};

}  // namespace branchline::live
