// The answers of the store, computed a second time in memory and without SQL, from the definitions
// in filter.h and query.h: what the property tests compare with. And random rows and filters.
#pragma once

#include <map>
#include <vector>

#include "base/random.h"
#include "store/query.h"
#include "store/stock.h"

namespace branchline::store::stock {

// All rows of a test by entity, tombstones included.
class Memory {
  public:
    void put(const StoredRow& row);

    [[nodiscard]] bool fulfils(const StoredRow& row, const Filter& filter) const;
    // Ids of the rows that a query without search and limit has, in its order.
    [[nodiscard]] std::vector<Id> answer(const Query& query) const;

  private:
    bool leaf(const StoredRow& row, const Filter& filter) const;

    std::map<EntityId, std::map<Id, StoredRow>> rows_;
};

class RandomStock {
  public:
    explicit RandomStock(std::uint64_t seed) : random_(seed) {}

    StoredRow depot(std::uint64_t number);
    StoredRow item(std::uint64_t number);
    Filter item_filter(std::size_t depth);

    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

  private:
    std::string word();
    Value value_of(const FieldSpec& field);
    Filter leaf(const EntitySpec& entity, std::size_t depth);

    SeededRandom random_;
};

}  // namespace branchline::store::stock
