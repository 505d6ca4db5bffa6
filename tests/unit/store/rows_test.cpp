#include "store/rows.h"

#include <doctest/doctest.h>

#include "schema/validate.h"
#include "store/stock.h"

namespace branchline::store {

using namespace stock;

namespace {

StoredRow full_row() {
    StoredRow row = item_row(7);
    Record& values = row.values;
    values.set(item::code.spec.id, "SHA-2611-K7-00042");
    values.set(item::name.spec.id, "深圳市鑫达国际物流 𠮷");
    values.set(item::colour.spec.id, "");
    values.set(item::state.spec.id, choice(item::done));
    values.set(item::pieces.spec.id, std::int64_t{-3});
    values.set(item::price.spec.id, std::numeric_limits<std::int64_t>::max());
    values.set(item::weight.spec.id, std::numeric_limits<std::int64_t>::min());
    values.set(item::due.spec.id, std::int64_t{20'780});
    values.set(item::seen.spec.id, std::int64_t{1'764'000'000'123});
    values.set(item::hold.spec.id, std::int64_t{1});
    values.set(item::size.spec.id, std::int64_t{99});  // a choice of a newer peer
    values.set(item::where.spec.id, id_of(1));
    values.set(item::about.spec.id, AnyRef{0xfedc, id_of(9)});
    values.set(item::tags.spec.id, Set{"a", "紧急"});
    values.set(item::notes.spec.id, "first\nsecond");
    row.meta = Bytes("\0meta\xff", 6);
    row.extra = Bytes("\x01\x02\0", 3);
    row.created_at = 11;
    row.created_by = id_of(100);
    row.changed_at = 12;
    row.changed_by = id_of(101);
    return row;
}

bool same(const StoredRow& a, const StoredRow& b) {
    return a.entity == b.entity && a.id == b.id && a.values == b.values && a.meta == b.meta &&
           a.extra == b.extra && a.deleted == b.deleted && a.card == b.card &&
           a.created_at == b.created_at && a.created_by == b.created_by &&
           a.changed_at == b.changed_at && a.changed_by == b.changed_by;
}

}  // namespace

TEST_CASE("a row of every kind comes back as it was put") {
    Stock stock;
    StoredRow row = full_row();
    stock.put(row);
    REQUIRE(stock.rows.get(2, row.id));
    CHECK(same(*stock.rows.get(2, row.id), row));
    CHECK_FALSE(stock.rows.get(2, id_of(8)));
    CHECK_FALSE(stock.rows.get(1, row.id));

    row.values.erase(item::about.spec.id);
    row.values.set(item::state.spec.id, choice(item::closed));
    row.values.set(item::tags.spec.id, Set{});
    row.deleted = true;
    row.meta.clear();
    stock.put(row);
    CHECK(same(*stock.rows.get(2, row.id), row));
}

TEST_CASE("an explicit null is read back as absent, a derived value is not stored") {
    Stock stock;
    StoredRow row = item_row(1);
    row.values.set(item::pieces.spec.id, Null{});
    row.values.set(item::sum.spec.id, std::int64_t{5});
    stock.put(row);
    CHECK(stock.rows.get(2, row.id)->values.size() == 0);
}

TEST_CASE("replacing a row changes only what is looked up by the changed columns") {
    Stock stock;
    StoredRow row = full_row();
    stock.put(row);
    const FieldId code = item::code.spec.id;
    CHECK(stock.rows.with_key(2, code, "sha-2611-k7-00042", 5) == std::vector<RowId>{row.id});
    CHECK(stock.rows.referring(2, item::where.spec.id, id_of(1)) == std::vector<RowId>{row.id});
    CHECK(stock.rows.referring(2, item::about.spec.id, id_of(9)) == std::vector<RowId>{row.id});

    row.values.set(code, "SHA-2611-H0-00007");
    row.values.set(item::where.spec.id, id_of(2));
    row.values.set(item::about.spec.id, AnyRef{1, id_of(8)});
    stock.put(row);
    CHECK(stock.rows.with_key(2, code, "sha-2611-k7-00042", 5).empty());
    CHECK(stock.rows.with_key(2, code, "sha-2611-h0-00007", 5).size() == 1);
    CHECK(stock.rows.referring(2, item::where.spec.id, id_of(1)).empty());
    CHECK(stock.rows.referring(2, item::where.spec.id, id_of(2)).size() == 1);
    CHECK(stock.rows.referring(2, item::about.spec.id, id_of(9)).empty());
    CHECK(stock.rows.referring(2, item::about.spec.id, id_of(8)).size() == 1);
}

TEST_CASE("tombstones and cards are kept and referred to, but not found") {
    Stock stock;
    StoredRow row = full_row();
    row.deleted = true;
    stock.put(row);
    StoredRow card = full_row();
    card.id = id_of(8);
    card.card = true;
    stock.put(card);
    CHECK(stock.rows.count(2) == 0);
    CHECK(stock.rows.with_key(2, item::code.spec.id, "sha-2611-k7-00042", 5).empty());
    CHECK(stock.rows.with_id_prefix(2, to_text(row.id).substr(0, 10), 5).empty());
    CHECK(stock.rows.referring(2, item::where.spec.id, id_of(1)) ==
          std::vector<RowId>{row.id, card.id});
    CHECK(stock.rows.scan(2, {}, 10).size() == 2);

    row.deleted = false;
    stock.put(row);
    CHECK(stock.rows.count(2) == 1);
    CHECK(stock.rows.with_key(2, item::code.spec.id, "sha-2611-k7-00042", 5).size() == 1);
}

TEST_CASE("a key without an index is found, too, and limits hold") {
    Stock stock;
    for (std::uint64_t i = 1; i <= 6; ++i) {
        StoredRow row = item_row(i);
        row.values.set(item::colour.spec.id, i % 2 == 0 ? "Rot" : "blau");
        row.values.set(item::name.spec.id, i < 6 ? "Ｓａｍｅ name" : "other");
        stock.put(row);
    }
    CHECK(stock.rows.with_key(2, item::colour.spec.id, "rot", 5) ==
          std::vector<RowId>{id_of(2), id_of(4), id_of(6)});
    const std::string key = comparison_key(item::name.spec, std::string("same name"));
    CHECK(stock.rows.with_key(2, item::name.spec.id, key, 2) ==
          std::vector<RowId>{id_of(1), id_of(2)});
}

TEST_CASE("numbers are found by their beginning, the last first, live ones only") {
    Stock stock;
    for (std::uint64_t i = 1; i <= 12; ++i) {
        StoredRow row = item_row(i);
        row.values.set(item::code.spec.id, "SHA-" + std::to_string(100 + i));
        row.deleted = i == 11;
        stock.put(row);
    }
    const FieldId code = item::code.spec.id;
    CHECK(stock.rows.with_key_prefix(2, code, "sha-11", 5) ==
          std::vector<RowId>{id_of(12), id_of(10)});
    CHECK(stock.rows.with_key_prefix(2, code, "sha-", 3) ==
          std::vector<RowId>{id_of(12), id_of(10), id_of(9)});
    CHECK(stock.rows.with_key_prefix(2, code, "shb", 3).empty());
}

TEST_CASE("ids are found by prefix, in order, and odd prefixes find nothing") {
    Stock stock;
    for (std::uint64_t i = 1; i <= 20; ++i) stock.put(item_row(i));
    const std::string all = to_text(id_of(1)).substr(0, 13);
    CHECK(stock.rows.with_id_prefix(2, all, 100).size() == 20);
    CHECK(stock.rows.with_id_prefix(2, all, 3) == std::vector<RowId>{id_of(1), id_of(2), id_of(3)});
    CHECK(stock.rows.with_id_prefix(2, to_text(id_of(5)), 3) == std::vector<RowId>{id_of(5)});
    CHECK(stock.rows.with_id_prefix(2, to_text(id_of(5)) + "0", 3).empty());
    CHECK(stock.rows.with_id_prefix(2, "01xx", 3).empty());
    CHECK(stock.rows.with_id_prefix(2, "ff", 3).empty());
}

TEST_CASE("a scan goes through all rows in the order of their ids") {
    Stock stock;
    for (std::uint64_t i = 10; i > 0; --i) stock.put(item_row(i));
    std::vector<RowId> seen;
    for (RowId after;;) {
        const std::vector<StoredRow> some = stock.rows.scan(2, after, 3);
        if (some.empty()) break;
        for (const StoredRow& row : some) seen.push_back(row.id);
        after = some.back().id;
    }
    REQUIRE(seen.size() == 10);
    for (std::uint64_t i = 0; i < 10; ++i) CHECK(seen[i] == id_of(i + 1));
}

TEST_CASE("an erased row is gone, and erasing what is not there is nothing") {
    Stock stock;
    stock.put(full_row());
    stock.erase(2, full_row().id);
    stock.erase(2, full_row().id);
    CHECK_FALSE(stock.rows.get(2, full_row().id));
    CHECK(stock.rows.referring(2, item::where.spec.id, id_of(1)).empty());
    CHECK(stock.database.integrity_check().empty());
}

TEST_CASE("a transaction that is not committed leaves nothing") {
    Stock stock;
    {
        const Transaction transaction(stock.database);
        stock.rows.put(full_row());
        CHECK(stock.rows.get(2, full_row().id));
    }
    CHECK_FALSE(stock.rows.get(2, full_row().id));
}

TEST_CASE("a reader sees the state of its snapshot while the writer goes on") {
    Stock stock;
    stock.put(item_row(1));
    Database reader = stock.open({}, true);
    const Rows rows(reader, stock.entities);
    {
        const Snapshot snapshot(reader);
        CHECK(rows.count(2) == 1);
        stock.put(item_row(2));
        stock.database.checkpoint();
        CHECK(rows.count(2) == 1);
    }
    CHECK(rows.count(2) == 2);
}

}  // namespace branchline::store
