// Everything that crosses between a desk and the hub, as values. The bytes are drawn in
// PROTOCOL.md; a courier file holds the same messages, so none depends on the connection it came
// by. Field names follow SYNC §5 and CATCHUP B.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "store/held_bucket.h"
#include "sync/effect.h"
#include "sync/group.h"

namespace branchline::sync {

inline constexpr std::uint16_t protocol_version = 2;
inline constexpr std::uint16_t protocol_with_files = 2;  // the first that has their messages
inline constexpr std::uint16_t protocol_oldest = 1;
inline constexpr std::size_t frame_bytes_max = 1024 * 1024;
inline constexpr std::size_t frame_bytes_max_before_login = 4096;

// A place in the hub's log. Valid only if the log has exactly this H at this seq (SYNC 5.2); the
// MAC shows that this hub, or the one it was restored from, once said so.
struct Point {
    Id epoch;
    std::int64_t seq = 0;
    Digest chain{};  // H(seq)
    Id mac;

    friend bool operator==(const Point&, const Point&) = default;
};

struct Receipt {
    OpId op;
    Id content;  // short digest of the encoded group
    Verdict verdict = Verdict::accepted;
    Code code = Code::none;
    std::string rule;
    std::vector<FieldPlace> fields;
    OpId cause;
    Id epoch;
    std::int64_t seq = 0;  // 0: deferred, no place in the log yet
    Id mac;

    friend bool operator==(const Receipt&, const Receipt&) = default;
};

// Made and stored by the desk before it is sent (SYNC 5.7).
struct Token {
    std::uint64_t n = 0;
    Id previous;
    Id next;

    friend bool operator==(const Token&, const Token&) = default;
};

// --- before login -------------------------------------------------------------------------------

// First frame of the hub on a connection: what the device signs together with the TLS exporter.
struct Challenge {
    std::uint16_t protocol_min = protocol_oldest;
    std::uint16_t protocol_max = protocol_version;
    Id nonce;
    Id installation;  // of the hub, for ever
    friend bool operator==(const Challenge&, const Challenge&) = default;
};

struct Enroll {
    Id code;           // one-time
    Bytes public_key;  // Ed25519, 32 bytes
    std::string device_name;
    std::string signature;  // over challenge + exporter, 64 bytes
    friend bool operator==(const Enroll&, const Enroll&) = default;
};

struct Enrolled {
    DeviceId device;
    UserId user;
    std::string login;
    std::int64_t offset_minutes = 0;  // of the company's days
    std::string company;
    Bytes courier_key;  // the hub's public key for courier files
    Id installation;
    friend bool operator==(const Enrolled&, const Enrolled&) = default;
};

struct Login {
    std::uint16_t protocol = protocol_version;
    DeviceId device;
    std::string signature;  // over challenge + exporter
    friend bool operator==(const Login&, const Login&) = default;
};

struct Refused {  // the connection closes after it
    Code code = Code::refused;
    std::string detail;
    std::int64_t retry_after_ms = 0;
    friend bool operator==(const Refused&, const Refused&) = default;
};

// --- session ------------------------------------------------------------------------------------

struct Hello {
    DeviceId device;
    Id incarnation;
    std::optional<Token> token;      // absent in courier files
    Id boot_nonce;                   // made each time a process takes the profile
    Point cursor;                    // epoch null: nothing yet
    std::vector<Receipt> unsettled;  // brief: op, verdict, epoch, seq, mac
    std::uint64_t scope_version = 0;
    std::uint32_t catalogue_number = 0;
    Id catalogue_digest;
    BootTime boot;              // the desk's boot clock now: the hub answers with its own time
    std::string device_code;    // "" until given
    std::vector<Point> points;  // asked for by bisection after LOST / REGRESSED
    bool nothing_left = false;  // while the hub collects: everything it asked for was offered
    friend bool operator==(const Hello&, const Hello&) = default;
};

// What a hub enters in place of a rejection when a known acceptance of the same group turns up
// (SYNC 5.6), and what completes a group that came back only as others saw it: entries of their own
// ids, which everybody derives alike, with the group's origin.
inline OpId reinstated_op(const OpId& op) { return derived_id("reinstated", to_bytes(op)); }

inline OpId completed_op(const OpId& op) { return derived_id("completed", to_bytes(op)); }

enum class HubStatus : std::uint8_t { ok = 1, lost = 2, regressed = 3, retry_after = 4 };

struct Answer {  // to one op of the unsettled list
    enum class Kind : std::uint8_t { receipt = 1, have = 2, ask = 3 };
    Kind kind = Kind::have;
    OpId op;
    Receipt receipt;  // kind receipt
    friend bool operator==(const Answer&, const Answer&) = default;
};

struct HelloReply {
    HubStatus status = HubStatus::ok;
    bool new_incarnation = false;  // this copy is old: make an own new one (SYNC 5.7)
    Point cursor;                  // repeated, with incarnation and boot nonce: a status is
    Id incarnation;                // ignored when they are no longer the desk's
    Id boot_nonce;
    Id confirm;    // the token now current; null: none was given
    Point common;  // greatest point of the desk that the log has
    std::vector<Answer> answers;
    std::uint64_t scope_version = 0;
    std::uint32_t catalogue_number = 0;
    std::string device_code;  // of this incarnation
    std::int64_t hub_now_ms = 0;
    std::int64_t head_seq = 0;
    std::int64_t oldest_restorable_seq = 0;
    std::int64_t retry_after_ms = 0;
    bool wipe = false;  // the registration is revoked (lock) or to be wiped
    bool revoked = false;
    std::int64_t horizon_seq = 0;  // what was deleted up to here is gone (SYNC 5.5)
    friend bool operator==(const HelloReply&, const HelloReply&) = default;
};

struct Push {
    std::vector<Group> groups;
    std::vector<Receipt> offers;  // for groups among them that are re-offered (SYNC 5.6)
    friend bool operator==(const Push&, const Push&) = default;
};

struct Receipts {
    std::vector<Receipt> receipts;
    friend bool operator==(const Receipts&, const Receipts&) = default;
};

enum class PageClass : std::uint8_t { tail = 1, snapshot = 2, bytes = 3 };

// A stretch of the rows of an entity in a bucket, in id order (SYNC 5.4).
struct Stretch {
    Id bucket;
    EntityId entity = 0;
    RowId after;
    RowId last;         // of a page: the last row of the stretch …
    bool done = false;  // … and whether none comes after it
    RowId until;        // where what is asked for ends; null: with the bucket
    friend bool operator==(const Stretch&, const Stretch&) = default;
};

// A part of a stretch and what its rows add up to, as the roles of its bucket read them.
struct PartHash {
    RowId last;
    Id hash;
    std::int64_t rows = 0;
    friend bool operator==(const PartHash&, const PartHash&) = default;
};

struct Pull {
    PageClass page_class = PageClass::tail;
    Point cursor;
    std::uint32_t budget_bytes = 16 * 1024;
    bool wait = true;                 // answer when there is something, not at once with nothing
    std::uint64_t scope_version = 0;  // what the desk holds (sync::Holdings); 0: not told yet
    std::vector<RowKey> wanted;       // single rows that it has to be sent whole
    std::optional<Stretch> load;      // and the stretch that is to come next
    bool own_in_full = false;         // it could not tell the effects of an own group itself
    bool with_hashes = false;         // for the self-check, once the page reaches the head
    std::optional<Stretch> compare;   // and this stretch in parts, because it differs
    bool fresh = false;               // a new desk: it may begin at the head
    friend bool operator==(const Pull&, const Pull&) = default;
};

enum class EntryKind : std::uint8_t {
    change = 1,     // a judged group and its effects, stripped for this device
    whole_row = 2,  // a row new to the device
    own = 3,        // header only: the device's own group, taken exactly as sent
    leave = 4,      // header only: a row the device may not see now, or that is gone
    undelete = 5,
    epoch = 6,  // a new epoch begins here
    card = 7    // id, number, name of a row that is only referred to
};

struct Entry {
    EntryKind kind = EntryKind::change;
    std::int64_t seq = 0;
    OpId op;
    OriginId origin;
    OpId supersedes;
    Id batch;
    DeviceId device;
    UserId user;
    std::int64_t corrected_ms = 0;
    std::int64_t received_ms = 0;
    std::string command;
    Verdict verdict = Verdict::accepted;
    Code code = Code::none;  // rejected: for the author
    std::string rule;
    std::vector<FieldPlace> fields;
    OpId cause;
    std::vector<Effect> effects;
    std::vector<RowState> rows;              // whole_row, card; leave: entity and id only
                                             // (a whole row's open cases are among the effects)
    std::vector<store::OriginInfo> origins;  // behind the versions of whole rows
    Digest digest{};                         // H at this entry; on courier pages only
    Id epoch;                                // epoch entries
    friend bool operator==(const Entry&, const Entry&) = default;
};

// A change that this device holds as a witness: somebody else's, with what it did.
inline bool is_witnessed(const Entry& entry, const DeviceId& device) {
    const bool says_something = std::ranges::any_of(
        entry.effects, [](const Effect& effect) { return !is_about_sight(effect.kind); });
    return entry.kind == EntryKind::change && entry.device != device && says_something;
}

struct ClassHash {  // SYNC 5.8
    Id bucket;
    EntityId entity = 0;
    std::uint8_t rights_class = 0;
    Id hash;
    std::int64_t rows = 0;
    friend bool operator==(const ClassHash&, const ClassHash&) = default;
};

struct Page {
    PageClass page_class = PageClass::tail;
    Point start;
    Point end;
    std::uint64_t scope_version = 0;
    std::int64_t head_seq = 0;
    bool with_digests = false;   // entries say where they stand (courier)
    std::vector<Entry> entries;  // tail: strictly ascending seq
    // Other buckets or roles than the desk knows of: it is told all of them and nothing else.
    bool rescoped = false;
    std::vector<store::HeldBucket> held;
    // Rows exactly as they are at `end`, which then is the head: those that have come into sight or
    // were asked for, a stretch of a bucket, and cards of what they refer to. No order of seq.
    std::vector<Entry> brought;
    std::optional<Stretch> loaded;
    std::optional<Stretch> compared;  // `parts` are the whole of it, in the order of the rows
    std::vector<PartHash> parts;
    bool with_hashes = false;  // as asked for: `hashes` says all that it should hold
    std::vector<ClassHash> hashes;
    // Over start, end and the changes of other devices, as stripped for this one: with it the desk
    // may offer them again to a hub that lost them (SYNC 5.6). Null where there are none.
    Id mac;
    friend bool operator==(const Page&, const Page&) = default;
};

struct Ping {
    std::int64_t sent_ms = 0;
    bool reply = false;
    friend bool operator==(const Ping&, const Ping&) = default;
};

// --- bytes of files, in lanes of their own (store/depot.h says what file and chunk are)
// ------------

// What a desk has. First without chunks; then, as long as the hub does not know them all, with the
// digests that follow those it knows.
struct FileOffer {
    Digest file{};
    std::int64_t size = 0;
    std::int64_t first = 0;  // position of the first of `chunks`
    std::vector<Digest> chunks;
    friend bool operator==(const FileOffer&, const FileOffer&) = default;
};

// How far the hub is with it: the answer to FileOffer and to a FilePiece from a desk.
struct FileState {
    Digest file{};
    Code code = Code::none;   // why it does not take it
    std::int64_t listed = 0;  // chunks whose digests it knows
    std::int64_t offset = 0;  // the first byte it lacks; the size: it has the file, for certain
    friend bool operator==(const FileState&, const FileState&) = default;
};

// What a desk lacks. Answered by a FilePiece: with digests as long as it does not know them all,
// then with bytes.
struct FileWant {
    Digest file{};
    std::int64_t listed = 0;
    std::int64_t offset = 0;
    std::uint32_t bytes_most = 0;
    friend bool operator==(const FileWant&, const FileWant&) = default;
};

struct FilePiece {
    Digest file{};
    Code code = Code::none;   // from the hub: why there is nothing
    std::int64_t offset = 0;  // of the bytes
    Bytes bytes;              // of one chunk
    std::int64_t first = 0;   // position of the first of `chunks`
    std::vector<Digest> chunks;
    friend bool operator==(const FilePiece&, const FilePiece&) = default;
};

inline constexpr std::size_t file_piece_bytes_max = 64 * 1024;
inline constexpr std::size_t file_chunks_max = 1024;  // digests in one message

using Message = std::variant<Challenge, Enroll, Enrolled, Login, Refused, Hello, HelloReply, Push,
                             Receipts, Pull, Page, Ping, FileOffer, FileState, FileWant, FilePiece>;

}  // namespace branchline::sync
