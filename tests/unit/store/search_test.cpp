#include "store/search.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.h"
#include "store/query.h"
#include "store/stock.h"

namespace branchline::store {

using namespace stock;

namespace {

// A few characters with their readings; enough to try the column that a generated table will fill.
std::string_view test_initials(char32_t han) {
    switch (han) {
        case U'深':
            return "s";
        case U'圳':
            return "z";
        case U'鑫':
            return "x";
        case U'达':
            return "d";
        case U'重':
            return "cz";
        case U'庆':
            return "q";
        case U'长':
            return "cz";
        default:
            return "";
    }
}

constexpr Initials initials{test_initials, 1};

std::vector<std::uint64_t> found(Stock& stock, std::string_view typed) {
    Query query;
    query.entity = 2;
    query.limit = 10'000;
    query.search = std::string(typed);
    const auto page = run_query(stock.database, stock.entities, query);
    REQUIRE(page);
    const auto count = count_rows(stock.database, stock.entities, query);
    CHECK(count == static_cast<std::int64_t>(page->rows.size()));
    std::vector<std::uint64_t> numbers;
    for (const StoredRow& row : page->rows) numbers.push_back(~row.id.low);
    return numbers;
}

using Numbers = std::vector<std::uint64_t>;

StoredRow named(std::uint64_t number, std::string name, std::string notes = {}) {
    StoredRow row = item_row(number);
    row.values.set(item::name.spec.id, std::move(name));
    if (!notes.empty()) row.values.set(item::notes.spec.id, std::move(notes));
    return row;
}

void settle(Stock& stock) {
    while (settle_search(stock.database, stock.entities, 3)) {
    }
    CHECK(unsettled_rows(stock.database, stock.entities) == 0);
}

void check_cases(Stock& stock) {
    // Chinese: any part of a name, one or two characters, in the order they stand
    CHECK(found(stock, "鑫达") == Numbers{1, 2});
    CHECK(found(stock, "鑫") == Numbers{1, 2, 3});
    CHECK(found(stock, "达鑫") == Numbers{3});
    CHECK(found(stock, "深圳 物流") == Numbers{1});
    CHECK(found(stock, "物流　深圳") == Numbers{1});
    CHECK(found(stock, "鑫达国际物流有限公司") == Numbers{1});
    CHECK(found(stock, "（鑫达）") == Numbers{1, 2});
    CHECK(found(stock, "不存在").empty());
    // rare characters: extension planes, the GB 18030 repertoire
    CHECK(found(stock, "𠮷") == Numbers{4});
    CHECK(found(stock, "𠮷野家") == Numbers{4});
    CHECK(found(stock, "㐂") == Numbers{4});
    CHECK(found(stock, "𪚥") == Numbers{5});
    CHECK(found(stock, "〇") == Numbers{5});
    // Latin: whole words and beginnings, case and width do not matter
    CHECK(found(stock, "logistics") == Numbers{6});
    CHECK(found(stock, "LOGI") == Numbers{6});
    CHECK(found(stock, "ｌｏｇｉ") == Numbers{6});
    CHECK(found(stock, "ogistics").empty());
    CHECK(found(stock, "sun log") == Numbers{6});
    CHECK(found(stock, "HAUPTSTRASSE 5") == Numbers{6});
    CHECK(found(stock, "ABC鑫") == Numbers{3});
    // numbers of business, telephones by fragment and by tail
    CHECK(found(stock, "SHA-2611-K7-00042") == Numbers{7});
    CHECK(found(stock, "sha-2611") == Numbers{7, 8});
    CHECK(found(stock, "0042") == Numbers{7});
    CHECK(found(stock, "13812345678") == Numbers{9});
    CHECK(found(stock, "138") == Numbers{9});
    CHECK(found(stock, "5678") == Numbers{9, 10});
    CHECK(found(stock, "678") == Numbers{9, 10});
    CHECK(found(stock, "5") == Numbers{6});
    CHECK(found(stock, "13").empty());
    CHECK(found(stock, "45678") == Numbers{9, 10});
    CHECK(found(stock, "1234567") == Numbers{9, 10});
    CHECK(found(stock, "138 1234 5678") == Numbers{9});
    CHECK(found(stock, "02112345678") == Numbers{10});
    CHECK(found(stock, "9999").empty());
    // nothing to look for finds nothing; no sign is an operator
    CHECK(found(stock, " ").empty());
    CHECK(found(stock, "\"").empty());
    CHECK(found(stock, "*").empty());
    CHECK(found(stock, "鑫 OR 𠮷").empty());
    CHECK(found(stock, "words:鑫").empty());
    CHECK(found(stock, "鑫\" OR words : \"𠮷").empty());
    CHECK(found(stock, "NOT 鑫").empty());
    CHECK(found(stock, "鑫*") == Numbers{1, 2, 3});
    CHECK(found(stock, "^鑫") == Numbers{1, 2, 3});
    CHECK(found(stock, "NEAR(鑫 达)").empty());
}

std::vector<StoredRow> examples() {
    StoredRow seven = item_row(7);
    seven.values.set(item::code.spec.id, "SHA-2611-K7-00042");
    StoredRow eight = item_row(8);
    eight.values.set(item::code.spec.id, "SHA-2611-K7-00043");
    StoredRow dead = named(20, "鑫达");
    dead.deleted = true;
    StoredRow card = named(21, "鑫达");
    card.card = true;
    return {named(1, "深圳市鑫达国际物流有限公司"),
            named(2, "客户", "备注:鑫达,急"),
            named(3, "abc鑫", "大达鑫"),
            named(4, "𠮷野家㐂"),
            named(5, "𪚥二〇二六"),
            named(6, "Sun Logistics", "Hauptstraße 5"),
            seven,
            eight,
            named(9, "电话 13812345678"),
            named(10, "电话 021-12345678"),
            named(11, "鑫", "达"),
            dead,
            card};
}

}  // namespace

TEST_CASE("rows are found before they are in the index, while they get there, and after") {
    Stock stock(catalogue());
    std::vector<StoredRow> all = examples();
    all.pop_back();
    all.pop_back();
    all.pop_back();
    stock.put(all);
    check_cases(stock);
    settle_search(stock.database, stock.entities, 4);
    check_cases(stock);
    settle(stock);
    check_cases(stock);
}

TEST_CASE("a phrase does not reach from one field into the next") {
    Stock stock;
    stock.put(examples());
    CHECK(found(stock, "鑫达") == Numbers{1, 2});
    settle(stock);
    CHECK(found(stock, "鑫达") == Numbers{1, 2});
    CHECK(found(stock, "鑫 达") == Numbers{1, 2, 3, 11});
}

TEST_CASE("changed, hidden, shown and erased rows are found as they are now") {
    Stock stock;
    for (const bool settled : {false, true}) {
        const auto step = [&] {
            if (settled) settle(stock);
        };
        stock.put({named(1, "旧名"), named(2, "旧名"), named(3, "旧名")});
        step();
        stock.put(named(1, "新名"));
        CHECK(found(stock, "旧名") == Numbers{2, 3});
        CHECK(found(stock, "新名") == Numbers{1});
        step();
        StoredRow hidden = named(2, "旧名");
        hidden.card = true;
        stock.put(hidden);
        CHECK(found(stock, "旧名") == Numbers{3});
        step();
        hidden.values.set(item::name.spec.id, "藏名");
        stock.put(hidden);
        CHECK(found(stock, "藏名").empty());
        step();
        hidden.card = false;
        stock.put(hidden);
        CHECK(found(stock, "藏名") == Numbers{2});
        CHECK(found(stock, "旧名") == Numbers{3});
        step();
        stock.erase(2, id_of(3));
        CHECK(found(stock, "旧名").empty());
        step();
        stock.put(named(4, "后来"));  // may get the row number of the erased one
        CHECK(found(stock, "后来") == Numbers{4});
        CHECK(found(stock, "旧名").empty());
        step();
        for (std::uint64_t i = 1; i <= 4; ++i) stock.erase(2, id_of(i));
    }
}

TEST_CASE("whatever is done in whatever order, the index and the rows say the same") {
    SeededRandom random(11);
    Stock stock(catalogue(), initials);
    const std::vector<std::string> words{"鑫",          "达",   "深圳", "重庆", "abc", "ab",
                                         "13812345678", "4567", " ",    "𠮷",   "长"};
    const auto text = [&] {
        std::string made;
        for (std::uint64_t i = random.below(5); i > 0; --i)
            made += words[random.below(words.size())];
        return made;
    };
    std::map<std::uint64_t, StoredRow> live;
    for (int round = 0; round < 400; ++round) {
        const std::uint64_t number = 1 + random.below(30);
        if (random.below(6) == 0) {
            stock.erase(2, id_of(number));
            live.erase(number);
        } else {
            StoredRow row = named(number, text(), text());
            row.deleted = random.below(5) == 0;
            stock.put(row);
            live[number] = row;
        }
        if (random.below(4) == 0) settle_search(stock.database, stock.entities, random.below(6));
        std::string typed = text();
        if (random.below(3) == 0) typed = random.below(2) == 0 ? "zq" : "xdsz";
        const SearchQuery query(typed, true);
        Numbers expected;
        for (const auto& [each, row] : live) {
            const SearchDocument document =
                make_document({{row.values.text(item::name.spec.id), true},
                               {row.values.text(item::notes.spec.id), false}},
                              initials);
            if (!row.deleted && query.matches(document)) expected.push_back(each);
        }
        if (typed.empty()) continue;
        CAPTURE(typed);
        CAPTURE(round);
        CHECK(found(stock, typed) == expected);
    }
    settle(stock);
    stock.database.run("INSERT INTO search_index(search_index) VALUES('integrity-check')");
}

TEST_CASE("pinyin initials find any part of a name, with every reading") {
    Stock stock(catalogue(), initials);
    stock.put({named(1, "深圳鑫达"), named(2, "重庆鑫达"), named(3, "szxd"),
               named(4, "客户", "深圳鑫达")});
    for (int i = 0; i < 2; ++i) {
        CHECK(found(stock, "szxd") == Numbers{1, 3});
        CHECK(found(stock, "SZ") == Numbers{1, 3});
        CHECK(found(stock, "zx") == Numbers{1});
        CHECK(found(stock, "xd") == Numbers{1, 2});
        CHECK(found(stock, "cqxd") == Numbers{2});
        CHECK(found(stock, "zqx") == Numbers{2});
        CHECK(found(stock, "d") == Numbers{1, 2});
        CHECK(found(stock, "szd").empty());
        CHECK(found(stock, "xd 重庆") == Numbers{2});
        settle(stock);
    }
}

TEST_CASE("another table of initials or another set of fields builds the index anew") {
    Stock stock(catalogue());
    stock.put(named(1, "深圳鑫达"));
    settle(stock);
    CHECK(found(stock, "szxd").empty());
    stock.database = stock.open(initials);
    prepare_database(stock.database, stock.entities, desk_application_id, "");
    CHECK(unsettled_rows(stock.database, stock.entities) == 1);
    CHECK(found(stock, "szxd") == Numbers{1});
    settle(stock);
    CHECK(found(stock, "szxd") == Numbers{1});
    prepare_database(stock.database, stock.entities, desk_application_id, "");
    CHECK(unsettled_rows(stock.database, stock.entities) == 0);
}

TEST_CASE("search, filter, order and pages work together, for many matches and few") {
    Stock stock;
    std::vector<StoredRow> all;
    for (std::uint64_t i = 1; i <= 600; ++i) {
        StoredRow row = named(i, i % 2 == 0 ? "公司甲" : "公司乙");
        row.values.set(item::pieces.spec.id, static_cast<std::int64_t>(i % 7));
        all.push_back(row);
    }
    stock.put(all);
    settle(stock);
    for (const char* typed : {"公司", "公司甲"}) {
        Query query;
        query.entity = 2;
        query.search = typed;
        query.limit = 10;
        query.sort = {{item::pieces.spec.id, true}};
        query.filter = Filter::compare(item::pieces.spec.id, Op::less, std::int64_t{5});
        std::size_t count = 0;
        std::int64_t last = 9;
        do {
            const auto page = run_query(stock.database, stock.entities, query);
            REQUIRE(page);
            for (const StoredRow& row : page->rows) {
                ++count;
                CHECK(row.values.integer(item::pieces.spec.id) <= last);
                last = row.values.integer(item::pieces.spec.id);
            }
            query.after = page->next;
        } while (!query.after.empty());
        query.after.clear();
        CHECK(count_rows(stock.database, stock.entities, query) ==
              static_cast<std::int64_t>(count));
        CHECK(count > 200);
    }
}

TEST_CASE("a read-only connection searches what the writer has not settled") {
    Stock stock;
    stock.put(named(1, "鑫达"));
    Database reader = stock.open({}, true);
    Query query;
    query.entity = 2;
    query.search = "鑫达";
    CHECK(run_query(reader, stock.entities, query)->rows.size() == 1);
    settle(stock);
    CHECK(run_query(reader, stock.entities, query)->rows.size() == 1);
}

namespace {

Numbers typed(Stock& stock, std::string_view text, std::size_t limit) {
    Numbers numbers;
    for (const StoredRow& row : find_rows(stock.database, stock.entities, 2, text, limit))
        numbers.push_back(~row.id.low);
    return numbers;
}

}  // namespace

TEST_CASE("finding as one types takes what begins with it first, then the newest") {
    Stock stock({catalogue()}, initials);
    stock.put({named(1, "鑫达"), named(2, "深圳鑫达"), named(3, "重庆", "鑫达的朋友"),
               named(4, "上海鑫达"), named(5, "鑫达二号")});
    settle(stock);
    CHECK(typed(stock, "鑫达", 10) == Numbers{5, 1, 4, 3, 2});
    CHECK(typed(stock, "鑫达", 2) == Numbers{5, 1, 4});
    CHECK(typed(stock, "xd", 10) == Numbers{5, 1, 4, 2});
    CHECK(typed(stock, "x", 10) == Numbers{5, 1});
    CHECK(typed(stock, "cq", 10) == Numbers{3});
    CHECK(typed(stock, "zq", 10) == Numbers{3});
    CHECK(typed(stock, "鑫达 朋友", 10) == Numbers{3});
    CHECK(typed(stock, "没有", 10).empty());
    CHECK(typed(stock, " ", 10).empty());
}

TEST_CASE("finding as one types sees what is not settled, changed or gone") {
    Stock stock({catalogue()}, initials);
    stock.put({named(1, "鑫达"), named(2, "鑫达二号"), named(3, "重庆")});
    settle(stock);
    stock.put(named(4, "新鑫达"));
    stock.put(named(1, "改名"));
    stock.put(named(3, "鑫达三号"));
    stock.erase(2, id_of(2));
    Numbers seen = typed(stock, "鑫达", 10);
    std::ranges::sort(seen);
    CHECK(seen == Numbers{3, 4});
    CHECK(typed(stock, "改名", 10) == Numbers{1});
}

}  // namespace branchline::store
