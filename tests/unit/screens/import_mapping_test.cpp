#include "screens/import_mapping.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "domain/catalogue.h"

using namespace branchline;
using namespace branchline::screens;

TEST_CASE("what a heading means is remembered, whatever its case, until it is told otherwise") {
    ImportMapping mapping;
    mapping.set("Kunde", "customer");
    mapping.set("Kolli = Stück", "order_line.pieces");
    const ImportMapping kept(mapping.to_keep());
    CHECK(kept.field_of("KUNDE ") == "customer");
    CHECK(kept.field_of("Kolli = Stück") == "order_line.pieces");
    CHECK(kept.field_of("Von").empty());
    CHECK(kept.pairs() == mapping.pairs());

    mapping.set("kunde", "number");
    CHECK(mapping.field_of("Kunde") == "number");
    CHECK(mapping.pairs().size() == 2);
    // What was told last comes first: where two headings of a file claim a field, it wins.
    CHECK(mapping.pairs().front().second == "kunde");
    mapping.set("Kunde", {});
    CHECK(mapping.field_of("Kunde").empty());
}

TEST_CASE("a damaged memory of headings says nothing, and a heading of two lines is not kept") {
    CHECK(ImportMapping("no sign\n=x\n\n").pairs().empty());
    ImportMapping mapping;
    mapping.set("two\nlines", "customer");
    CHECK(mapping.field_of("two\nlines") == "customer");
    CHECK(mapping.to_keep().empty());
}

TEST_CASE("a column can become any field that a person writes, and those of the lines") {
    const schema::Catalogue& catalogue = domain::catalogue();
    const auto targets = import_targets(catalogue, *catalogue.entity("order"));
    const auto has = [&](std::string_view name) {
        return std::ranges::find(targets, name, &ImportTarget::name) != targets.end();
    };
    CHECK(has("customer"));
    CHECK(has("order_line.cargo"));
    CHECK_FALSE(has("order_line.order"));
    CHECK_FALSE(has("total_pieces"));
}
