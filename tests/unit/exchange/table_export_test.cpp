#include "exchange/table_export.h"

#include <doctest/doctest.h>

#include <string>

#include "exchange/sample_catalogue.h"

using namespace branchline;
using namespace branchline::exchange;
using sample::catalogue;
namespace client = branchline::exchange::sample::client;
namespace order = branchline::exchange::sample::order;
namespace order_line = branchline::exchange::sample::order_line;
namespace order_note = branchline::exchange::sample::order_note;

namespace {

const Id one{0, 1};
const Id two{0, 2};

Target column(const schema::EntitySpec& entity, const schema::FieldSpec& field) {
    return {&entity, Target::Part::field, &field};
}

Target id_of(const schema::EntitySpec& entity) { return {&entity, Target::Part::id, nullptr}; }

ExportOptions plain(Headings headings = Headings::names) {
    ExportOptions options;
    options.headings = headings;
    options.style.byte_order_mark = false;
    return options;
}

std::string header_of(const schema::EntitySpec& entity, std::vector<Target> columns,
                      Headings headings) {
    std::string text;
    TableExport(catalogue(), entity, std::move(columns), plain(headings), {},
                [&text](std::string_view part) { text += part; });
    return text;
}

std::string exported(const schema::Record& record, ExportOptions options) {
    std::string text;
    TableExport table(
        catalogue(), client::spec,
        {column(client::spec, client::name.spec), column(client::spec, client::staff.spec),
         column(client::spec, client::credit_limit.spec), column(client::spec, client::vip.spec),
         column(client::spec, client::tags.spec), column(client::spec, client::parent.spec)},
        options, [](const auto&, const auto&) { return std::string("@样例物流"); },
        [&text](std::string_view part) { text += part; });
    text.clear();
    table.row(one, record);
    return text;
}

}  // namespace

TEST_CASE("headings are names or labels, and names where a label would not be recognised") {
    const std::vector<Target> columns{id_of(client::spec), column(client::spec, client::name.spec),
                                      column(client::spec, client::phone.spec),
                                      column(client::spec, client::fax.spec)};
    CHECK(header_of(client::spec, columns, Headings::names) == "id,name,telephone,fax\r\n");
    CHECK(header_of(client::spec, columns, Headings::zh) == "id,名称,电话,传真\r\n");
    CHECK(header_of(client::spec, columns, Headings::en) == "id,Name,telephone,fax\r\n");
    CHECK(header_of(order::spec, {column(order_line::spec, order_line::cargo.spec)},
                    Headings::zh) == "货物明细.品名\r\n");
}

TEST_CASE("texts are guarded, numbers are not, and the guard can be left out") {
    schema::Record record;
    record.set(client::name.spec.id, std::string("=cmd|'/c calc'!A1"));
    record.set(client::staff.spec.id, std::int64_t{-5});
    record.set(client::credit_limit.spec.id, std::int64_t{-123450});
    record.set(client::vip.spec.id, std::int64_t{0});
    record.set(client::tags.spec.id, schema::Set{"-甲", "乙"});
    record.set(client::parent.spec.id, two);
    CHECK(exported(record, plain()) ==
          "'=cmd|'/c calc'!A1,-5,-1234.50,false,\"'-甲;乙\",'@样例物流\r\n");
    ExportOptions raw = plain();
    raw.guard_formulas = false;
    CHECK(exported(record, raw) == "=cmd|'/c calc'!A1,-5,-1234.50,false,\"-甲;乙\",@样例物流\r\n");
    CHECK(exported({}, plain()) == ",,,,,\r\n");
}

TEST_CASE("children take further lines, with the keys repeated") {
    schema::Record record;
    record.set(order::number.spec.id, std::string("A1"));
    record.set(order::remark.spec.id, std::string("轻放"));
    schema::Record first;
    first.set(order_line::cargo.spec.id, std::string("钢材"));
    schema::Record second;
    second.set(order_line::cargo.spec.id, std::string("木材"));
    schema::Record note;
    note.set(order_note::words.spec.id, std::string("急"));

    std::string text;
    TableExport table(
        catalogue(), order::spec,
        {column(order::spec, order::number.spec), column(order::spec, order::remark.spec),
         column(order_line::spec, order_line::cargo.spec),
         column(order_note::spec, order_note::words.spec)},
        plain(), {}, [&text](std::string_view part) { text += part; });
    const std::vector<ExportChild> children{{&order_line::spec, one, &first},
                                            {&order_note::spec, one, &note},
                                            {&order_line::spec, two, &second}};
    table.row(one, record, children);
    table.row(two, {});
    CHECK(text ==
          "number,remark,order_line.cargo,order_note.words\r\n"
          "A1,轻放,钢材,急\r\n"
          "A1,,木材,\r\n"
          ",,,\r\n");
}

TEST_CASE("all columns of an entity begin with its id") {
    const auto columns = export_columns(client::spec);
    CHECK(columns.size() == client::all.size() + 1);
    CHECK(columns.front() == id_of(client::spec));
}
