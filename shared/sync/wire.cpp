// Frames, and the forms that stand alone. Drawn in PROTOCOL.md.
#include "sync/wire.h"

#include <array>
#include <utility>

#include "base/ensure.h"
#include "sync/wire_streams.h"

namespace branchline::sync {

namespace {

using wire::Meter;
using wire::Sink;
using wire::Source;

constexpr std::string_view magic = "BL";
constexpr std::uint8_t frame_version = 1;
constexpr std::size_t head_size = 8;
constexpr std::size_t recent_bytes_max = 4 * 1024;
constexpr std::size_t references_max = 512;
constexpr std::size_t words_max = 128;
constexpr std::size_t word_bytes_max = 48;

enum class FrameFlag : std::uint8_t {
    compressed = 1,
    with_known = 2,   // ids and times of the session are not repeated
    with_offers = 4,  // of a Push
    flags_end = 8
};

// A type is its place in Message, counted from 1: new messages go to the end.
constexpr std::size_t types = std::variant_size_v<Message>;

template <std::size_t... place>
Message message_of(std::size_t type, std::index_sequence<place...> /*all*/) {
    Message message;
    ((type == place + 1 ? static_cast<void>(message.emplace<place>()) : void()), ...);
    return message;
}

struct Head {
    std::uint8_t type = 0;
    wire::Flags<FrameFlag> flags;
    std::size_t size = 0;  // of the whole frame
};

// Only items that repeat the ids of a session profit from its tables.
bool has_items(const Message& message) {
    return std::holds_alternative<Push>(message) || std::holds_alternative<Page>(message);
}

void put_body(Sink& out, const Message& message) {
    if (const auto* push = std::get_if<Push>(&message)) {
        if (!push->offers.empty()) put_fixed(out, Receipts{push->offers});
        for (const Group& group : push->groups) put(out, group);
        return;
    }
    put_fixed(out, message);
    const auto* page = std::get_if<Page>(&message);
    if (page == nullptr) return;
    out.varint(page->entries.size());
    for (const Entry& entry : page->entries) put(out, entry);
    if (page->brought.empty()) return;
    out.varint(page->brought.size());
    for (const Entry& entry : page->brought) put(out, entry);
}

Push take_push(Source& in, bool offers) {
    Push push;
    if (offers) {
        Message receipts{Receipts{}};
        take_fixed(in, receipts);
        push.offers = std::move(std::get<Receipts>(receipts).receipts);
        if (push.offers.empty()) in.fail("an empty list of offers");
    }
    while (in.has_more()) {
        const std::size_t before = in.left();
        in.charge(3 * sizeof(Group));
        push.groups.push_back(wire::take_group(in));
        if (before - in.left() > group_bytes_max) in.fail("a group that is too large");
    }
    return push;
}

void take_entries(Source& in, Page& page) {
    page.entries = wire::take_list(in, wire::take_entry);
    if (in.has_more()) {
        page.brought = wire::take_list(in, wire::take_entry);
        if (page.brought.empty()) in.fail("an empty list of what is brought");
    }
    if (page.page_class != PageClass::tail) return;
    for (std::size_t i = 1; i < page.entries.size(); ++i) {
        if (page.entries[i].seq <= page.entries[i - 1].seq) in.fail("entries out of order");
    }
}

Message take_body(Source& in, const Head& head) {
    Message message = message_of(head.type, std::make_index_sequence<types>{});
    if (std::holds_alternative<Push>(message)) {
        message = take_push(in, head.flags.has(FrameFlag::with_offers));
        return message;
    }
    take_fixed(in, message);
    if (auto* page = std::get_if<Page>(&message)) take_entries(in, *page);
    return message;
}

// Room is made before anything is added: an idle session keeps no more than what it may refer to.
template <class T, class More>
void append_last(T& list, const More& more, std::size_t most) {
    using Distance = std::ptrdiff_t;
    const std::size_t added = std::min(more.size(), most);
    const std::size_t kept = std::min(list.size(), most - added);
    list.erase(list.begin(), list.end() - static_cast<Distance>(kept));
    list.insert(list.end(), more.end() - static_cast<Distance>(added), more.end());
}

// `body` has encoded or decoded a frame.
template <class Body>
void remember(Known& known, BytesView plain, const Body& body) {
    known.at = body.at;
    append_last(known.recent, plain, recent_bytes_max);
    append_last(known.references, body.new_references(), references_max);
    std::vector<std::string> words;
    for (const auto& word : body.new_words()) {
        if (word.size() <= word_bytes_max) words.emplace_back(word);
    }
    append_last(known.words, words, words_max);
}

tl::unexpected<Error> bad_frame(std::string_view why) {
    return refuse(Code::bad_frame, "frame", std::string(why));
}

std::string_view foreign(BytesView bytes) {
    if (bytes.front() == '<' || bytes.front() == 'H') return "an answer of a web server";
    if (bytes.front() == '\x16' || bytes.front() == '\x15') return "TLS where plain bytes belong";
    return "not a frame of ours";
}

// As much of a head as is there; nothing when it is not complete yet.
Result<std::optional<Head>> read_head(BytesView bytes, std::size_t bytes_max) {
    const std::size_t seen = std::min(bytes.size(), magic.size());
    if (bytes.substr(0, seen) != magic.substr(0, seen)) return bad_frame(foreign(bytes));
    ByteReader in(bytes.substr(seen));
    const std::uint8_t version = in.u8();
    if (in.ok() && version != frame_version) {
        return refuse(Code::protocol_version, "frame", std::to_string(version));
    }
    if (bytes.size() < head_size) return std::nullopt;
    Head head;
    head.type = in.u8();
    head.flags = wire::Flags<FrameFlag>(in.u8());
    for (const char byte : in.raw(3)) head.size = head.size << 8 | static_cast<std::uint8_t>(byte);
    head.size += head_size;
    const bool push = head.type == 1 + Message(Push{}).index();
    const bool page = head.type == 1 + Message(Page{}).index();
    if (head.type == 0 || head.type > types) return bad_frame("a message of unknown type");
    const bool known_flags = head.flags.bits() < static_cast<std::uint64_t>(FrameFlag::flags_end);
    const bool items = push || page || !head.flags.has(FrameFlag::with_known);
    const bool offers = push || !head.flags.has(FrameFlag::with_offers);
    if (!known_flags || !items || !offers) return bad_frame("wrong flags");
    if (head.size > bytes_max) return bad_frame("a frame that is too large");
    return head;
}

template <class T, class F>
Result<T> decode_alone(BytesView bytes, std::string_view what, F take) {
    Meter meter(decoded_bytes_max(frame_bytes_max));
    Source in(bytes, meter);
    T value = take(in);
    if (!in.done()) return refuse(Code::bad_frame, std::string(what), std::string(in.why()));
    return value;
}

template <class T>
Bytes encode_alone(const T& value) {
    Sink out;
    put(out, value);
    return out.bytes();
}

}  // namespace

Bytes encode_frame(const Message& message, Known* known) {
    if (!has_items(message)) known = nullptr;
    Sink body(known);
    put_body(body, message);
    const wire::Packed packed = pack(body, known == nullptr ? BytesView{} : known->recent);
    if (known != nullptr) remember(*known, packed.plain, body);
    const auto* push = std::get_if<Push>(&message);
    wire::Flags<FrameFlag> flags;
    flags.set(FrameFlag::compressed, packed.compressed);
    flags.set(FrameFlag::with_known, known != nullptr);
    flags.set(FrameFlag::with_offers, push != nullptr && !push->offers.empty());
    ENSURE(packed.bytes.size() + head_size <= frame_bytes_max);
    ByteWriter frame;
    frame.raw(magic);
    frame.u8(frame_version);
    frame.u8(static_cast<std::uint8_t>(message.index() + 1));
    frame.u8(static_cast<std::uint8_t>(flags.bits()));
    for (const int shift : {16, 8, 0}) {
        frame.u8(static_cast<std::uint8_t>(packed.bytes.size() >> shift & 0xff));
    }
    frame.raw(packed.bytes);
    return frame.take();
}

Result<Message> decode_frame(BytesView frame, std::size_t bytes_max, Known* known) {
    if (frame.size() < head_size) return bad_frame("it ends too early");
    const auto head = read_head(frame, bytes_max);
    if (!head) return refuse(head.error());
    const Head& it = **head;
    if (it.size != frame.size()) return bad_frame("a length that is wrong");
    const bool uses_known = it.flags.has(FrameFlag::with_known);
    if (uses_known && known == nullptr) return bad_frame("what it refers to is not known here");
    if (!uses_known) known = nullptr;
    const BytesView recent = known == nullptr ? BytesView{} : known->recent;
    const bool is_compressed = it.flags.has(FrameFlag::compressed);
    Meter meter(decoded_bytes_max(bytes_max));
    const BytesView payload = frame.substr(head_size);
    wire::Unpacked unpacked;
    if (is_compressed) unpacked = unpack(payload, recent, meter);
    if (!unpacked.why.empty()) return bad_frame(unpacked.why);
    Source in =
        is_compressed ? Source(unpacked.sorted(), meter, known) : Source(payload, meter, known);
    Message message = take_body(in, it);
    if (!in.done()) return bad_frame(in.why());
    if (known != nullptr) {
        remember(*known, is_compressed ? BytesView(unpacked.plain) : payload, in);
    }
    return message;
}

void FrameCutter::feed(BytesView bytes) {
    buffer_.erase(0, taken_);
    taken_ = 0;
    buffer_.append(bytes);
}

Result<std::optional<Bytes>> FrameCutter::next() {
    const BytesView left = BytesView(buffer_).substr(taken_);
    const auto head = read_head(left, bytes_max_);
    if (!head) return refuse(head.error());
    if (!*head || left.size() < (*head)->size) return std::nullopt;
    taken_ += (*head)->size;
    return Bytes(left.substr(0, (*head)->size));
}

Bytes encode_group(const Group& group) { return encode_alone(group); }

Result<Group> decode_group(BytesView bytes) {
    if (bytes.size() > group_bytes_max) return refuse(Code::too_large, "group");
    return decode_alone<Group>(bytes, "group", wire::take_group);
}

Bytes encode_effects(const std::vector<Effect>& effects) {
    Sink out;
    out.varint(effects.size());
    for (const Effect& effect : effects) put(out, effect);
    return out.bytes();
}

Result<std::vector<Effect>> decode_effects(BytesView bytes) {
    return decode_alone<std::vector<Effect>>(
        bytes, "effects", [](Source& in) { return wire::take_list(in, wire::take_effect); });
}

Bytes encode_entry(const Entry& entry) { return encode_alone(entry); }

Result<Entry> decode_entry(BytesView bytes) {
    return decode_alone<Entry>(bytes, "entry", wire::take_entry);
}

Bytes encode_row(const RowState& row) { return encode_alone(row); }

Result<RowState> decode_row(BytesView bytes) {
    return decode_alone<RowState>(bytes, "row", wire::take_row);
}

Id content_digest(const Group& group) {
    Group content = group;
    content.edit.corrected_ms = 0;
    content.edit.measured = false;
    return short_digest_of(encode_group(content));
}

}  // namespace branchline::sync
