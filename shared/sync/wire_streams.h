// Inside the codec: what the encoders write to and the decoders read from. Both keep the tables of
// one frame (ids, words), so that each id and each word is written once and referred to by number,
// and the anchors that times and counters are written as differences from. Internal to wire*.cpp.
//
// A body is one sequence of bytes, every byte of which belongs to a lane. A small body travels as
// it is. A large one is sorted by lanes before it is compressed: bytes that resemble each other
// stand together (all prices, all places), and random ids, which nothing compresses, stand apart.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "sync/wire.h"
#include "sync/wire_anchors.h"

namespace branchline::sync::wire {

// Differences wrap around, so that no input can overflow them.
constexpr std::int64_t difference(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

constexpr std::int64_t sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// The form that new_row_id() makes: its first 48 bits are near those of its neighbours.
constexpr bool has_time_form(const Id& id) {
    return (id.high >> 12 & 0xf) == 7 && id.low >> 62 == 2;
}

// Those that a frame begins with.
Anchors anchors_of(const Known* known);

// Numbers of ids: 0 the null id, 1 a new one follows, 2 a new one in time form follows, then the
// table. Those that both ends know come first in it.
enum class IdForm : std::uint8_t { null = 0, random = 1, timed = 2, first_listed = 3 };

// Structure is everything without a lane of its own; the values of a field have the one of its
// number, modulo their count.
enum class Lane : std::uint8_t { structure, random, times, loose_text, first_field };

inline constexpr std::size_t field_lanes = 32;
inline constexpr std::size_t lanes = static_cast<std::size_t>(Lane::first_field) + field_lanes;

constexpr Lane lane_of(FieldId field) {
    return static_cast<Lane>(static_cast<std::size_t>(Lane::first_field) + field % field_lanes);
}

// Until it goes out of scope, what is written or read belongs to another lane.
template <class Body>
class InLane {
  public:
    InLane(Body& body, Lane lane) : body_(body), before_(body.lane()) { body_.set_lane(lane); }

    ~InLane() { body_.set_lane(before_); }

    InLane(const InLane&) = delete;
    InLane& operator=(const InLane&) = delete;

  private:
    Body& body_;
    Lane before_;
};

// Texts that may come again in their lane have a number there.
constexpr bool may_come_again(std::size_t size) { return size >= 2 && size < 64; }

// Keeps views of the texts that are written: they must stay where they are meanwhile.
class Sink {
  public:
    struct Turn {  // from here on the bytes belong to this lane
        std::size_t at;
        Lane lane;
    };

    explicit Sink(const Known* known = nullptr);

    void u8(std::uint8_t value) { out_.u8(value); }

    void varint(std::uint64_t value) { out_.varint(value); }

    void zigzag(std::int64_t value) { out_.zigzag(value); }

    void string(BytesView text) { out_.string(text); }

    void raw(BytesView bytes) { out_.raw(bytes); }

    void time(std::int64_t value);  // zigzag, in the lane of times
    void random(BytesView bytes);   // in the lane of random bytes
    void random(const Id& id);
    void word(const std::string& text);  // by number; 0 = empty, 1 = a new one follows
    // The number of this text in its lane; nothing when it is new there, and has one from now on.
    std::optional<std::uint64_t> number_of_text(const std::string& text);
    void id(const Id& id);
    void new_id(const Id& id);  // hardly ever in the table yet: without a number
    // The two halves of id(), for who packs the number with flags of his own.
    [[nodiscard]] std::uint64_t number_of(const Id& id) const;
    void rest_of_id(std::uint64_t number, const Id& id);

    [[nodiscard]] const Bytes& bytes() const { return out_.bytes(); }

    [[nodiscard]] const std::vector<Turn>& turns() const { return turns_; }

    [[nodiscard]] const Known* known() const { return known_; }

    [[nodiscard]] Lane lane() const { return lane_; }

    void set_lane(Lane lane);

    // Ids that came up as values for the first time: who refers to them once will do so again.
    [[nodiscard]] const std::vector<Id>& new_references() const { return references_; }

    [[nodiscard]] const std::vector<std::string_view>& new_words() const { return new_words_; }

    Anchors at;

  private:
    void list(const Id& id);
    [[nodiscard]] std::optional<std::uint64_t> reference_number(const Id& id) const;

    const Known* known_;
    ByteWriter out_;
    std::vector<Turn> turns_;
    Lane lane_ = Lane::structure;
    std::unordered_map<Id, std::uint64_t> ids_;
    std::uint64_t listed_ = 0;
    std::vector<Id> references_;
    std::unordered_map<std::string_view, std::uint64_t> words_;
    std::uint64_t listed_words_ = 0;
    std::vector<std::string_view> new_words_;
    std::array<std::unordered_map<std::string_view, std::uint64_t>, lanes> texts_;
};

// A set of flags that travels as one number; the last flag of an E is its end mark.
template <class E>
class Flags {
  public:
    explicit Flags(std::uint64_t bits = 0) : bits_(bits) {}

    void set(E flag, bool on = true) { bits_ |= on ? static_cast<std::uint64_t>(flag) : 0; }

    [[nodiscard]] bool has(E flag) const { return (bits_ & static_cast<std::uint64_t>(flag)) != 0; }

    [[nodiscard]] std::uint64_t bits() const { return bits_; }

    [[nodiscard]] bool none() const { return bits_ == 0; }

  private:
    std::uint64_t bits_;
};

// The memory that decoding one frame may take, charged before it is taken.
class Meter {
  public:
    explicit Meter(std::size_t bytes_max) : left_(bytes_max) {}

    bool charge(std::size_t bytes) {
        const bool enough = bytes <= left_;
        left_ = enough ? left_ - bytes : 0;
        return enough;
    }

  private:
    std::size_t left_;
};

using Lanes = std::array<BytesView, lanes>;

// Errors are sticky, as in ByteReader: read on, then ask ok() once.
class Source {
  public:
    Source(BytesView body, Meter& meter, const Known* known = nullptr);
    Source(const Lanes& sorted, Meter& meter, const Known* known);

    std::uint8_t u8() { return checked(reader().u8()); }

    std::uint64_t varint() { return checked(reader().varint()); }

    std::int64_t zigzag() { return checked(reader().zigzag()); }

    BytesView string() { return checked(reader().string()); }

    BytesView raw(std::size_t size) { return checked(reader().raw(size)); }

    std::uint64_t varint_up_to(std::uint64_t most);
    std::int64_t time();
    BytesView random(std::size_t size);
    std::string owned(BytesView text);  // charged
    std::string word();
    void number_text(BytesView text);  // it has a number in its lane from now on
    BytesView text_numbered(std::uint64_t number);
    Id id();
    Id new_id();
    Id raw_id();  // 16 bytes, not an id of the table
    Id id_numbered(std::uint64_t number);

    // How many elements of a T follow. Each takes a byte at least, and the memory of all is
    // charged.
    template <class T>
    std::size_t count() {
        const std::size_t elements = checked(reader().count());
        charge(elements * sizeof(T));
        return ok_ ? elements : 0;
    }

    template <class E>
    E enumerator(std::uint64_t value, E first, E last) {
        const bool fits =
            value >= static_cast<std::uint64_t>(first) && value <= static_cast<std::uint64_t>(last);
        if (!fits) fail("a choice out of range");
        return fits ? static_cast<E>(value) : first;
    }

    template <class E>
    Flags<E> flags(E end) {
        return Flags<E>(varint_up_to(static_cast<std::uint64_t>(end) - 1));
    }

    void charge(std::size_t bytes);
    void fail(std::string_view why);

    [[nodiscard]] bool ok() const { return ok_; }

    [[nodiscard]] bool done() const { return ok_ && left() == 0; }

    [[nodiscard]] bool has_more() const { return ok_ && readers_[0].left() > 0; }

    [[nodiscard]] std::size_t left() const;
    [[nodiscard]] std::string_view why() const;

    [[nodiscard]] const Known* known() const { return known_; }

    [[nodiscard]] Lane lane() const { return lane_; }

    void set_lane(Lane lane) { lane_ = lane; }

    [[nodiscard]] const std::vector<Id>& new_references() const { return references_; }

    [[nodiscard]] const std::vector<std::string>& new_words() const { return words_; }

    Anchors at;

  private:
    void learn();
    Id listed(const Id& id);
    Id timed_id();

    // A body that is not sorted has all lanes in the first reader.
    ByteReader& reader() { return readers_[sorted_ ? static_cast<std::size_t>(lane_) : 0]; }

    template <class T>
    T checked(T value) {
        if (!reader().ok()) fail("it ends too early");
        return ok_ ? value : T{};
    }

    const Known* known_;
    Meter& meter_;
    std::vector<ByteReader> readers_;
    bool sorted_;
    bool ok_ = true;
    Lane lane_ = Lane::structure;
    std::vector<Id> ids_;
    std::vector<Id> references_;
    std::vector<std::string> words_;
    std::array<std::vector<BytesView>, lanes> texts_;  // they point into the body
    std::string_view why_;
};

// As many as the count before them says.
template <class F>
auto take_list(Source& in, F take) {
    using T = decltype(take(in));
    std::vector<T> list;
    const std::size_t size = in.count<T>();
    list.reserve(size);
    while (list.size() < size && in.ok()) list.push_back(take(in));
    return list;
}

// wire_values.cpp
void put(Sink& out, FieldId field, const schema::Value& value);
void put(Sink& out, const Record& record);
void put(Sink& out, const Version& version);
void put(Sink& out, const std::vector<Id>& ids);
void put(Sink& out, const std::vector<FieldPlace>& places);
schema::Value take_value(Source& in, FieldId field);
Record take_record(Source& in);
Version take_version(Source& in);
std::vector<Id> take_ids(Source& in);
std::vector<FieldPlace> take_places(Source& in);
EntityId take_entity(Source& in);
FieldId take_field(Source& in);

// wire_group.cpp
void put(Sink& out, const Group& group);
Group take_group(Source& in);

// wire_row.cpp, wire_effect.cpp, wire_entry.cpp
void put(Sink& out, const std::vector<CoverMark>& covers);
void put(Sink& out, const RowState& row);
void put(Sink& out, const Effect& effect);
void put(Sink& out, const Entry& entry);
std::vector<CoverMark> take_covers(Source& in);
RowState take_row(Source& in);
Effect take_effect(Source& in);
Entry take_entry(Source& in);

// wire_fixed.cpp: the messages that cereal writes, each as its length and its fields.
void put_fixed(Sink& out, const Message& message);  // of a Page its head, of a Push nothing
void take_fixed(Source& in, Message& message);      // into the alternative that it holds

// The one value that a change carries stands for itself, without the list of fields.
inline bool holds_only(const schema::Record& record, schema::FieldId field) {
    return record.size() == 1 && record.begin()->first == field;
}

// wire_pack.cpp: a body in the smaller of its two forms, and back. `recent` is text that both ends
// have had, which a compressed body may refer to.
struct Packed {
    Bytes bytes;
    Bytes plain;  // what `recent` grows by
    bool compressed = false;
};

struct Unpacked {
    Bytes plain;
    std::array<std::size_t, lanes> sizes{};  // of the lanes, which follow each other at the end
    BytesView random;                        // but this one, a part of what was unpacked
    std::string_view why;                    // empty: all is well

    [[nodiscard]] Lanes sorted() const;
};

Packed pack(const Sink& body, BytesView recent);
Unpacked unpack(BytesView packed, BytesView recent, Meter& meter);

}  // namespace branchline::sync::wire
