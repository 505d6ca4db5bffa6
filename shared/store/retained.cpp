#include "store/retained.h"

#include "base/ensure.h"

namespace branchline::store {

const std::string_view retained_ddl = R"sql(
CREATE TABLE IF NOT EXISTS retained_page(
  page INTEGER PRIMARY KEY, kept_ms INTEGER NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS retained(
  op BLOB PRIMARY KEY, page INTEGER NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL,
  verdict INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS retained_by_page ON retained(page);
)sql";

void RetainedPages::put(BytesView page, const std::vector<Item>& items, std::int64_t now_ms) {
    ENSURE(database_.in_transaction());
    Statement insert = database_.use("INSERT INTO retained_page(kept_ms,content) VALUES(?1,?2)");
    insert.bind(1, now_ms).bind_blob(2, page);
    insert.run();
    const std::int64_t number = database_.last_insert_rowid();
    for (const Item& item : items) {
        Statement each = database_.use(
            "INSERT OR REPLACE INTO retained(op,page,epoch,seq,verdict) VALUES(?1,?2,?3,?4,?5)");
        each.bind_id(1, item.op).bind(2, number).bind_id(3, item.epoch);
        each.bind(4, item.seq).bind(5, item.verdict);
        each.run();
    }
}

std::vector<RetainedPages::Item> RetainedPages::missing_from_tail() const {
    Statement query = database_.use(
        "SELECT op,epoch,seq,verdict FROM retained r WHERE NOT EXISTS"
        " (SELECT 1 FROM tail t WHERE t.op=r.op) ORDER BY seq,op");
    std::vector<Item> items;
    while (query.step()) {
        items.push_back({query.id(0), query.id(1), query.integer(2), query.integer(3)});
    }
    return items;
}

std::optional<Bytes> RetainedPages::page_of(const OpId& op) const {
    Statement query =
        database_.use("SELECT content FROM retained JOIN retained_page USING(page) WHERE op=?1");
    query.bind_id(1, op);
    if (!query.step()) return std::nullopt;
    return Bytes(query.blob(0));
}

void RetainedPages::rewrite(const std::function<std::optional<Bytes>(BytesView)>& each) {
    ENSURE(database_.in_transaction());
    std::vector<std::pair<std::int64_t, Bytes>> changed;
    Statement query = database_.use("SELECT page,content FROM retained_page ORDER BY page");
    while (query.step()) {
        if (auto less = each(query.blob(1))) changed.emplace_back(query.integer(0), *less);
    }
    for (const auto& [page, content] : changed) {
        Statement update = database_.use("UPDATE retained_page SET content=?2 WHERE page=?1");
        update.bind(1, page).bind_blob(2, content);
        update.run();
    }
}

void RetainedPages::drop_before(std::int64_t ms) {
    ENSURE(database_.in_transaction());
    for (const char* text :
         {"DELETE FROM retained WHERE page IN (SELECT page FROM retained_page WHERE kept_ms<?1)",
          "DELETE FROM retained_page WHERE kept_ms<?1"}) {
        Statement drop = database_.use(text);
        drop.bind(1, ms);
        drop.run();
    }
}

}  // namespace branchline::store
