// Pages of lists, at any depth: places that were passed are remembered as cursors, so that
// scrolling is a range of an index; a jump passes over rows once. Counting a big list is put off,
// because rows come first. On the reader's thread, inside its snapshot.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "live/read_side.h"

namespace branchline::live {

class Lists {
  public:
    explicit Lists(ReadSide& side) : side_(side) {}

    // bad_filter, unknown_field, unknown_option.
    Result<RowsAnswer> page(const RowsQuestion& question);
    // The same list counted to the end, however long it takes.
    Result<std::int64_t> count(const RowsQuestion& question);
    Result<IdsAnswer> ids(const IdsQuestion& question);
    void forget();  // rows have changed: no place is where it was

  private:
    using Name = std::tuple<schema::EntityId, std::string, std::string, std::string>;

    struct List {
        store::Query query;
        std::optional<std::int64_t> count;
        std::map<std::int64_t, std::string> cursors;  // by the position of the row they lead to
    };

    Result<List*> list_of(const RowsQuestion& question);
    Result<store::QueryPage> read(List& list, std::int64_t first, std::int64_t count,
                                  std::int64_t& start);
    static void remember(const schema::Catalogue& catalogue, List& list, std::int64_t start,
                         const store::QueryPage& page);
    void take_count(List& list, RowsAnswer& answer, std::int64_t seen, bool at_end);

    ReadSide& side_;
    std::map<Name, List> lists_;
    std::deque<Name> order_;  // oldest first
};

}  // namespace branchline::live
