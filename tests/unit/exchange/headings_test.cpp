#include "exchange/headings.h"

#include <doctest/doctest.h>

#include "exchange/sample_catalogue.h"

using namespace branchline;
using namespace branchline::exchange;
using sample::catalogue;
namespace client = branchline::exchange::sample::client;
namespace order = branchline::exchange::sample::order;
namespace order_line = branchline::exchange::sample::order_line;

namespace {

std::string named(const schema::EntitySpec& entity, std::string_view heading) {
    std::string names;
    for (const Target& target : targets_of(catalogue(), entity, heading)) {
        if (!names.empty()) names += "|";
        names += target_name(target, entity);
    }
    return names;
}

}  // namespace

TEST_CASE("a heading is a name or a label in either language") {
    for (const char* heading : {"tax_id", "TAX_ID", "税号", "Tax ID", " tax  id ", "ＴＡＸ ＩＤ",
                                "税号*", "* 税号", "\u200B税号"}) {
        INFO(heading);
        CHECK(named(client::spec, heading) == "tax_id");
    }
    CHECK(named(client::spec, "ID") == "id");
    CHECK(named(client::spec, "编号") == "number");
    CHECK(named(client::spec, "row_group") == "row_group");
    for (const char* heading : {"", " ", "*", ".", "客户全称", "tax_id.x", "client.name", "\xFF"}) {
        CHECK(named(client::spec, heading).empty());
    }
}

TEST_CASE("a child's field stands behind the child and a point") {
    for (const char* heading : {"order_line.cargo", "货物明细.品名", "货物明细．品名",
                                "Order line.Cargo", "order_line . cargo"}) {
        INFO(heading);
        CHECK(named(order::spec, heading) == "order_line.cargo");
    }
    CHECK(named(order::spec, "货物明细.id") == "order_line.id");
    CHECK(named(order::spec, "备注.内容") == "order_note.words");
    CHECK(named(order::spec, "cargo").empty());
    CHECK(named(client::spec, "order_line.cargo").empty());
    CHECK(named(order_line::spec, "品名") == "cargo");
}

TEST_CASE("a label of two fields names both, a name never does") {
    CHECK(named(client::spec, "Phone") == "telephone|fax");
    CHECK(named(client::spec, "telephone") == "telephone");
    CHECK(named(client::spec, "电话") == "telephone");
    CHECK(named(client::spec, "传真") == "fax");
    CHECK(named(sample::order_note::spec, "内容") == "words");
}
