// A block: its entries one after another, each as it differs from the one before, in one zstd
// frame. Ids stand in it once; digests only where they do not follow from the entry.
#include "store/log_archive.h"

#include <zstd.h>

#include <algorithm>
#include <unordered_map>

#include "base/ensure.h"
#include "store/failure.h"
#include "store/named_values.h"
#include "store/rows.h"

namespace branchline::store {

namespace {

constexpr int archive_level = 12;  // nobody waits for it
constexpr std::size_t unpacked_bytes_most = 64 * 1024 * 1024;
constexpr std::uint64_t epoch_flag = 1;
constexpr std::uint64_t digest_flag = 2;

[[noreturn]] void damaged_block(std::int64_t last) {
    throw Failure(Code::damaged, "log block " + std::to_string(last));
}

class BlockWriter {
  public:
    void add(const LogRow& row) {
        const bool told = digest_of_row(row) != row.digest;
        const bool epoch = row.kind == LogKind::epoch;
        out_.varint((epoch ? epoch_flag : 0) | (told ? digest_flag : 0));
        for (const Id& each : {row.epoch, row.op, row.origin, row.supersedes, row.batch, row.device,
                               row.incarnation, row.user, row.edit_boot.boot_id}) {
            id(each);
        }
        out_.zigzag(row.batch_position);
        out_.zigzag(row.counter - before_.counter);
        out_.zigzag(row.edit_boot.ms - before_.edit_boot.ms);
        out_.zigzag(row.edit_ms - row.corrected_ms);
        out_.zigzag(row.corrected_ms - before_.corrected_ms);
        out_.zigzag(row.received_ms - row.corrected_ms);
        out_.zigzag(row.verdict);
        out_.zigzag(row.code);
        for (const Bytes* each : {&row.command, &row.details, &row.payload, &row.effects}) {
            out_.string(*each);
        }
        out_.string(row.salt);
        if (told) out_.raw(view_of(row.digest));
        before_ = row;
    }

    Bytes take() { return out_.take(); }

  private:
    // 0 the null id · 1 a new one · n the one with number n - 2.
    void id(const Id& each) {
        if (each.is_null()) return out_.varint(0);
        const auto [at, is_new] = ids_.emplace(each, ids_.size());
        out_.varint(is_new ? 1 : at->second + 2);
        if (is_new) write_id(out_, each);
    }

    ByteWriter out_;
    LogRow before_;
    std::unordered_map<Id, std::uint64_t> ids_;
};

class BlockReader {
  public:
    explicit BlockReader(const Bytes& content) : in_(content) {}

    bool next(LogRow& row) {
        const std::uint64_t flags = in_.varint();
        row.kind = (flags & epoch_flag) != 0 ? LogKind::epoch : LogKind::group;
        for (Id* each : {&row.epoch, &row.op, &row.origin, &row.supersedes, &row.batch, &row.device,
                         &row.incarnation, &row.user, &row.edit_boot.boot_id}) {
            *each = id();
        }
        row.batch_position = in_.zigzag();
        row.counter = before_.counter + in_.zigzag();
        row.edit_boot.ms = before_.edit_boot.ms + in_.zigzag();
        const std::int64_t edit_gap = in_.zigzag();
        row.corrected_ms = before_.corrected_ms + in_.zigzag();
        row.edit_ms = row.corrected_ms + edit_gap;
        row.received_ms = row.corrected_ms + in_.zigzag();
        row.verdict = in_.zigzag();
        row.code = in_.zigzag();
        for (Bytes* each : {&row.command, &row.details, &row.payload, &row.effects, &row.salt}) {
            *each = Bytes(in_.string());
        }
        if ((flags & digest_flag) != 0) {
            const BytesView told = in_.raw(row.digest.size());
            std::copy(told.begin(), told.end(), row.digest.begin());
        } else {
            row.digest = digest_of_row(row);
        }
        before_ = row;
        return in_.ok();
    }

    [[nodiscard]] bool done() const { return in_.done(); }

  private:
    Id id() {
        const std::uint64_t number = in_.varint();
        if (number == 0) return {};
        if (number == 1) return ids_.emplace_back(read_id(in_));
        if (number - 2 < ids_.size()) return ids_[number - 2];
        in_.fail();
        return {};
    }

    ByteReader in_;
    LogRow before_;
    std::vector<Id> ids_;
};

Bytes pack(const Bytes& content) {
    Bytes packed(ZSTD_compressBound(content.size()), '\0');
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), content.data(), content.size(), archive_level);
    ENSURE(ZSTD_isError(size) == 0);
    packed.resize(size);
    return packed;
}

Bytes unpack(BytesView packed, std::int64_t last) {
    const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (size > unpacked_bytes_most) damaged_block(last);  // "unknown" and "error" are greater
    Bytes content(size, '\0');
    const std::size_t read =
        ZSTD_decompress(content.data(), content.size(), packed.data(), packed.size());
    if (ZSTD_isError(read) != 0 || read != content.size()) damaged_block(last);
    return content;
}

Digest digest_in(const Statement& statement, int column, std::int64_t last) {
    const BytesView bytes = statement.blob(column);
    Digest digest{};
    if (bytes.size() != digest.size()) damaged_block(last);
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

constexpr std::string_view block_columns = "SELECT last,first,chain,mac,content FROM log_block ";

}  // namespace

bool LogArchive::Block::has_room() const {
    const bool full = !rows_.empty() && last_seq() % entries_most == 0;
    return !full && bytes_ < bytes_most;
}

void LogArchive::Block::add(LogRow row) {
    ENSURE(row.seq == last_seq() + 1);
    bytes_ += row.payload.size() + row.effects.size() + row.details.size();
    rows_.push_back(std::move(row));
}

void LogArchive::put(const Block& block) {
    ENSURE(!block.rows_.empty());
    BlockWriter content;
    Statement know = database_.use("INSERT INTO log_op(op,seq,verdict) VALUES(?1,?2,?3)");
    Statement last = database_.use(
        "INSERT INTO log_last(device,incarnation,counter,corrected_ms) VALUES(?1,?2,?3,?4)"
        " ON CONFLICT(device,incarnation) DO UPDATE SET counter=?3,corrected_ms=?4"
        " WHERE ?3>counter");
    for (const LogRow& row : block.rows_) {
        content.add(row);
        if (row.kind != LogKind::group) continue;
        know.bind_id(1, row.op).bind(2, row.seq).bind(3, row.verdict).run();
        if (row.incarnation.is_null()) continue;
        last.bind_id(1, row.device).bind_id(2, row.incarnation);
        last.bind(3, row.counter).bind(4, row.corrected_ms).run();
    }
    const Bytes plain = content.take();
    const Bytes packed = pack(plain);
    const LogRow& end = block.rows_.back();
    Statement insert = database_.use(
        "INSERT INTO log_block(last,first,chain,mac,bytes,content) VALUES(?1,?2,?3,?4,?5,?6)");
    insert.bind(1, end.seq).bind(2, block.after_ + 1).bind_blob(3, view_of(end.chain));
    insert.bind_id(4, end.mac).bind(5, static_cast<std::int64_t>(plain.size()));
    insert.bind_blob(6, packed);
    insert.run();
    database_.forget_known();
}

std::int64_t LogArchive::last_seq() const {
    return known_number(database_, "log_block", [this]() -> std::int64_t {
        Statement find = database_.use("SELECT last FROM log_block ORDER BY last DESC LIMIT 1");
        return find.step() ? find.integer(0) : 0;
    });
}

Digest LogArchive::chain_before(std::int64_t first) const {
    if (first == 1) return {};
    Statement find = database_.use("SELECT chain FROM log_block WHERE last=?1");
    find.bind(1, first - 1);
    if (!find.step()) damaged_block(first - 1);
    return digest_in(find, 0, first - 1);
}

// The end of the block says what was in it: its chain is the one that was kept.
std::vector<LogRow> LogArchive::rows_of(const Statement& stored) const {
    const std::int64_t last = stored.integer(0);
    std::int64_t seq = stored.integer(1);
    Digest chain = chain_before(seq);
    const Bytes content = unpack(stored.blob(4), last);
    BlockReader in(content);
    std::vector<LogRow> rows;
    while (!in.done()) {
        LogRow row;
        row.seq = seq++;
        if (!in.next(row)) damaged_block(last);
        row.chain = chain = next_chain(chain, row.digest);
        rows.push_back(std::move(row));
    }
    if (rows.empty() || rows.back().seq != last) damaged_block(last);
    rows.back().chain = digest_in(stored, 2, last);
    rows.back().mac = stored.id(3);
    return rows;
}

std::optional<LogRow> LogArchive::at(std::int64_t seq) const {
    if (seq < 1) return std::nullopt;
    const bool here = !read_.empty() && read_.front().seq <= seq && seq <= read_.back().seq;
    if (!here) {
        static const std::string text =
            std::string(block_columns) + "WHERE last>=?1 ORDER BY last LIMIT 1";
        Statement find = database_.use(text);
        find.bind(1, seq);
        if (!find.step()) return std::nullopt;
        read_ = rows_of(find);
    }
    return read_.at(static_cast<std::size_t>(seq - read_.front().seq));
}

bool LogArchive::scan(std::int64_t after, const std::function<bool(const LogRow&)>& each) const {
    static const std::string text = std::string(block_columns) + "WHERE last>?1 ORDER BY last";
    Statement blocks = database_.prepare(text);  // the callback may want to scan, too
    blocks.bind(1, after);
    while (blocks.step()) {
        for (const LogRow& row : rows_of(blocks)) {
            if (row.seq > after && !each(row)) return false;
        }
    }
    return true;
}

std::optional<LogArchive::Known> LogArchive::find(const OpId& op) const {
    Statement find = database_.use("SELECT seq,verdict FROM log_op WHERE op=?1");
    find.bind_id(1, op);
    if (!find.step()) return std::nullopt;
    return Known{find.integer(0), find.integer(1)};
}

std::map<std::int64_t, std::int64_t> LogArchive::verdicts() const {
    Statement count = database_.use("SELECT verdict,count(*) FROM log_op GROUP BY verdict");
    std::map<std::int64_t, std::int64_t> counts;
    while (count.step()) counts.emplace(count.integer(0), count.integer(1));
    return counts;
}

LogArchive::Last LogArchive::last_of(const DeviceId& device, const Id& incarnation) const {
    Statement find = database_.use(
        "SELECT counter,corrected_ms FROM log_last WHERE device=?1 AND incarnation=?2");
    find.bind_id(1, device).bind_id(2, incarnation);
    return find.step() ? Last{find.integer(0), find.integer(1)} : Last{};
}

LogArchive::Size LogArchive::size() const {
    Statement sums = database_.use(
        "SELECT coalesce(sum(last-first+1),0),count(*),coalesce(sum(length(content)),0),"
        "coalesce(sum(bytes),0) FROM log_block");
    if (!sums.step()) return {};
    return {sums.integer(0), sums.integer(1), sums.integer(2), sums.integer(3)};
}

std::string LogArchive::ddl() {
    std::string ddl =
        "CREATE TABLE IF NOT EXISTS log_block(last INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
        " chain BLOB NOT NULL, mac BLOB NOT NULL, bytes INTEGER NOT NULL, content BLOB NOT NULL);"
        "CREATE TABLE IF NOT EXISTS log_op(op BLOB PRIMARY KEY, seq INTEGER NOT NULL,"
        " verdict INTEGER NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS log_last(device BLOB NOT NULL, incarnation BLOB NOT NULL,"
        " counter INTEGER NOT NULL, corrected_ms INTEGER NOT NULL,"
        " PRIMARY KEY(device, incarnation)) WITHOUT ROWID;";
    for (const char* table : {"log_block", "log_op", "log_last"}) ddl += guard_ddl(table);
    return ddl;
}

}  // namespace branchline::store
