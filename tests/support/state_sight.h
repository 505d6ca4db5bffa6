// Any sync::State in the plain form of support/picture.h, for comparing it with the reference model
// and for writing down what an author saw.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "schema/catalogue.h"
#include "support/picture.h"
#include "sync/overlay.h"

namespace branchline::test {

RowPicture picture_of(const schema::Catalogue& catalogue, const sync::RowState& row);
sync::RowState row_of(const RowKey& key, const RowPicture& picture);

class StateSight final : public Sight {
  public:
    StateSight(const schema::Catalogue& catalogue, sync::State& state)
        : catalogue_(catalogue), state_(state) {}

    const RowPicture* row(const RowKey& key) override;
    std::vector<RowKey> live_rows_with(schema::EntityId entity, schema::FieldId field,
                                       const RowId& target) override;
    std::vector<OriginId> proposals(const RowKey& key) override;

  private:
    const schema::Catalogue& catalogue_;
    sync::State& state_;
    std::map<RowKey, RowPicture> looked_at_;
};

// Everything written to this layer, in the form of ReferenceModel::dump().
std::string dump_of(const schema::Catalogue& catalogue, const sync::Overlay& world);
// The marks among the effects, sorted.
std::vector<std::string> marks_of(const sync::Outcome& outcome);

}  // namespace branchline::test
