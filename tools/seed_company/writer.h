// Rows as head office would have sent them, into the tables of a replica: each with the group that
// made it, ascending in time. Commits every few thousand rows. Not for other folders.
#pragma once

#include "base/id.h"
#include "base/random.h"
#include "schema/catalogue.h"
#include "store/origins.h"
#include "store/rows.h"
#include "sync/state.h"

namespace branchline::company {

class Writer {
  public:
    Writer(store::Database& database, const schema::Catalogue& catalogue, Random& random);

    // A group by this user at this time; the rows that follow are of it.
    void group(const UserId& user, std::int64_t at_ms);
    RowId row(const schema::EntitySpec& entity, schema::Record values);
    // With an id that was made before, or with what a step has left behind.
    void row(sync::RowState state);
    // Values of the row that the group makes, for row(RowState).
    [[nodiscard]] sync::RowState state(const schema::EntitySpec& entity, const RowId& id,
                                       schema::Record values) const;
    RowId new_id();  // of the group's time
    void commit();

    [[nodiscard]] std::int64_t seq() const { return seq_; }

  private:
    store::Database& database_;
    const schema::Catalogue& catalogue_;
    Random& random_;
    store::Rows rows_;
    store::Origins origins_;
    std::unique_ptr<store::Transaction> transaction_;
    DeviceId device_;
    UserId user_;
    OriginId origin_;
    std::int64_t at_ms_ = 0;
    std::int64_t seq_ = 0;
    std::size_t in_transaction_ = 0;
};

}  // namespace branchline::company
