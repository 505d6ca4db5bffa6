// Which rows have own changes that wait for a verdict, or that were refused: read from the change
// log. A group is read once; whether it still waits is asked of its place in the log when a row is
// shown, so thousands of waiting groups cost a page of a list nothing. On the reader's thread,
// inside its snapshot.
#pragma once

#include <map>
#include <vector>

#include "schema/catalogue.h"
#include "store/desk_tables.h"
#include "store/rows.h"
#include "sync/group.h"

namespace branchline::live {

class Marks {
  public:
    Marks(const schema::Catalogue& catalogue, const store::Rows& rows, const store::ChangeLog& log)
        : catalogue_(catalogue), rows_(rows), log_(log) {}

    // Reads the groups that were logged since.
    void refresh();

    // A change of a child marks its parent, too.
    [[nodiscard]] bool waiting(const sync::RowKey& key);
    [[nodiscard]] bool refused(const sync::RowKey& key);
    // Positions of the own groups that write the row itself and stand in the fold, ascending.
    [[nodiscard]] std::vector<std::int64_t> in_fold(const sync::RowKey& key);

  private:
    using Stage = store::LoggedGroup::Stage;

    struct Place {
        std::int64_t position = 0;
        bool own = true;  // false: of a child
    };

    void read(Stage stage);
    void note(const sync::RowKey& key, Place place);
    bool any(const sync::RowKey& key, Stage stage);
    void drop_settled(std::vector<Place>& places);

    const schema::Catalogue& catalogue_;
    const store::Rows& rows_;
    const store::ChangeLog& log_;
    std::int64_t last_position_ = 0;
    std::map<sync::RowKey, std::vector<Place>> places_;
};

}  // namespace branchline::live
