// Values, records and versions in their shortest forms. The first byte of a value:
//   1nnnnnnn  the integer n
//   01nnnnnn  a text of n bytes, which follow
//   001nnnnn  the text with number n of this lane
//   000ttttt  a tag, and what it says
#include <array>
#include <utility>

#include "base/text.h"
#include "sync/wire_streams.h"

namespace branchline::sync::wire {

namespace {

enum class Tag : std::uint8_t {
    null = 0,
    integer = 1,   // zigzag
    hundreds = 2,  // zigzag of value / 100: whole units of money
    minutes = 3,   // instants: zigzag of the difference to the last one, both in minutes
    text = 4,
    id = 5,
    any_ref = 6,
    set = 7,
    again = 8  // the text with number 32 + n of this lane
};

constexpr std::uint8_t small_integer = 0x80;
constexpr std::uint8_t short_text = 0x40;
constexpr std::uint8_t again = 0x20;
constexpr std::uint64_t again_limit = 0x20;
constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::size_t set_size_max = 4096;

std::size_t varint_size(std::uint64_t value) {
    std::size_t size = 1;
    while (value >= 0x80) {
        value >>= 7;
        ++size;
    }
    return size;
}

std::size_t zigzag_size(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    return varint_size(bits << 1 ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void put_tag(Sink& out, Tag tag) { out.u8(static_cast<std::uint8_t>(tag)); }

void put_integer(Sink& out, std::int64_t value) {
    if (value >= 0 && value < small_integer) {
        return out.u8(static_cast<std::uint8_t>(small_integer | value));
    }

    struct Form {
        Tag tag;
        std::int64_t number;
        bool exact;
    };

    const std::int64_t minute = value / ms_per_minute;
    const std::array<Form, 3> forms = {
        Form{Tag::integer, value, true}, Form{Tag::hundreds, value / 100, value % 100 == 0},
        Form{Tag::minutes, difference(minute, out.at.minute), value % ms_per_minute == 0}};
    const Form* shortest = forms.data();
    for (const Form& form : forms) {
        const bool shorter = zigzag_size(form.number) < zigzag_size(shortest->number);
        if (form.exact && shorter) shortest = &form;
    }
    put_tag(out, shortest->tag);
    out.zigzag(shortest->number);
    if (shortest->tag == Tag::minutes) out.at.minute = minute;
}

void put_text(Sink& out, const std::string& text) {
    if (may_come_again(text.size())) {
        if (const auto number = out.number_of_text(text)) {
            if (*number < again_limit) return out.u8(static_cast<std::uint8_t>(again | *number));
            put_tag(out, Tag::again);
            return out.varint(*number - again_limit);
        }
    }
    if (text.size() < short_text) {
        out.u8(static_cast<std::uint8_t>(short_text | text.size()));
        return out.raw(text);
    }
    put_tag(out, Tag::text);
    out.string(text);
}

std::string take_new_text(Source& in, BytesView text) {
    if (may_come_again(text.size())) in.number_text(text);
    return in.owned(text);
}

std::string take_text_again(Source& in, std::uint64_t number) {
    return in.owned(in.text_numbered(number));
}

std::int64_t take_scaled(Source& in, std::int64_t scale, std::int64_t base) {
    const std::int64_t units = sum(base, in.zigzag());
    const bool fits = units >= INT64_MIN / scale && units <= INT64_MAX / scale;
    if (!fits) in.fail("an integer out of range");
    return fits ? units * scale : 0;
}

std::int64_t take_instant(Source& in) {
    const std::int64_t value = take_scaled(in, ms_per_minute, in.at.minute);
    in.at.minute = value / ms_per_minute;
    return value;
}

// In our order whatever the peer's: his Unicode tables may be others than ours.
schema::Set take_set(Source& in) {
    const std::size_t size = in.count<std::string>();
    if (size > set_size_max) in.fail("a set with too many elements");
    schema::Set set;
    if (in.ok()) set.reserve(size);
    for (std::size_t i = 0; i < size && in.ok(); ++i) {
        std::string element = in.owned(in.string());
        if (!is_valid_utf8(element)) in.fail("a text that is not UTF-8");
        if (in.ok()) schema::set_insert(set, std::move(element));
    }
    return set;
}

schema::Value take_tagged(Source& in, Tag tag) {
    switch (tag) {
        case Tag::null:
            return {};
        case Tag::integer:
            return in.zigzag();
        case Tag::hundreds:
            return take_scaled(in, 100, 0);
        case Tag::minutes:
            return take_instant(in);
        case Tag::text:
            return take_new_text(in, in.string());
        case Tag::id:
            return in.id();
        case Tag::any_ref: {
            const EntityId entity = take_entity(in);
            return schema::AnyRef{entity, in.id()};
        }
        case Tag::set:
            return take_set(in);
        case Tag::again:
            return take_text_again(in, in.varint_up_to(UINT32_MAX) + again_limit);
    }
    in.fail("a value of unknown form");
    return {};
}

// The low three bits of a version's first number; the rest is what is named below.
enum class VersionForm : std::uint8_t {
    null = 0,
    own = 1,        // by the group it stands in, under nothing
    id = 2,         // number of the origin, under nothing
    id_under = 3,   // number of the origin, then the id of what it is under
    seq = 4,        // by how much its seq is smaller than the confirmed one, under nothing
    own_under = 5,  // number of what it is under
    last = 6        // the last version that was written in this body
};

void put_form(Sink& out, VersionForm form, std::uint64_t number = 0) {
    out.varint(number << 3 | static_cast<std::uint64_t>(form));
}

bool put_as_seq(Sink& out, const Version& version) {
    const Known* known = out.known();
    if (known == nullptr || !known->seq_of || !version.under.is_null()) return false;
    const std::int64_t seq = known->seq_of(version.origin);
    if (seq <= 0 || seq > known->seq) return false;
    put_form(out, VersionForm::seq, static_cast<std::uint64_t>(known->seq - seq));
    return true;
}

void put_new_version(Sink& out, const Version& version) {
    const bool own = version.origin == out.at.own && !version.origin.is_null();
    if (own && version.under.is_null()) return put_form(out, VersionForm::own);
    if (own) {
        const std::uint64_t number = out.number_of(version.under);
        put_form(out, VersionForm::own_under, number);
        return out.rest_of_id(number, version.under);
    }
    if (put_as_seq(out, version)) return;
    const bool under = !version.under.is_null();
    const std::uint64_t number = out.number_of(version.origin);
    put_form(out, under ? VersionForm::id_under : VersionForm::id, number);
    out.rest_of_id(number, version.origin);
    if (under) out.id(version.under);
}

Version take_seq(Source& in, std::uint64_t back) {
    const Known* known = in.known();
    const bool usable = known != nullptr && known->origin_at && known->seq > 0 &&
                        back < static_cast<std::uint64_t>(known->seq);
    if (!usable) {
        in.fail("a version by a seq that is not known here");
        return {};
    }
    const OriginId origin = known->origin_at(known->seq - static_cast<std::int64_t>(back));
    if (origin.is_null()) in.fail("a version by a seq that is not known here");
    return {origin, {}};
}

Version take_formed(Source& in, VersionForm form, std::uint64_t number) {
    const bool plain =
        form == VersionForm::null || form == VersionForm::own || form == VersionForm::last;
    if (plain && number != 0) in.fail("a version of unknown form");
    switch (form) {
        case VersionForm::null:
            return {};
        case VersionForm::own:
            return {in.at.own, {}};
        case VersionForm::last:
            return in.at.version;
        case VersionForm::id:
            return {in.id_numbered(number), {}};
        case VersionForm::id_under: {
            const OriginId origin = in.id_numbered(number);
            return {origin, in.id()};
        }
        case VersionForm::seq:
            return take_seq(in, number);
        case VersionForm::own_under:
            return {in.at.own, in.id_numbered(number)};
    }
    in.fail("a version of unknown form");
    return {};
}

}  // namespace

void put(Sink& out, FieldId field, const schema::Value& value) {
    const InLane lane(out, lane_of(field));
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        put_integer(out, *integer);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        put_text(out, *text);
    } else if (const auto* id = std::get_if<Id>(&value)) {
        put_tag(out, Tag::id);
        out.id(*id);
    } else if (const auto* any = std::get_if<schema::AnyRef>(&value)) {
        put_tag(out, Tag::any_ref);
        out.varint(any->entity);
        out.id(any->row);
    } else if (const auto* set = std::get_if<schema::Set>(&value)) {
        put_tag(out, Tag::set);
        out.varint(set->size());
        for (const std::string& element : *set) out.string(element);
    } else {
        put_tag(out, Tag::null);
    }
}

schema::Value take_value(Source& in, FieldId field) {
    const InLane lane(in, lane_of(field));
    const std::uint8_t first = in.u8();
    if ((first & small_integer) != 0) return std::int64_t{first & 0x7f};
    if ((first & short_text) != 0) return take_new_text(in, in.raw(first & 0x3f));
    if ((first & again) != 0) return take_text_again(in, first & 0x1f);
    return take_tagged(in, static_cast<Tag>(first));
}

// The differences of ascending ids are never negative, so a field cannot come twice.
void put(Sink& out, const Record& record) {
    out.varint(record.size());
    std::int64_t last = -1;
    for (const auto& [field, value] : record) {
        out.varint(static_cast<std::uint64_t>(field - last - 1));
        put(out, field, value);
        last = field;
    }
}

Record take_record(Source& in) {
    Record record;
    const std::size_t size = in.count<Record::Entry>();
    in.charge(size * sizeof(Record::Entry));  // the vector behind it grows by doubling
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < size && in.ok(); ++i) {
        const std::uint64_t field = next + in.varint_up_to(UINT16_MAX);
        if (field > UINT16_MAX) in.fail("a field number out of range");
        schema::Value value = take_value(in, static_cast<FieldId>(field));
        if (in.ok()) record.set(static_cast<FieldId>(field), std::move(value));
        next = field + 1;
    }
    return record;
}

void put(Sink& out, const Version& version) {
    const bool last = !version.is_null() && version == out.at.version;
    if (version == Version{}) {
        put_form(out, VersionForm::null);
    } else if (last) {
        put_form(out, VersionForm::last);
    } else {
        put_new_version(out, version);
        out.at.version = version;
    }
}

Version take_version(Source& in) {
    const std::uint64_t first = in.varint();
    const Version version = take_formed(in, static_cast<VersionForm>(first & 7), first >> 3);
    if (version != Version{}) in.at.version = version;
    return version;
}

void put(Sink& out, const std::vector<Id>& ids) {
    out.varint(ids.size());
    for (const Id& id : ids) out.id(id);
}

std::vector<Id> take_ids(Source& in) {
    std::vector<Id> ids(in.count<Id>());
    for (Id& id : ids) id = in.id();
    return ids;
}

void put(Sink& out, const std::vector<FieldPlace>& places) {
    out.varint(places.size());
    for (const FieldPlace& place : places) {
        out.varint(place.entity);
        out.id(place.row);
        out.varint(place.field);
    }
}

std::vector<FieldPlace> take_places(Source& in) {
    std::vector<FieldPlace> places(in.count<FieldPlace>());
    for (FieldPlace& place : places) {
        place.entity = take_entity(in);
        place.row = in.id();
        place.field = take_field(in);
    }
    return places;
}

EntityId take_entity(Source& in) { return static_cast<EntityId>(in.varint_up_to(UINT16_MAX)); }

FieldId take_field(Source& in) { return static_cast<FieldId>(in.varint_up_to(UINT16_MAX)); }

}  // namespace branchline::sync::wire
