// Random records -> file -> the same records, for every kind of field, heading language, separator
// and line shape; and random bytes that must only ever give records or faults.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "exchange/encoding.h"
#include "exchange/sample_catalogue.h"
#include "exchange/table_export.h"
#include "exchange/table_import.h"
#include "schema/validate.h"

using namespace branchline;
using namespace branchline::exchange;
using namespace std::string_literals;
using schema::FieldSpec;
using schema::Kind;
using schema::Record;
using schema::Value;
namespace client = branchline::exchange::sample::client;
namespace order = branchline::exchange::sample::order;
namespace order_line = branchline::exchange::sample::order_line;

namespace {

std::string random_text(Random& random, bool several_lines) {
    static const std::vector<std::string> pieces{
        "测试客户", "样例物流", "a",      "Z",      "0",      "\"", "\"\"", ",",      "'",
        "=",        "+",        "-",      "@",      "＝",     "＠", " ",    "\u3000", "𠮷",
        "\u202E",   "\uFEFF",   "\u0301", "\u00A0", "\u2028", "<",  "//",   "sep=;",  "null"};
    std::string text;
    for (auto n = 1 + random.below(8); n > 0; --n) {
        text += pieces[random.below(pieces.size())];
        if (several_lines && random.below(4) == 0) text += random.below(2) == 0 ? "\n" : "\t";
        if (random.below(9) == 0) text += ";";
    }
    text = trim(text);
    return text.empty() ? "x" : text;  // no text is an absent field
}

Id random_row(Random& random) { return {random.next() | 1, random.next()}; }

Value random_value(Random& random, const FieldSpec& field) {
    const auto integer = [&random](std::int64_t low, std::uint64_t size) {
        return Value(low + static_cast<std::int64_t>(random.below(size)));
    };
    switch (field.kind) {
        case Kind::text:
        case Kind::long_text:
            return random_text(random, field.kind == Kind::long_text);
        case Kind::integer:
            return integer(0, 1'000'001);
        case Kind::boolean:
            return integer(0, 2);
        case Kind::date:
            return integer(-25'567, 109'000);
        case Kind::instant:
            return integer(-2'000'000'000'000, 9'000'000'000'000);
        case Kind::choice:
        case Kind::status:
            return integer(1, 2);
        case Kind::ref:
            return random_row(random);
        case Kind::any_ref:
            return schema::AnyRef{8, random_row(random)};
        case Kind::set: {
            schema::Set set;
            for (auto n = random.below(4); n > 0; --n) {
                std::string element = random_text(random, false);
                std::erase(element, ';');
                schema::set_insert(set, std::string(trim(element)));
            }
            schema::set_erase(set, "");
            return set.empty() ? Value{} : Value(set);
        }
        default:
            return static_cast<std::int64_t>(random.next()) >> random.below(64);
    }
}

Record random_record(Random& random, const schema::EntitySpec& entity) {
    Record record;
    for (const FieldSpec* field : entity.fields) {
        if (random.below(4) == 0) continue;
        Value value = random_value(random, *field);
        if (!is_null(value) && schema::check_value(*field, value)) record.set(field->id, value);
    }
    return record;
}

// Import gives references as text, number and state apart: put together again.
Record whole(const schema::EntitySpec& entity, const ImportCells& cells) {
    Record record = cells.fields;
    if (!cells.number.empty()) record.set(entity.number->id, cells.number);
    if (cells.state) record.set(entity.machine->id, *cells.state);
    for (const RefText& ref : cells.refs) {
        const Id id = parse_id(ref.text).value();
        record.set(ref.field->id,
                   ref.field->kind == Kind::any_ref ? Value(schema::AnyRef{8, id}) : Value(id));
    }
    return record;
}

ExportOptions random_options(Random& random) {
    ExportOptions options;
    options.headings = static_cast<Headings>(random.below(3));
    options.style.separator = ",;\t"[random.below(3)];
    options.style.byte_order_mark = random.below(2) == 0;
    return options;
}

}  // namespace

TEST_CASE("rows of every kind of field survive export and import") {
    SeededRandom random(11);
    for (int round = 0; round < 1000; ++round) {
        INFO("round ", round);
        std::vector<Target> columns = export_columns(client::spec);
        std::erase_if(columns, [](const Target& c) { return c.field == &client::turnover.spec; });
        std::string file;
        TableExport table(sample::catalogue(), client::spec, columns, random_options(random), {},
                          [&file](std::string_view part) { file += part; });
        std::vector<std::pair<Id, Record>> rows;
        for (auto n = random.below(4); n > 0; --n) {
            rows.emplace_back(random_row(random), random_record(random, client::spec));
            rows.back().second.erase(client::turnover.spec.id);
            table.row(rows.back().first, rows.back().second);
        }
        const auto decoded = decode_text(file);
        REQUIRE(decoded.has_value());
        const auto imported = sample::import_text(client::spec, decoded->text);
        CHECK(imported.plan.columns.size() == columns.size());
        REQUIRE(imported.rows.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (const Refusal& refusal : imported.rows[i].refusals) {
                FAIL_CHECK(refusal.message(Lang::en));
            }
            CHECK(imported.rows[i].own.id == rows[i].first);
            CHECK((whole(client::spec, imported.rows[i].own) == rows[i].second));
        }
    }
}

TEST_CASE("children survive export and import in their rows and order") {
    SeededRandom random(12);
    std::vector<Target> columns = export_columns(order::spec);
    for (const Target& target : export_columns(order_line::spec)) {
        if (target.field != &order_line::parent.spec) columns.push_back(target);
    }
    for (int round = 0; round < 500; ++round) {
        INFO("round ", round);
        std::string file;
        TableExport table(sample::catalogue(), order::spec, columns, random_options(random), {},
                          [&file](std::string_view part) { file += part; });

        struct Row {
            Id id;
            Record record;
            std::vector<std::pair<Id, Record>> lines;
        };

        std::vector<Row> rows(random.below(5));
        for (Row& row : rows) {
            row.id = random_row(random);
            row.record = random_record(random, order::spec);
            std::vector<ExportChild> children;
            for (auto n = random.below(4); n > 0; --n) {
                row.lines.emplace_back(random_row(random), random_record(random, order_line::spec));
                row.lines.back().second.erase(order_line::parent.spec.id);
            }
            for (const auto& [id, record] : row.lines) {
                children.push_back({&order_line::spec, id, &record});
            }
            table.row(row.id, row.record, children);
        }
        const auto imported = sample::import_text(order::spec, file);
        REQUIRE(imported.rows.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const ImportRow& row = imported.rows[i];
            CHECK(row.refusals.empty());
            CHECK(row.own.id == rows[i].id);
            CHECK((whole(order::spec, row.own) == rows[i].record));
            REQUIRE(row.children.size() == rows[i].lines.size());
            for (std::size_t k = 0; k < row.children.size(); ++k) {
                CHECK(row.children[k].cells.id == rows[i].lines[k].first);
                CHECK((whole(order_line::spec, row.children[k].cells) == rows[i].lines[k].second));
            }
        }
    }
}

TEST_CASE("any bytes give records or faults in ascending lines, and every byte is passed over") {
    SeededRandom random(13);
    const std::vector<std::string> pieces{"\"",       "\"", "\"\"", ",",     ",",     "\n",
                                          "\r\n",     "\r", "a",    "客",    "\0"s,   "\xFF",
                                          "\xE5\xAE", " ",  "'=",   "sep=;", "\uFEFF"};
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (auto n = random.below(60); n > 0; --n) text += pieces[random.below(pieces.size())];
        CsvReader reader(text);
        std::size_t last = 0;
        std::size_t count = 0;
        while (const auto record = reader.next()) {
            INFO("round ", round);
            CHECK(record->line > last);
            CHECK(record->last_line >= record->line);
            CHECK((record->fault.has_value() ? record->cells.empty() : !record->cells.empty()));
            last = record->line;
            REQUIRE(++count <= text.size());
        }
        CHECK(reader.position() == text.size());
        static_cast<void>(decode_text(text));
    }
}
