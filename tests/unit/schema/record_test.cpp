#include "schema/record.h"

#include <doctest/doctest.h>

#include "schema/any_value.h"

namespace branchline::schema {
namespace {

Bytes encoded(const Record& record) {
    ByteWriter out;
    write_record(out, record);
    return out.take();
}

}  // namespace

TEST_CASE("absent is not null") {
    Record record;
    CHECK(record.find(16) == nullptr);
    record.set(16, Null{});
    REQUIRE(record.find(16) != nullptr);
    CHECK(is_null(*record.find(16)));
    CHECK(is_null(record.get(17)));
    record.erase(16);
    record.erase(99);
    CHECK(record == Record{});
}

TEST_CASE("typed readers give their default for what is absent, null or of another kind") {
    Record record;
    record.set(1, std::int64_t{5});
    record.set(2, std::string("text"));
    record.set(3, Id{1, 2});
    record.set(4, Set{"a"});
    record.set(5, Null{});
    CHECK(record.integer(1) == 5);
    CHECK(record.text(2) == "text");
    CHECK(record.id(3) == Id{1, 2});
    CHECK(record.set_of(4) == Set{"a"});
    for (const FieldId other : {FieldId{5}, FieldId{6}}) {
        CHECK(record.integer(other, 7) == 7);
        CHECK(record.text(other).empty());
        CHECK(record.id(other).is_null());
        CHECK(record.set_of(other).empty());
    }
    CHECK(record.integer(2, 7) == 7);
    CHECK(record.text(1).empty());
}

TEST_CASE("entries stay sorted by field, a second set replaces the first") {
    Record record;
    for (const FieldId field : {FieldId{20}, FieldId{3}, FieldId{300}, FieldId{16}}) {
        record.set(field, std::int64_t{field});
    }
    record.set(16, std::int64_t{1});
    std::vector<FieldId> order;
    for (const auto& [field, value] : record) order.push_back(field);
    CHECK(order == std::vector<FieldId>{3, 16, 20, 300});
    CHECK(record.size() == 4);
    CHECK(record.integer(16) == 1);
}

TEST_CASE("the encoding does not depend on the order of writing, and leaves nulls out") {
    Record forward;
    Record backward;
    forward.set(16, std::string("a"));
    forward.set(17, Null{});
    forward.set(18, std::int64_t{1});
    backward.set(18, std::int64_t{1});
    backward.set(16, std::string("a"));
    CHECK(encoded(forward) == encoded(backward));
    CHECK(to_hex(encoded(forward)) == "0210020161120102");
    CHECK(to_hex(encoded(Record{})) == "00");
}

TEST_CASE("records come back as they were written") {
    SeededRandom random(11);
    for (int i = 0; i < 1'000; ++i) {
        const Record record = any_record(random);
        const Bytes bytes = encoded(record);
        ByteReader in(bytes);
        CHECK(read_record(in) == record);
        CHECK(in.done());
    }
}

TEST_CASE("a record cut short is malformed, and reads as nothing") {
    SeededRandom random(12);
    for (int i = 0; i < 200; ++i) {
        const Bytes bytes = encoded(any_record(random));
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            ByteReader in(BytesView(bytes).substr(0, size));
            CHECK(read_record(in) == Record{});
            CHECK_FALSE(in.ok());
        }
    }
}

TEST_CASE("fields out of order, twice, zero, too large or null are malformed") {
    using namespace std::string_view_literals;
    for (const BytesView bytes : {
             "\x02\x11\x01\x02\x10\x01\x02"sv,  // 17 before 16
             "\x02\x10\x01\x02\x10\x01\x02"sv,  // 16 twice
             "\x01\x00\x01\x02"sv,              // field 0
             "\x01\x80\x80\x04\x01\x02"sv,      // field 65536
             "\x01\x10\x00"sv,                  // a null
             "\xff\xff\xff\x7f"sv,              // a count that the input cannot hold
         }) {
        CAPTURE(to_hex(bytes));
        ByteReader in(bytes);
        CHECK(read_record(in) == Record{});
        CHECK_FALSE(in.ok());
    }
}

}  // namespace branchline::schema
