#include "schema/record.h"

#include <algorithm>
#include <utility>

namespace branchline::schema {
namespace {

bool before(const Record::Entry& entry, FieldId field) { return entry.first < field; }

const Value null_value;
const std::string empty_text;
const Set empty_set;

template <class T>
const T* get_as(const Value* value) {
    return value == nullptr ? nullptr : std::get_if<T>(value);
}

}  // namespace

const Value* Record::find(FieldId field) const {
    const auto place = std::lower_bound(entries_.begin(), entries_.end(), field, before);
    return place != entries_.end() && place->first == field ? &place->second : nullptr;
}

const Value& Record::get(FieldId field) const {
    const Value* value = find(field);
    return value == nullptr ? null_value : *value;
}

std::int64_t Record::integer(FieldId field, std::int64_t otherwise) const {
    const auto* value = get_as<std::int64_t>(find(field));
    return value == nullptr ? otherwise : *value;
}

const std::string& Record::text(FieldId field) const {
    const auto* value = get_as<std::string>(find(field));
    return value == nullptr ? empty_text : *value;
}

Id Record::id(FieldId field) const {
    const auto* value = get_as<Id>(find(field));
    return value == nullptr ? Id{} : *value;
}

const Set& Record::set_of(FieldId field) const {
    const auto* value = get_as<Set>(find(field));
    return value == nullptr ? empty_set : *value;
}

void Record::set(FieldId field, Value value) {
    const auto place = std::lower_bound(entries_.begin(), entries_.end(), field, before);
    if (place != entries_.end() && place->first == field) {
        place->second = std::move(value);
    } else {
        entries_.emplace(place, field, std::move(value));
    }
}

void Record::erase(FieldId field) {
    const auto place = std::lower_bound(entries_.begin(), entries_.end(), field, before);
    if (place != entries_.end() && place->first == field) entries_.erase(place);
}

void write_record(ByteWriter& out, const Record& record) {
    const auto filled = std::count_if(record.begin(), record.end(),
                                      [](const Record::Entry& e) { return !is_null(e.second); });
    out.varint(static_cast<std::uint64_t>(filled));
    for (const auto& [field, value] : record) {
        if (is_null(value)) continue;
        out.varint(field);
        write_value(out, value);
    }
}

Record read_record(ByteReader& in) {
    Record record;
    std::uint64_t last = 0;
    const std::size_t entries = in.count(2);  // a field id and a tag each
    for (std::size_t i = 0; i < entries && in.ok(); ++i) {
        const std::uint64_t field = in.varint();
        Value value = read_value(in);
        if (field <= last || field > UINT16_MAX || is_null(value)) in.fail();
        last = field;
        if (in.ok()) record.set(static_cast<FieldId>(field), std::move(value));
    }
    return in.ok() ? record : Record{};
}

}  // namespace branchline::schema
