// The messages of fixed form, through cereal with archives of our own. Each is written as its
// length and its fields, in an order that only ever grows at the end: a reader skips fields that it
// does not know and leaves at their defaults those that are missing. cereal's own archives resize
// containers to whatever size they are told; this one checks it against the bytes left, charges the
// memory, and has no pointers and no polymorphic types. Errors are sticky, nothing is thrown.
#include <algorithm>
#include <cereal/cereal.hpp>
#include <limits>
#include <type_traits>
#include <utility>

#include "sync/wire_streams.h"

namespace branchline::sync {

namespace {

class FixedWriter : public cereal::OutputArchive<FixedWriter, cereal::AllowEmptyClassElision> {
  public:
    FixedWriter() : OutputArchive(this) {}

    ByteWriter out;
};

class FixedReader : public cereal::InputArchive<FixedReader, cereal::AllowEmptyClassElision> {
  public:
    FixedReader(BytesView bytes, wire::Source& body) : InputArchive(this), in(bytes), frame(body) {}

    void fail(std::string_view why) {
        in.fail();
        frame.fail(why);
    }

    ByteReader in;
    wire::Source& frame;  // whose memory is charged, and which fails with us
};

}  // namespace
}  // namespace branchline::sync

CEREAL_SETUP_ARCHIVE_TRAITS(branchline::sync::FixedReader, branchline::sync::FixedWriter);

namespace branchline::sync {

namespace {

// --- what cereal finds by argument-dependent lookup: numbers, text, ids, lists
// --------------------

template <class T>
    requires std::is_arithmetic_v<T>
void CEREAL_SAVE_FUNCTION_NAME(FixedWriter& ar, const T& value) {
    if constexpr (std::is_signed_v<T>) {
        ar.out.zigzag(value);
    } else {
        ar.out.varint(value);
    }
}

template <class T>
    requires std::is_arithmetic_v<T>
void CEREAL_LOAD_FUNCTION_NAME(FixedReader& ar, T& value) {
    using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    Wide wide;
    if constexpr (std::is_signed_v<T>) {
        wide = ar.in.zigzag();
    } else {
        wide = ar.in.varint();
    }
    const bool fits =
        wide >= Wide{std::numeric_limits<T>::min()} && wide <= Wide{std::numeric_limits<T>::max()};
    if (!fits) ar.fail("a number out of range");
    value = fits ? static_cast<T>(wide) : T{};
}

void CEREAL_SAVE_FUNCTION_NAME(FixedWriter& ar, const std::string& text) { ar.out.string(text); }

void CEREAL_LOAD_FUNCTION_NAME(FixedReader& ar, std::string& text) {
    const BytesView bytes = ar.in.string();
    ar.frame.charge(bytes.size());
    if (ar.frame.ok()) text = bytes;
}

// A null id is one byte: most of them are, in receipts.
void CEREAL_SAVE_FUNCTION_NAME(FixedWriter& ar, const Id& id) {
    ar.out.string(id.is_null() ? Bytes{} : to_bytes(id));
}

void CEREAL_LOAD_FUNCTION_NAME(FixedReader& ar, Id& id) {
    const BytesView bytes = ar.in.string();
    id = id_from_bytes(bytes).value_or(Id{});
    if (id.is_null() && !bytes.empty()) ar.fail("an id in the wrong form");
}

void CEREAL_SAVE_FUNCTION_NAME(FixedWriter& ar, const Digest& digest) {
    ar.out.raw(view_of(digest));
}

void CEREAL_LOAD_FUNCTION_NAME(FixedReader& ar, Digest& digest) {
    const BytesView bytes = ar.in.raw(digest.size());
    std::copy(bytes.begin(), bytes.end(), digest.begin());
}

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(FixedWriter& ar, const std::vector<T>& list) {
    ar.out.varint(list.size());
    for (const T& element : list) ar(element);
}

template <class T>
void CEREAL_LOAD_FUNCTION_NAME(FixedReader& ar, std::vector<T>& list) {
    const std::size_t size = ar.in.count();
    ar.frame.charge(size * sizeof(T));
    if (!ar.frame.ok()) return ar.in.fail();
    list.resize(size);
    for (T& element : list) ar(element);
}

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(FixedWriter& ar, const std::optional<T>& value) {
    ar(value.has_value());
    if (value) ar(*value);
}

template <class T>
void CEREAL_LOAD_FUNCTION_NAME(FixedReader& ar, std::optional<T>& value) {
    bool has_value = false;
    ar(has_value);
    if (has_value) ar(value.emplace());
}

// --- parts that never change
// ----------------------------------------------------------------------

template <class Archive>
void serialize(Archive& ar, BootTime& it) {
    ar(it.boot_id, it.ms);
}

template <class Archive>
void serialize(Archive& ar, RowKey& it) {
    ar(it.entity, it.row);
}

template <class Archive>
void serialize(Archive& ar, store::HeldBucket& it) {
    ar(it.bucket, it.roles);
}

template <class Archive>
void serialize(Archive& ar, Point& it) {
    ar(it.epoch, it.seq, it.chain, it.mac);
}

template <class Archive>
void serialize(Archive& ar, Token& it) {
    ar(it.n, it.previous, it.next);
}

template <class Archive>
void serialize(Archive& ar, FieldPlace& it) {
    ar(it.entity, it.row, it.field);
}

// --- parts and messages that may grow: each with its length before it
// -----------------------------

// A reader stops at the end of what was sent, a newer writer's further fields are left unread.
template <class... Fields>
void fields(FixedWriter& ar, Fields&... list) {
    ar(list...);
}

template <class... Fields>
void fields(FixedReader& ar, Fields&... list) {
    const auto field = [&ar](auto& it) {
        if (ar.in.left() > 0) ar(it);
    };
    (field(list), ...);
}

// Enumerators are checked here, so that no other part meets a value without a name. (Codes are not:
// a newer peer has more of them, and they are only shown.)
template <class E>
void choice(FixedWriter& ar, E& value, E /*first*/, E /*last*/) {
    ar(static_cast<std::uint8_t>(value));
}

template <class E>
void choice(FixedReader& ar, E& value, E first, E last) {
    if (ar.in.left() == 0) return;
    const std::uint8_t number = ar.in.u8();
    value = ar.frame.enumerator(number, first, last);
}

template <class Archive>
void members(Archive& ar, Receipt& it) {
    fields(ar, it.op, it.content);
    choice(ar, it.verdict, Verdict::accepted, Verdict::deferred);
    fields(ar, it.code, it.rule, it.fields, it.cause, it.epoch, it.seq, it.mac);
}

template <class Archive>
void members(Archive& ar, Answer& it) {
    choice(ar, it.kind, Answer::Kind::receipt, Answer::Kind::ask);
    fields(ar, it.op, it.receipt);
}

template <class Archive>
void members(Archive& ar, ClassHash& it) {
    fields(ar, it.bucket, it.entity, it.rights_class, it.hash, it.rows);
}

template <class Archive>
void members(Archive& ar, Stretch& it) {
    fields(ar, it.bucket, it.entity, it.after, it.last, it.done, it.until);
}

template <class Archive>
void members(Archive& ar, PartHash& it) {
    fields(ar, it.last, it.hash, it.rows);
}

template <class Archive>
void members(Archive& ar, Challenge& it) {
    fields(ar, it.protocol_min, it.protocol_max, it.nonce, it.installation);
}

template <class Archive>
void members(Archive& ar, Enroll& it) {
    fields(ar, it.code, it.public_key, it.device_name, it.signature);
}

template <class Archive>
void members(Archive& ar, Enrolled& it) {
    fields(ar, it.device, it.user, it.login, it.offset_minutes, it.company, it.courier_key,
           it.installation);
}

template <class Archive>
void members(Archive& ar, Login& it) {
    fields(ar, it.protocol, it.device, it.signature);
}

template <class Archive>
void members(Archive& ar, Refused& it) {
    fields(ar, it.code, it.detail, it.retry_after_ms);
}

template <class Archive>
void members(Archive& ar, Hello& it) {
    fields(ar, it.device, it.incarnation, it.token, it.boot_nonce, it.cursor, it.unsettled,
           it.scope_version, it.catalogue_number, it.catalogue_digest, it.boot, it.device_code,
           it.points, it.nothing_left);
}

template <class Archive>
void members(Archive& ar, HelloReply& it) {
    choice(ar, it.status, HubStatus::ok, HubStatus::retry_after);
    fields(ar, it.new_incarnation, it.cursor, it.incarnation, it.boot_nonce, it.confirm, it.common,
           it.answers, it.scope_version, it.catalogue_number, it.device_code, it.hub_now_ms,
           it.head_seq, it.oldest_restorable_seq, it.retry_after_ms, it.wipe, it.revoked,
           it.horizon_seq);
}

template <class Archive>
void members(Archive& /*ar*/, Push& /*it*/) {}

template <class Archive>
void members(Archive& ar, Receipts& it) {
    fields(ar, it.receipts);
}

template <class Archive>
void members(Archive& ar, Pull& it) {
    choice(ar, it.page_class, PageClass::tail, PageClass::bytes);
    fields(ar, it.cursor, it.budget_bytes, it.wait, it.scope_version, it.wanted, it.load,
           it.own_in_full, it.with_hashes, it.compare, it.fresh);
}

template <class Archive>
void members(Archive& ar, Page& it) {
    choice(ar, it.page_class, PageClass::tail, PageClass::bytes);
    fields(ar, it.start, it.end, it.scope_version, it.head_seq, it.with_digests, it.hashes, it.mac,
           it.rescoped, it.held, it.loaded, it.with_hashes, it.compared, it.parts);
}

template <class Archive>
void members(Archive& ar, Ping& it) {
    fields(ar, it.sent_ms, it.reply);
}

template <class Archive>
void members(Archive& ar, FileOffer& it) {
    fields(ar, it.file, it.size, it.first, it.chunks);
}

template <class Archive>
void members(Archive& ar, FileState& it) {
    fields(ar, it.file, it.code, it.listed, it.offset);
}

template <class Archive>
void members(Archive& ar, FileWant& it) {
    fields(ar, it.file, it.listed, it.offset, it.bytes_most);
}

template <class Archive>
void members(Archive& ar, FilePiece& it) {
    fields(ar, it.file, it.code, it.offset, it.bytes, it.first, it.chunks);
}

template <class T>
concept Growing = requires(FixedWriter& ar, T& it) { members(ar, it); };

template <Growing T>
void CEREAL_SAVE_FUNCTION_NAME(FixedWriter& ar, const T& value) {
    ByteWriter outer = std::exchange(ar.out, ByteWriter{});
    members(ar, const_cast<T&>(value));  // a writer changes nothing
    outer.string(ar.out.bytes());
    ar.out = std::move(outer);
}

template <Growing T>
void CEREAL_LOAD_FUNCTION_NAME(FixedReader& ar, T& value) {
    const BytesView bytes = ar.in.string();
    const ByteReader outer = std::exchange(ar.in, ByteReader{bytes});
    members(ar, value);
    const bool ok = ar.in.ok() && outer.ok();
    ar.in = outer;
    if (!ok) ar.fail("a field that is cut off");
}

}  // namespace

namespace wire {

void put_fixed(Sink& out, const Message& message) {
    FixedWriter ar;
    std::visit([&ar](const auto& it) { ar(it); }, message);
    out.raw(ar.out.bytes());
}

void take_fixed(Source& in, Message& message) {
    FixedReader ar(in.string(), in);
    std::visit([&ar](auto& it) { members(ar, it); }, message);
    if (!ar.in.ok()) in.fail("a field that is cut off");
}

}  // namespace wire
}  // namespace branchline::sync
