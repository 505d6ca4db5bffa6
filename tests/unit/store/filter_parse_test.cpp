#include "store/filter_parse.h"

#include <doctest/doctest.h>

#include "base/civil.h"
#include "base/random.h"
#include "store/query.h"
#include "store/stock.h"

namespace branchline::store {

using namespace stock;

namespace {

const Catalogue& entities() {
    static const Catalogue made = catalogue();
    return made;
}

FilterContext context() {
    FilterContext made{entities(), item::spec.spec, {}, {}};
    made.resolve = [](const FieldSpec& field, std::string_view text) -> Result<Id> {
        if (text == "SHA") return id_of(1);
        return refuse(Code::not_found, std::string(field.name), std::string(text));
    };
    return made;
}

Filter parsed(std::string_view text) {
    const Result<Filter> filter = parse_filter(context(), text);
    CAPTURE(text);
    REQUIRE(filter);
    return *filter;
}

// "position: detail"
std::string error_of(std::string_view text) {
    const Result<Filter> filter = parse_filter(context(), text);
    CAPTURE(text);
    REQUIRE_FALSE(filter);
    CHECK(filter.error().code == Code::bad_filter);
    return filter.error().where + ": " + filter.error().detail;
}

Filter pieces(Op op, std::int64_t value) {
    return Filter::compare(item::pieces.spec.id, op, value);
}

Filter colour(std::string text) {
    return Filter::compare(item::colour.spec.id, Op::equal, std::move(text));
}

}  // namespace

TEST_CASE("the sentence of the command-line contract is understood") {
    CHECK(parsed(R"(depot = "SHA" and status in (draft, done) and price >= 1000.00)") ==
          Filter::all(
              {Filter::compare(item::where.spec.id, Op::equal, id_of(1)),
               Filter::one_of(item::state.spec.id, {std::int64_t{1}, std::int64_t{2}}),
               Filter::compare(item::price.spec.id, Op::greater_equal, std::int64_t{100'000})}));
}

TEST_CASE("an empty text is no condition") {
    CHECK(parsed("") == Filter{});
    CHECK(parsed("  \t\n　") == Filter{});
}

TEST_CASE("every operator has its form") {
    CHECK(parsed("pieces=1") == pieces(Op::equal, 1));
    CHECK(parsed("pieces != 1") == pieces(Op::not_equal, 1));
    CHECK(parsed("pieces<>1") == pieces(Op::not_equal, 1));
    CHECK(parsed("pieces<-1") == pieces(Op::less, -1));
    CHECK(parsed("pieces <=1") == pieces(Op::less_equal, 1));
    CHECK(parsed("pieces> 1") == pieces(Op::greater, 1));
    CHECK(parsed("pieces >= 1") == pieces(Op::greater_equal, 1));
    CHECK(parsed("name ~ 鑫达") == Filter::contains(item::name.spec.id, "鑫达"));
    CHECK(parsed("tags has \"a b\"") == Filter::has(item::tags.spec.id, "a b"));
    CHECK(parsed("pieces is null") == Filter::is_null(item::pieces.spec.id));
    CHECK(parsed("pieces IS NOT NULL") == Filter::negate(Filter::is_null(item::pieces.spec.id)));
    CHECK(parsed("pieces = null") == Filter::compare(item::pieces.spec.id, Op::equal, Null{}));
    CHECK(parsed("pieces not in (1)") ==
          Filter::negate(Filter::one_of(item::pieces.spec.id, {std::int64_t{1}})));
}

TEST_CASE("and binds closer than or, not closer than both, parentheses group") {
    const Filter a = pieces(Op::equal, 1);
    const Filter b = pieces(Op::equal, 2);
    const Filter c = pieces(Op::equal, 3);
    CHECK(parsed("pieces=1 or pieces=2 and pieces=3") == Filter::any({a, Filter::all({b, c})}));
    CHECK(parsed("(pieces=1 or pieces=2) and pieces=3") == Filter::all({Filter::any({a, b}), c}));
    CHECK(parsed("not pieces=1 and pieces=2") == Filter::all({Filter::negate(a), b}));
    CHECK(parsed("not (pieces=1 and pieces=2)") == Filter::negate(Filter::all({a, b})));
    CHECK(parsed("not not pieces=1") == Filter::negate(Filter::negate(a)));
    CHECK(parsed("pieces=1 or pieces=2 or pieces=3") == Filter::any({a, b, c}));
}

TEST_CASE("fields are named in both languages and in full-width signs") {
    CHECK(parsed("件数＝3") == pieces(Op::equal, 3));
    CHECK(parsed("（Pieces ≠ 3）") == pieces(Op::not_equal, 3));
    CHECK(parsed("状态 in （草稿，已完成、closed）") ==
          Filter::one_of(item::state.spec.id, {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}}));
    CHECK(parsed("“Due on” = 2026-11-23") ==
          Filter::compare(item::due.spec.id, Op::equal, *parse_date("2026-11-23")));
    CHECK(parsed("修改时间 > 2026-11-23T08:15:00+08:00") ==
          Filter::compare(changed_at_field, Op::greater, *parse_instant("2026-11-23T00:15:00Z")));
    CHECK(parsed("id = " + to_text(id_of(4))) == Filter::compare(id_field, Op::equal, id_of(4)));
}

TEST_CASE("texts in quotes keep what would end a word, and escapes") {
    CHECK(parsed(R"(colour = "a and (b), 'c' = d")") == colour("a and (b), 'c' = d"));
    CHECK(parsed(R"(colour = "a\"b\\c\d")") == colour(R"(a"b\c\d)"));
    CHECK(parsed("colour = 'it\\'s'") == colour("it's"));
    CHECK(parsed("colour = and") == colour("and"));
    CHECK(parsed("colour = \"null\"") == colour("null"));
    CHECK(parsed("colour=a.b/c-d:e%20*") == colour("a.b/c-d:e%20*"));
}

TEST_CASE("a path asks the row that is referred to") {
    CHECK(parsed("depot.city ~ 深") ==
          Filter::through(item::where.spec.id, Filter::contains(depot::city.spec.id, "深")));
    CHECK(parsed("not depot.above.code in (x)") ==
          Filter::negate(Filter::through(
              item::where.spec.id,
              Filter::through(depot::above.spec.id,
                              Filter::one_of(depot::code.spec.id, {Value(std::string("x"))})))));
    CHECK(error_of("depot.above.above.above.above.code = 1") ==
          "1: unknown field depot.above.above.above.above.code");
    CHECK(error_of("colour.code = 1") == "1: unknown field colour.code");
    CHECK(error_of("about.code = 1") == "1: unknown field about.code");
    CHECK(error_of("depot. = 1") == "1: unknown field depot.");
}

TEST_CASE("errors say where, in characters, and what") {
    CHECK(error_of("件数 = 三") == "6: not a value of pieces: 三");
    CHECK(error_of("pieces = 1 and") == "15: expected a field");
    CHECK(error_of("pieces = 1 pieces = 2") == "12: expected and, or");
    CHECK(error_of("(pieces = 1") == "12: expected )");
    CHECK(error_of("pieces = 1)") == "11: expected and, or");
    CHECK(error_of("weird = 1") == "1: unknown field weird");
    CHECK(error_of("sum = 1") == "1: unknown field sum");
    CHECK(error_of("pieces") == "7: expected an operator: = != < > <= >= ~ in is has");
    CHECK(error_of("pieces =") == "9: expected a value");
    CHECK(error_of("pieces in 1") == "11: expected (");
    CHECK(error_of("pieces in (1 2)") == "14: expected , or )");
    CHECK(error_of("pieces in ()") == "12: expected a value");
    CHECK(error_of("pieces is 1") == "11: expected null");
    CHECK(error_of("pieces ! 1") == "8: expected !=");
    CHECK(error_of("colour = \"a") == "10: the quotation mark is not closed");
    CHECK(error_of("pieces ~ 1") == "8: not for pieces: ~");
    CHECK(error_of("colour has x") == "8: not for colour: has");
    CHECK(error_of("status < done") == "8: not for status: <");
    CHECK(error_of("depot > SHA") == "7: not for depot: >");
    CHECK(error_of("tags = x") == "6: not for tags: =");
}

TEST_CASE("what the resolver says of a reference comes as it is") {
    const Result<Filter> filter = parse_filter(context(), "depot = XYX");
    REQUIRE_FALSE(filter);
    CHECK(filter.error().code == Code::not_found);
    CHECK(filter.error().detail == "XYX");
}

TEST_CASE("fields that the user may not read do not exist") {
    FilterContext secret = context();
    secret.readable = [](const EntitySpec&, const FieldSpec& field) {
        return &field != &item::price.spec && &field != &depot::city.spec;
    };
    CHECK_FALSE(parse_filter(secret, "price > 1"));
    CHECK_FALSE(parse_filter(secret, "价格 > 1"));
    CHECK_FALSE(parse_filter(secret, "depot.city = x"));
    CHECK(parse_filter(secret, "pieces > 1 and depot.code = x and changed_at is not null"));
}

TEST_CASE("hostile texts are refused in bounded time") {
    CHECK(error_of(std::string(20'000, 'a')) == "1: too long");
    CHECK(error_of(std::string(9'000, '(')).find("too") != std::string::npos);
    std::string nots;
    for (int i = 0; i < 1000; ++i) nots += "not ";
    CHECK(error_of(nots + "pieces=1").find("nested too deep") != std::string::npos);
    CHECK(error_of("\xff\xfe pieces = 1") == "1: not UTF-8");
    CHECK(error_of("pieces = 1; DROP TABLE e_item").find("not a value") != std::string::npos);
    CHECK(error_of("1=1") == "1: unknown field 1");
    CHECK(error_of("f_pieces = 1") == "1: unknown field f_pieces");
    std::string list = "pieces in (1";
    for (int i = 0; i < 3000; ++i) list += ",1";
    CHECK(error_of(list + ")").find("too long") != std::string::npos);
}

TEST_CASE("hostile values reach the rows as values") {
    Stock stock;
    StoredRow row = item_row(1);
    const std::string evil = R"(x' OR '1'='1"; DROP TABLE e_item; -- %_*)";
    row.values.set(item::colour.spec.id, evil);
    stock.put(row);
    stock.put(item_row(2));
    for (const Op op : {Op::equal, Op::contains}) {
        Query query;
        query.entity = 2;
        query.filter = Filter::compare(item::colour.spec.id, op, evil);
        const auto page = run_query(stock.database, stock.entities, query);
        REQUIRE(page);
        CHECK(page->rows.size() == 1);
    }
}

TEST_CASE("no text makes the parser fail otherwise than by an error") {
    SeededRandom random(7);
    const std::vector<std::string> parts{
        "pieces", "depot", ".",      "city",  "(",   ")",          ",",    "=",
        "!=",     "<",     ">",      "~",     " ",   " and ",      " or ", " not ",
        " in ",   " is ",  " null ", " has ", "\"",  "'",          "\\",   "1",
        "件数",   "“",     "（",     "tags",  "SHA", "2026-11-23", "\x80", "draft"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (std::uint64_t i = 1 + random.below(14); i > 0; --i)
            text += parts[random.below(parts.size())];
        const Result<Filter> filter = parse_filter(context(), text);
        if (filter) CHECK(check_filter(entities(), item::spec.spec, *filter));
    }
}

}  // namespace branchline::store
