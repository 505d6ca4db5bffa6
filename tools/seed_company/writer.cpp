#include "seed_company/writer.h"

#include "sync/row_codec.h"

namespace branchline::company {

namespace {

constexpr std::size_t rows_a_transaction = 20'000;

}  // namespace

Writer::Writer(store::Database& database, const schema::Catalogue& catalogue, Random& random)
    : database_(database),
      catalogue_(catalogue),
      random_(random),
      rows_(database, catalogue),
      origins_(database),
      device_(random_id(random)) {}

void Writer::group(const UserId& user, std::int64_t at_ms) {
    if (in_transaction_ >= rows_a_transaction) commit();
    if (transaction_ == nullptr) transaction_ = std::make_unique<store::Transaction>(database_);
    origin_ = random_id(random_);
    user_ = user;
    at_ms_ = at_ms;
    origins_.put({origin_, at_ms, ++seq_, user, device_});
}

RowId Writer::new_id() {
    constexpr std::uint64_t version_7 = 0x7000;
    constexpr std::uint64_t variant = std::uint64_t{1} << 63;
    Id id = random_id(random_);
    id.high = static_cast<std::uint64_t>(at_ms_) << 16 | version_7 | (id.high & 0xfff);
    id.low = variant | (id.low & ~(std::uint64_t{3} << 62));
    return id;
}

sync::RowState Writer::state(const schema::EntitySpec& entity, const RowId& id,
                             schema::Record values) const {
    sync::RowState made;
    made.entity = entity.id;
    made.id = id;
    made.values = std::move(values);
    made.inserted = {origin_, {}};
    made.created_at = made.changed_at = at_ms_;
    made.created_by = made.changed_by = user_;
    return made;
}

RowId Writer::row(const schema::EntitySpec& entity, schema::Record values) {
    const RowId id = new_id();
    row(state(entity, id, std::move(values)));
    return id;
}

void Writer::row(sync::RowState state) {
    rows_.put(sync::to_stored(catalogue_, origins_, state));
    ++in_transaction_;
}

void Writer::commit() {
    if (transaction_ == nullptr) return;
    transaction_->commit();
    transaction_.reset();
    database_.checkpoint();
    origins_.forget_cache();  // a million of them are of no use
    in_transaction_ = 0;
}

}  // namespace branchline::company
