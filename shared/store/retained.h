// Pages of histories that head office has lost, kept on the desk as they were received: what it saw
// of others is offered again from them, also after a second restore (SYNC 5.6). They go by age
// only. On the writer's thread; writes need a transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "store/sqlite.h"

namespace branchline::store {

class RetainedPages {
  public:
    struct Item {
        OpId op;
        Id epoch;
        std::int64_t seq = 0;
        std::int64_t verdict = 0;
    };

    explicit RetainedPages(Database& database) : database_(database) {}

    void put(BytesView page, const std::vector<Item>& items, std::int64_t now_ms);
    // Those that the log as it was read does not have, oldest first.
    [[nodiscard]] std::vector<Item> missing_from_tail() const;
    [[nodiscard]] std::optional<Bytes> page_of(const OpId& op) const;
    void drop_before(std::int64_t ms);
    // Each page may be put in place of itself with less in it; nothing: it stays.
    void rewrite(const std::function<std::optional<Bytes>(BytesView)>& each);

  private:
    Database& database_;
};

extern const std::string_view retained_ddl;

}  // namespace branchline::store
