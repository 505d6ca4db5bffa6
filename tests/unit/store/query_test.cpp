#include "store/query.h"

#include <doctest/doctest.h>

#include "store/evaluate.h"
#include "store/extra_index.h"
#include "store/stock.h"

namespace branchline::store {

using namespace stock;

namespace {

constexpr std::array meta_fields{id_field, created_at_field, changed_at_field, created_by_field,
                                 changed_by_field};

std::vector<FieldId> sortable() {
    std::vector<FieldId> fields(meta_fields.begin(), meta_fields.end());
    for (const FieldSpec* field : item::spec.spec.fields)
        if (field->is_synced()) fields.push_back(field->id);
    return fields;
}

struct Filled {
    explicit Filled(std::uint64_t seed, std::uint64_t items) : random(seed) {
        std::vector<StoredRow> all;
        for (std::uint64_t i = 0; i < 6; ++i) all.push_back(random.depot(i + 1000));
        for (std::uint64_t i = 0; i < 6; ++i) {
            all.push_back(random.depot(i));
            if (i == 0) all.back().id = id_of(7);
        }
        for (std::uint64_t i = 1; i <= items; ++i) all.push_back(random.item(i));
        stock.put(all);
        for (const StoredRow& row : all) memory.put(row);
    }

    RandomStock random;
    Stock stock;
    Memory memory;
};

std::vector<Id> all_pages(Filled& filled, Query query) {
    std::vector<Id> ids;
    for (int page = 0; page < 1000; ++page) {
        const auto result = run_query(filled.stock.database, filled.stock.entities, query);
        REQUIRE(result);
        REQUIRE(result->rows.size() <= query.limit);
        for (const StoredRow& row : result->rows) ids.push_back(row.id);
        if (result->next.empty()) return ids;
        CHECK(result->rows.size() == query.limit);
        query.after = result->next;
    }
    FAIL("the pages do not end");
    return ids;
}

}  // namespace

TEST_CASE("pages in every order have every row once, as sorted in memory") {
    Filled filled(1, 60);
    for (const FieldId field : sortable()) {
        for (const bool descending : {false, true}) {
            Query query;
            query.entity = 2;
            query.sort = {{field, descending}};
            for (const std::size_t limit : {1U, 7U, 1000U}) {
                query.limit = limit;
                CAPTURE(field);
                CAPTURE(descending);
                CAPTURE(limit);
                CHECK(all_pages(filled, query) == filled.memory.answer(query));
            }
        }
    }
}

TEST_CASE("orders by several keys, some up and some down, page the same way") {
    Filled filled(2, 80);
    const std::vector<FieldId> fields = sortable();
    for (int round = 0; round < 150; ++round) {
        Query query;
        query.entity = 2;
        query.limit = 1 + filled.random.below(9);
        for (std::uint64_t i = 1 + filled.random.below(4); i > 0; --i)
            query.sort.push_back(
                {fields[filled.random.below(fields.size())], filled.random.below(2) == 0});
        CAPTURE(round);
        CHECK(all_pages(filled, query) == filled.memory.answer(query));
    }
}

TEST_CASE("random filters choose the rows that they choose in memory, page by page") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Filled filled(seed, 60);
        for (int round = 0; round < 160; ++round) {
            Query query;
            query.entity = 2;
            query.limit = 5 + filled.random.below(40);
            query.filter = filled.random.item_filter(3);
            if (filled.random.below(2) == 0)
                query.sort = {{item::name.spec.id, filled.random.below(2) == 0}};
            CAPTURE(seed);
            CAPTURE(round);
            const std::vector<Id> expected = filled.memory.answer(query);
            CHECK(all_pages(filled, query) == expected);
            const auto count = count_rows(filled.stock.database, filled.stock.entities, query);
            REQUIRE(count);
            CHECK(*count == static_cast<std::int64_t>(expected.size()));
        }
    }
}

TEST_CASE("a jump lands where the pages from the beginning come to") {
    Filled filled(7, 60);
    for (int round = 0; round < 120; ++round) {
        Query query;
        query.entity = 2;
        query.limit = 1 + filled.random.below(20);
        query.filter = filled.random.item_filter(2);
        if (filled.random.below(2) == 0)
            query.sort = {{item::pieces.spec.id, filled.random.below(2) == 0}};
        const std::vector<Id> expected = filled.memory.answer(query);
        query.skip = filled.random.below(70);
        CAPTURE(round);
        const auto page = run_query(filled.stock.database, filled.stock.entities, query);
        REQUIRE(page);
        std::vector<Id> seen;
        for (const StoredRow& row : page->rows) seen.push_back(row.id);
        std::vector<Id> wanted;
        for (std::size_t i = query.skip; i < expected.size() && wanted.size() < query.limit; ++i)
            wanted.push_back(expected[i]);
        CHECK(seen == wanted);
        CHECK(page->next.empty() == (query.skip + seen.size() >= expected.size()));
        if (seen.size() < 2) continue;
        // A cursor made of any row of the page goes on behind it.
        Query on = query;
        on.skip = 0;
        on.after = cursor_behind(filled.stock.entities, query, page->rows.front());
        const auto rest = run_query(filled.stock.database, filled.stock.entities, on);
        REQUIRE(rest);
        CHECK(rest->rows.front().id == seen[1]);
        on.skip = 1;
        CHECK(run_query(filled.stock.database, filled.stock.entities, on).error().code ==
              Code::bad_value);
    }
}

TEST_CASE("counting gives up where it would cost more than it may") {
    Filled filled(3, 4'000);
    Query query;
    query.entity = 2;
    const auto none = count_rows_within(filled.stock.database, filled.stock.entities, query, 1'000);
    REQUIRE(none);
    CHECK_FALSE(none->has_value());
    const auto all =
        count_rows_within(filled.stock.database, filled.stock.entities, query, 10'000'000);
    REQUIRE(all);
    CHECK(*all == std::optional<std::int64_t>(filled.memory.answer(query).size()));
}

TEST_CASE("pages neither repeat nor skip what stays while rows come and go") {
    Filled filled(3, 60);
    Query query;
    query.entity = 2;
    query.limit = 10;
    query.sort = {{item::pieces.spec.id, true}};
    const std::vector<Id> before = filled.memory.answer(query);
    const auto first = run_query(filled.stock.database, filled.stock.entities, query);
    REQUIRE(first);
    filled.stock.erase(2, before[9]);   // the row that the cursor was made of
    filled.stock.erase(2, before[15]);  // one that would come
    std::vector<Id> seen;
    for (const StoredRow& row : first->rows) seen.push_back(row.id);
    query.after = first->next;
    for (const Id& id : all_pages(filled, query)) seen.push_back(id);
    std::vector<Id> expected = before;
    expected.erase(expected.begin() + 15);
    CHECK(seen == expected);
}

TEST_CASE("a cursor of another order, a broken one and a made-up one are refused") {
    Filled filled(4, 30);
    Query query;
    query.entity = 2;
    query.limit = 3;
    query.sort = {{item::colour.spec.id, false}};
    const auto page = run_query(filled.stock.database, filled.stock.entities, query);
    REQUIRE(page);
    const std::string cursor = page->next;
    const auto refused = [&](const Query& wrong) {
        const auto result = run_query(filled.stock.database, filled.stock.entities, wrong);
        return !result && result.error().code == Code::bad_value;
    };
    query.after = cursor.substr(1);
    CHECK(refused(query));
    query.after = cursor + "00";
    CHECK(refused(query));
    query.after = "' OR 1=1 --";
    CHECK(refused(query));
    query.after = cursor;
    query.sort[0].descending = true;
    CHECK(refused(query));
    query.sort[0] = {item::pieces.spec.id, false};
    CHECK(refused(query));
    query.sort[0] = {item::colour.spec.id, false};
    CHECK_FALSE(refused(query));
    for (std::size_t i = 16; i < cursor.size(); ++i) {  // behind the fingerprint: any damage
        query.after = cursor;
        query.after[i] = query.after[i] == '0' ? '1' : '0';
        (void)run_query(filled.stock.database, filled.stock.entities, query);
    }
}

TEST_CASE("trees that do not fit the entity are refused") {
    Stock stock;
    const auto refused = [&](Filter filter) {
        Query query;
        query.entity = 2;
        query.filter = std::move(filter);
        const auto result = run_query(stock.database, stock.entities, query);
        return !result && result.error().code == Code::bad_filter;
    };
    CHECK(refused(Filter::is_null(999)));
    CHECK(refused(Filter::is_null(item::sum.spec.id)));  // derived: not stored
    CHECK(refused(Filter::compare(item::pieces.spec.id, Op::equal, std::string("1"))));
    CHECK(refused(Filter::compare(item::where.spec.id, Op::less, id_of(1))));
    CHECK(refused(Filter::compare(item::pieces.spec.id, Op::less, Null{})));
    CHECK(refused(Filter::has(item::colour.spec.id, "x")));
    CHECK(refused(Filter::contains(item::pieces.spec.id, "x")));
    CHECK(refused(Filter::through(item::colour.spec.id, Filter{})));
    CHECK(refused(Filter{Op::negated, 0, {}, {}}));
    Filter deep;
    for (int i = 0; i < 100; ++i) deep = Filter::negate(std::move(deep));
    CHECK(refused(std::move(deep)));
    Query query;
    query.entity = 2;
    query.sort = {{item::sum.spec.id, false}};
    CHECK_FALSE(run_query(stock.database, stock.entities, query));
}

TEST_CASE("an index serves the next page at whatever depth") {
    Stock stock;
    for (const char* text :
         {"SELECT id FROM e_item WHERE hidden=0 AND f_status=?1 AND id>?2 ORDER BY id LIMIT 9",
          "SELECT id FROM e_item WHERE hidden=0 AND f_depot=?1 AND id<?2 ORDER BY id DESC LIMIT 9",
          "SELECT id FROM e_item WHERE hidden=0 AND k_number>?1 ORDER BY k_number,id LIMIT 9",
          "SELECT id FROM e_item WHERE hidden=0 AND id>?1 ORDER BY id LIMIT 9"}) {
        Statement plan = stock.database.prepare("EXPLAIN QUERY PLAN " + std::string(text));
        while (plan.step()) {
            CAPTURE(text);
            CHECK(plan.text(3).find("SEARCH") == 0);
        }
    }
}

TEST_CASE("extra indexes change no answer, serve their order, and exist exactly while wanted") {
    Filled filled(5, 60);
    Database& database = filled.stock.database;
    const Catalogue& entities = filled.stock.entities;
    const auto count = [&] {
        Statement statement = database.use(
            "SELECT count(*) FROM sqlite_schema WHERE type='index' AND name LIKE 'x\\_%' ESCAPE "
            "'\\'");
        statement.step();
        return statement.integer(0);
    };
    const std::vector<ExtraIndex> wanted{
        *index_for_order(entities, 2, item::pieces.spec.id),
        {2, {item::due.spec.id, item::where.spec.id, item::price.spec.id}}};
    CHECK(keep_extra_indexes(database, entities, wanted, 1'000) == IndexWork::done);
    CHECK(count() == 0);  // short lists need none
    CHECK(keep_extra_indexes(database, entities, wanted) == IndexWork::more);
    CHECK(count() == 1);
    CHECK(keep_extra_indexes(database, entities, wanted) == IndexWork::done);
    CHECK(keep_extra_indexes(database, entities, wanted) == IndexWork::done);
    CHECK(count() == 2);
    Query query;
    query.entity = 2;
    query.limit = 4;
    for (int round = 0; round < 100; ++round) {
        query.sort = {{item::pieces.spec.id, round % 2 == 0}};
        query.filter = filled.random.item_filter(2);
        CHECK(all_pages(filled, query) == filled.memory.answer(query));
    }
    const auto plan_of = [&](const char* text) {
        Statement plan = database.prepare("EXPLAIN QUERY PLAN " + std::string(text));
        REQUIRE(plan.step());
        return std::string(plan.text(3));
    };
    CHECK(plan_of("SELECT f_due,f_depot,f_price FROM e_item t0 WHERE t0.hidden=0")
              .find("COVERING INDEX x_item") != std::string::npos);
    keep_extra_indexes(database, entities, std::span(wanted).first(1));
    CHECK(count() == 1);
    keep_extra_indexes(database, entities, {{*index_for_order(entities, 2, item::colour.spec.id)}});
    CHECK(count() == 1);
    for (int round = 0; round < 100; ++round) {
        query.sort = {{item::colour.spec.id, round % 2 == 0}};
        query.filter = filled.random.item_filter(2);
        CHECK(all_pages(filled, query) == filled.memory.answer(query));
    }
    // As run_query() writes it.
    CHECK(plan_of("SELECT id FROM e_item t0 WHERE t0.hidden=0 ORDER BY "
                  "branchline_normal(t0.f_colour),t0.id LIMIT 9")
              .find("INDEX x_item") != std::string::npos);
    keep_extra_indexes(database, entities, {});
    CHECK(count() == 0);
}

TEST_CASE(
    "a build that is given up, at whatever moment, leaves nothing, and a write goes on at once") {
    Stock stock;
    std::vector<StoredRow> all;
    for (std::uint64_t i = 1; i <= 20'000; ++i) all.push_back(item_row(i));
    stock.put(all);
    const std::vector<ExtraIndex> wanted{*index_for_order(stock.entities, 2, item::pieces.spec.id)};
    const auto indexes = [&] {
        Statement statement = stock.database.use(
            "SELECT count(*) FROM sqlite_schema WHERE type='index' AND name LIKE 'x\\_%' ESCAPE "
            "'\\'");
        statement.step();
        return statement.integer(0);
    };
    std::int64_t asked = 0;
    const auto build = [&](std::int64_t until) {
        asked = 0;
        return keep_extra_indexes(stock.database, stock.entities, wanted, 0,
                                  [&] { return ++asked > until; });
    };
    std::uint64_t row = 20'000;
    std::int64_t until = 0;
    for (; build(until) == IndexWork::given_up; until += 7) {
        CHECK(asked == until + 1);  // the first word is heard
        CHECK(indexes() == 0);
        stock.put({item_row(++row)});
    }
    CHECK(until > 70);  // it is asked all the way, not once
    CHECK(indexes() == 1);
    CHECK(stock.database.integrity_check().empty());
}

TEST_CASE("a filter that lets few rows through costs no more than the walk it was tried with") {
    Stock stock;
    std::vector<StoredRow> all;
    for (std::uint64_t i = 1; i <= 40'000; ++i) {
        StoredRow row = item_row(i);
        row.values.set(item::pieces.spec.id, static_cast<std::int64_t>(i % 30'000));
        row.values.set(item::state.spec.id, choice(i > 39'000 ? item::done : item::draft));
        all.push_back(row);
    }
    stock.put(all);
    Query query;
    query.entity = 2;
    const auto first = [&] {
        const auto page = run_query(stock.database, stock.entities, query);
        REQUIRE(page);
        return page->rows;
    };
    query.filter = Filter::compare(item::state.spec.id, Op::equal, choice(item::done));
    CHECK(first().size() == 100);  // beyond what the walk reaches
    CHECK(first()[0].id == id_of(39'001));
    query.filter = Filter::compare(item::pieces.spec.id, Op::equal, std::int64_t{7});
    CHECK(first().size() == 2);
    query.filter = Filter::compare(item::pieces.spec.id, Op::less, std::int64_t{5});
    query.limit = 3;
    CHECK(first().size() == 3);
}

}  // namespace branchline::store
