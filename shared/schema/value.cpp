#include "schema/value.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/text.h"

namespace branchline::schema {
namespace {

// Permanent: part of every stored row, hash and frame.
enum class Tag : std::uint8_t { null, integer, text, id, any_ref, set };

auto find_key(const Set& set, const std::string& key) {
    return std::lower_bound(set.begin(), set.end(), key,
                            [](const std::string& element, const std::string& wanted) {
                                return set_key(element) < wanted;
                            });
}

// A peer may have sorted with other Unicode tables than ours: elements are put into our order
// instead of being refused. Keys are computed once each, the input may be hostile.
Set in_our_order(Set elements) {
    std::vector<std::pair<std::string, std::string>> keyed;
    keyed.reserve(elements.size());
    for (std::string& element : elements) {
        std::string key = set_key(element);
        keyed.emplace_back(std::move(key), std::move(element));
    }
    std::sort(keyed.begin(), keyed.end());
    Set result;
    result.reserve(keyed.size());
    for (std::size_t i = 0; i < keyed.size(); ++i) {
        if (i > 0 && keyed[i].first == keyed[i - 1].first) continue;
        result.push_back(std::move(keyed[i].second));
    }
    return result;
}

Set read_set(ByteReader& in) {
    Set elements(in.count());
    for (std::string& element : elements) {
        element = in.string();
        if (!is_valid_utf8(element)) in.fail();
    }
    return in.ok() ? in_our_order(std::move(elements)) : Set{};
}

AnyRef read_any_ref(ByteReader& in) {
    const std::uint64_t entity = in.varint();
    if (entity > UINT16_MAX) in.fail();
    const RowId row = read_id(in);
    return AnyRef{static_cast<EntityId>(entity), row};
}

}  // namespace

std::string set_key(std::string_view element) { return normal_form(element); }

bool set_insert(Set& set, std::string element) {
    const std::string key = set_key(element);
    const auto place = find_key(set, key);
    if (place != set.end() && set_key(*place) == key) return false;
    set.insert(place, std::move(element));
    return true;
}

bool set_erase(Set& set, std::string_view element) {
    const std::string key = set_key(element);
    const auto place = find_key(set, key);
    if (place == set.end() || set_key(*place) != key) return false;
    set.erase(place);
    return true;
}

bool set_contains(const Set& set, std::string_view element) {
    const std::string key = set_key(element);
    const auto place = find_key(set, key);
    return place != set.end() && set_key(*place) == key;
}

void write_value(ByteWriter& out, const Value& value) {
    const auto tag = [&out](Tag t) { out.u8(static_cast<std::uint8_t>(t)); };
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        tag(Tag::integer);
        out.zigzag(*integer);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        tag(Tag::text);
        out.string(*text);
    } else if (const auto* id = std::get_if<Id>(&value)) {
        tag(Tag::id);
        write_id(out, *id);
    } else if (const auto* any = std::get_if<AnyRef>(&value)) {
        tag(Tag::any_ref);
        out.varint(any->entity);
        write_id(out, any->row);
    } else if (const auto* set = std::get_if<Set>(&value)) {
        tag(Tag::set);
        out.varint(set->size());
        for (const std::string& element : *set) out.string(element);
    } else {
        tag(Tag::null);
    }
}

Value read_value(ByteReader& in) {
    Value value;
    switch (static_cast<Tag>(in.u8())) {
        case Tag::null:
            break;
        case Tag::integer:
            value = in.zigzag();
            break;
        case Tag::text:
            value = std::string(in.string());
            break;
        case Tag::id:
            value = read_id(in);
            break;
        case Tag::any_ref:
            value = read_any_ref(in);
            break;
        case Tag::set:
            value = read_set(in);
            break;
        default:
            in.fail();
    }
    return in.ok() ? value : Value{};
}

}  // namespace branchline::schema
