#include "store/hub_log.h"

#include <algorithm>

#include "base/ensure.h"
#include "store/failure.h"
#include "store/rows.h"

namespace branchline::store {

namespace {

// Null where it says nothing new: most groups are their own origin, and of no batch.
void bind_unless(Statement& statement, int index, const Id& id, const Id& usual) {
    if (id == usual) {
        statement.bind_null(index);
    } else {
        statement.bind_id(index, id);
    }
}

Digest digest_column(const Statement& statement, int column) {
    const BytesView bytes = statement.blob(column);
    Digest digest{};
    if (bytes.size() != digest.size()) throw Failure(Code::damaged, "a digest of the log");
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

constexpr std::string_view row_columns =
    "SELECT seq,kind,epoch,op,origin,supersedes,batch,batch_position,device,incarnation,counter,"
    "user,edit_boot,edit_boot_ms,edit_ms,corrected_ms,received_ms,verdict,code,command,details,"
    "payload,effects,salt,digest,chain,mac FROM log ";

LogRow read_log_row(const Statement& statement) {
    LogRow row;
    row.seq = statement.integer(0);
    row.kind = static_cast<LogKind>(statement.integer(1));
    row.epoch = statement.id(2);
    row.op = statement.id(3);
    row.origin = statement.is_null(4) ? row.op : statement.id(4);
    row.supersedes = statement.id(5);
    row.batch = statement.id(6);
    row.batch_position = statement.integer(7);
    row.device = statement.id(8);
    row.incarnation = statement.id(9);
    row.counter = statement.integer(10);
    row.user = statement.id(11);
    row.edit_boot = {statement.id(12), statement.integer(13)};
    row.edit_ms = statement.integer(14);
    row.corrected_ms = statement.integer(15);
    row.received_ms = statement.integer(16);
    row.verdict = statement.integer(17);
    row.code = statement.integer(18);
    row.command = std::string(statement.text(19));
    row.details = Bytes(statement.blob(20));
    row.payload = Bytes(statement.blob(21));
    row.effects = Bytes(statement.blob(22));
    row.salt = Bytes(statement.blob(23));
    row.digest = digest_column(statement, 24);
    row.chain = digest_column(statement, 25);
    row.mac = statement.id(26);
    return row;
}

LogPoint read_point(const Statement& statement) {
    return {statement.integer(0), statement.id(1), digest_column(statement, 2), statement.id(3)};
}

DeferredGroup read_deferred(const Statement& statement) {
    DeferredGroup group;
    group.arrival = statement.integer(0);
    group.op = statement.id(1);
    group.device = statement.id(2);
    group.received_ms = statement.integer(3);
    group.payload = Bytes(statement.blob(4));
    group.offer = Bytes(statement.blob(5));
    return group;
}

}  // namespace

void HubLog::append(const LogRow& row) {
    ENSURE(database_.in_transaction());
    Statement insert = database_.use(
        "INSERT INTO log(seq,kind,epoch,op,origin,supersedes,batch,batch_position,device,"
        "incarnation,counter,user,edit_boot,edit_boot_ms,edit_ms,corrected_ms,received_ms,verdict,"
        "code,command,details,payload,effects,salt,digest,chain,mac)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,"
        "?23,?24,?25,?26,?27)");
    insert.bind(1, row.seq).bind(2, static_cast<std::int64_t>(row.kind)).bind_id(3, row.epoch);
    insert.bind_id(4, row.op);
    bind_unless(insert, 5, row.origin, row.op);
    bind_unless(insert, 6, row.supersedes, {});
    bind_unless(insert, 7, row.batch, {});
    insert.bind(8, row.batch_position).bind_id(9, row.device).bind_id(10, row.incarnation);
    insert.bind(11, row.counter).bind_id(12, row.user);
    bind_unless(insert, 13, row.edit_boot.boot_id, {});
    insert.bind(14, row.edit_boot.ms).bind(15, row.edit_ms).bind(16, row.corrected_ms);
    insert.bind(17, row.received_ms).bind(18, row.verdict).bind(19, row.code);
    insert.bind_text(20, row.command).bind_blob(21, row.details).bind_blob(22, row.payload);
    insert.bind_blob(23, row.effects).bind_blob(24, row.salt).bind_blob(25, view_of(row.digest));
    insert.bind_blob(26, view_of(row.chain)).bind_id(27, row.mac);
    insert.run();
}

std::optional<LogRow> HubLog::at(std::int64_t seq) const {
    static const std::string text = std::string(row_columns) + "WHERE seq=?1";
    Statement find = database_.use(text);
    find.bind(1, seq);
    if (!find.step()) return archive_.at(seq);
    return read_log_row(find);
}

std::optional<LogRow> HubLog::by_op(const OpId& op) const {
    static const std::string text = std::string(row_columns) + "WHERE op=?1";
    Statement find = database_.use(text);
    find.bind_id(1, op);
    if (find.step()) return read_log_row(find);
    const auto archived = archive_.find(op);
    return archived ? archive_.at(archived->seq) : std::nullopt;
}

std::optional<std::int64_t> HubLog::verdict_of(const OpId& op) const {
    Statement find = database_.use("SELECT verdict FROM log WHERE op=?1");
    find.bind_id(1, op);
    if (find.step()) return find.integer(0);
    const auto archived = archive_.find(op);
    return archived ? std::optional(archived->verdict) : std::nullopt;
}

std::map<std::int64_t, std::int64_t> HubLog::verdicts() const {
    Statement count =
        database_.use("SELECT verdict,count(*) FROM log WHERE kind=?1 GROUP BY verdict");
    count.bind(1, static_cast<std::int64_t>(LogKind::group));
    std::map<std::int64_t, std::int64_t> counts = archive_.verdicts();
    while (count.step()) counts[count.integer(0)] += count.integer(1);
    return counts;
}

std::optional<LogPoint> HubLog::point_at(std::int64_t seq) const {
    Statement find = database_.use("SELECT seq,epoch,chain,mac FROM log WHERE seq=?1");
    find.bind(1, seq);
    if (find.step()) return read_point(find);
    const auto row = archive_.at(seq);
    if (!row) return std::nullopt;
    return LogPoint{row->seq, row->epoch, row->chain, row->mac};
}

OriginId HubLog::origin_at(std::int64_t seq) const {
    Statement find =
        database_.use("SELECT coalesce(origin,op) FROM log WHERE seq=?1 AND kind=?2 AND code=0");
    find.bind(1, seq).bind(2, static_cast<std::int64_t>(LogKind::group));
    if (find.step()) return find.id(0);
    const auto row = archive_.at(seq);
    const bool taken = row && row->kind == LogKind::group && row->code == 0;
    return taken ? row->origin : OriginId{};
}

LogPoint HubLog::head() const {
    Statement find = database_.use("SELECT seq,epoch,chain,mac FROM log ORDER BY seq DESC LIMIT 1");
    return find.step() ? read_point(find) : LogPoint{};
}

void HubLog::scan(std::int64_t after, const std::function<bool(const LogRow&)>& each) const {
    if (!archive_.scan(after, each)) return;
    static const std::string text = std::string(row_columns) + "WHERE seq>?1 ORDER BY seq";
    // Not from the cache: the callback may want to scan, too.
    Statement rows = database_.prepare(text);
    rows.bind(1, after);
    while (rows.step()) {
        if (!each(read_log_row(rows))) return;
    }
}

HubLog::Last HubLog::last_of(const DeviceId& device, const Id& incarnation) const {
    Statement find = database_.use(
        "SELECT counter,corrected_ms FROM log WHERE incarnation=?1 AND device=?2"
        " ORDER BY counter DESC, seq DESC LIMIT 1");
    find.bind_id(1, incarnation).bind_id(2, device);
    const Last archived = archive_.last_of(device, incarnation);
    const bool later = find.step() && find.integer(0) > archived.counter;
    return later ? Last{find.integer(0), find.integer(1)} : archived;
}

std::int64_t HubLog::corrected_before(const DeviceId& device, const Id& incarnation,
                                      std::int64_t counter) const {
    Statement find = database_.use(
        "SELECT corrected_ms FROM log WHERE incarnation=?1 AND counter<?2 AND device=?3"
        " ORDER BY counter DESC, seq DESC LIMIT 1");
    find.bind_id(1, incarnation).bind(2, counter).bind_id(3, device);
    if (find.step()) return find.integer(0);
    const Last archived = archive_.last_of(device, incarnation);
    return archived.counter < counter ? archived.corrected_ms : 0;
}

bool HubLog::has_other_op(const LogRow& row) const {
    Statement find = database_.use(
        "SELECT 1 FROM log WHERE incarnation=?1 AND counter=?2 AND device=?3 AND op<>?4 LIMIT 1");
    find.bind_id(1, row.incarnation).bind(2, row.counter).bind_id(3, row.device).bind_id(4, row.op);
    return find.step();
}

std::int64_t HubLog::first_received_since(std::int64_t ms) const {
    Statement find =
        database_.use("SELECT seq FROM log WHERE received_ms>=?1 ORDER BY seq LIMIT 1");
    find.bind(1, ms);
    return find.step() ? find.integer(0) : 0;
}

LogArchive::Block HubLog::next_block(std::int64_t until) const {
    static const std::string text =
        std::string(row_columns) + "WHERE seq>?1 AND seq<=?2 ORDER BY seq";
    LogArchive::Block block(horizon());
    Statement rows = database_.use(text);
    rows.bind(1, horizon()).bind(2, until);
    while (block.has_room() && rows.step()) block.add(read_log_row(rows));
    return block;
}

void HubLog::archive(const LogArchive::Block& block) {
    ENSURE(database_.in_transaction());
    archive_.put(block);
    Statement erase = database_.use("DELETE FROM log WHERE seq<=?1");
    erase.bind(1, block.last_seq());
    erase.run();
}

void Epochs::open(const StoredEpoch& epoch) {
    Statement insert = database_.use(
        "INSERT INTO epoch(id,parent,fork_seq,opened_ms,why,closed) VALUES(?1,?2,?3,?4,?5,?6)");
    insert.bind_id(1, epoch.id).bind_id(2, epoch.parent).bind(3, epoch.fork_seq);
    insert.bind(4, epoch.opened_ms).bind_text(5, epoch.why).bind_blob(6, epoch.closed);
    insert.run();
}

std::vector<StoredEpoch> Epochs::all() const {
    std::vector<StoredEpoch> found;
    Statement rows =
        database_.use("SELECT id,parent,fork_seq,opened_ms,why,closed FROM epoch ORDER BY number");
    while (rows.step()) {
        found.push_back({rows.id(0), rows.id(1), rows.integer(2), rows.integer(3),
                         std::string(rows.text(4)), Bytes(rows.blob(5))});
    }
    return found;
}

void Epochs::note_foreign(const Id& id, std::int64_t now_ms) {
    Statement insert =
        database_.use("INSERT OR IGNORE INTO foreign_epoch(id,seen_ms) VALUES(?1,?2)");
    insert.bind_id(1, id).bind(2, now_ms);
    insert.run();
}

bool Epochs::is_foreign_known(const Id& id) const {
    Statement find = database_.use("SELECT 1 FROM foreign_epoch WHERE id=?1");
    find.bind_id(1, id);
    return find.step();
}

std::vector<Id> Epochs::foreign() const {
    std::vector<Id> found;
    Statement rows = database_.use("SELECT id FROM foreign_epoch ORDER BY id");
    while (rows.step()) found.push_back(rows.id(0));
    return found;
}

void DeferredGroups::put(const DeferredGroup& group, const std::vector<OpId>& waits_for) {
    Statement insert = database_.use(
        "INSERT INTO deferred(op,device,received_ms,payload,offer) VALUES(?1,?2,?3,?4,?5)");
    insert.bind_id(1, group.op).bind_id(2, group.device).bind(3, group.received_ms);
    insert.bind_blob(4, group.payload).bind_blob(5, group.offer);
    insert.run();
    Statement wait =
        database_.use("INSERT OR IGNORE INTO deferred_wait(waits_for,op) VALUES(?1,?2)");
    for (const OpId& id : waits_for) {
        wait.bind_id(1, id).bind_id(2, group.op);
        wait.run();
    }
}

std::optional<DeferredGroup> DeferredGroups::by_op(const OpId& op) const {
    Statement find = database_.use(
        "SELECT arrival,op,device,received_ms,payload,offer FROM deferred WHERE op=?1");
    find.bind_id(1, op);
    if (!find.step()) return std::nullopt;
    return read_deferred(find);
}

std::vector<DeferredGroup> DeferredGroups::arrived(const Id& id) {
    std::vector<DeferredGroup> ready;
    {
        // Asked for every group that is taken, and hardly ever is there one.
        Statement any = database_.use("SELECT 1 FROM deferred_wait WHERE waits_for=?1");
        any.bind_id(1, id);
        if (!any.step()) return ready;
    }
    {
        Statement find = database_.use(
            "SELECT arrival,op,device,received_ms,payload,offer FROM deferred d WHERE op IN"
            " (SELECT op FROM deferred_wait WHERE waits_for=?1) AND NOT EXISTS"
            " (SELECT 1 FROM deferred_wait w WHERE w.op=d.op AND w.waits_for<>?1)"
            " ORDER BY arrival");
        find.bind_id(1, id);
        while (find.step()) ready.push_back(read_deferred(find));
    }
    Statement erase = database_.use("DELETE FROM deferred_wait WHERE waits_for=?1");
    erase.bind_id(1, id);
    erase.run();
    return ready;
}

void DeferredGroups::set_offer(const OpId& op, BytesView offer) {
    Statement update = database_.use("UPDATE deferred SET offer=?2 WHERE op=?1");
    update.bind_id(1, op).bind_blob(2, offer);
    update.run();
}

void DeferredGroups::erase(const OpId& op) {
    for (const char* text :
         {"DELETE FROM deferred_wait WHERE op=?1", "DELETE FROM deferred WHERE op=?1"}) {
        Statement erase = database_.use(text);
        erase.bind_id(1, op);
        erase.run();
    }
}

std::vector<DeferredGroup> DeferredGroups::received_before(std::int64_t ms) const {
    std::vector<DeferredGroup> found;
    Statement rows = database_.use(
        "SELECT arrival,op,device,received_ms,payload,offer FROM deferred WHERE received_ms<?1"
        " ORDER BY arrival");
    rows.bind(1, ms);
    while (rows.step()) found.push_back(read_deferred(rows));
    return found;
}

std::optional<std::int64_t> DeferredGroups::oldest_received_ms() const {
    Statement find = database_.use("SELECT min(received_ms) FROM deferred");
    if (!find.step() || find.is_null(0)) return std::nullopt;
    return find.integer(0);
}

std::int64_t DeferredGroups::count() const {
    Statement statement = database_.use("SELECT count(*) FROM deferred");
    return statement.step() ? statement.integer(0) : 0;
}

void CollectedOffers::put(const CollectedOffer& offer) {
    Statement insert = database_.use(
        "INSERT INTO offer(op,old_seq,device,received_ms,payload,receipt,unresolved)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7) ON CONFLICT(op) DO UPDATE SET unresolved=?7");
    insert.bind_id(1, offer.op).bind(2, offer.old_seq).bind_id(3, offer.from);
    insert.bind(4, offer.received_ms).bind_blob(5, offer.payload).bind_blob(6, offer.receipt);
    insert.bind(7, offer.unresolved ? 1 : 0);
    insert.run();
}

CollectedOffers::Copy CollectedOffers::copy_of(const OpId& op) const {
    Statement find = database_.use("SELECT length(receipt) FROM offer WHERE op=?1");
    find.bind_id(1, op);
    if (!find.step()) return Copy::none;
    return find.integer(0) == 0 ? Copy::witness : Copy::authors;
}

void CollectedOffers::erase(const OpId& op) {
    Statement erase = database_.use("DELETE FROM offer WHERE op=?1");
    erase.bind_id(1, op);
    erase.run();
}

std::vector<CollectedOffer> CollectedOffers::to_judge(bool unresolved) const {
    std::vector<CollectedOffer> found;
    Statement rows = database_.use(
        "SELECT op,old_seq,device,received_ms,payload,receipt FROM offer WHERE unresolved=?1"
        " ORDER BY old_seq,op");
    rows.bind(1, unresolved ? 1 : 0);
    while (rows.step()) {
        found.push_back({rows.id(0), rows.integer(1), rows.id(2), rows.integer(3),
                         Bytes(rows.blob(4)), Bytes(rows.blob(5)), unresolved});
    }
    return found;
}

std::optional<std::int64_t> CollectedOffers::oldest_seq() const {
    Statement find = database_.use("SELECT min(old_seq) FROM offer");
    if (!find.step() || find.is_null(0)) return std::nullopt;
    return find.integer(0);
}

std::int64_t CollectedOffers::count() const {
    Statement statement = database_.use("SELECT count(*) FROM offer");
    return statement.step() ? statement.integer(0) : 0;
}

std::string hub_log_ddl() {
    std::string ddl =
        "CREATE TABLE IF NOT EXISTS log(seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL,"
        " epoch BLOB NOT NULL, op BLOB NOT NULL, origin BLOB, supersedes BLOB, batch BLOB,"
        " batch_position INTEGER NOT NULL, device BLOB NOT NULL, incarnation BLOB NOT NULL,"
        " counter INTEGER NOT NULL, user BLOB NOT NULL, edit_boot BLOB,"
        " edit_boot_ms INTEGER NOT NULL, edit_ms INTEGER NOT NULL,"
        " corrected_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL, verdict INTEGER NOT NULL,"
        " code INTEGER NOT NULL, command TEXT NOT NULL, details BLOB NOT NULL,"
        " payload BLOB NOT NULL, effects BLOB NOT NULL, salt BLOB NOT NULL, digest BLOB NOT NULL,"
        " chain BLOB NOT NULL, mac BLOB NOT NULL);"
        "CREATE UNIQUE INDEX IF NOT EXISTS i_log_op ON log(op);"
        // An index, never a constraint: clones use one counter twice (SYNC 5.7).
        "CREATE INDEX IF NOT EXISTS i_log_triple ON log(incarnation, counter);"
        "CREATE TABLE IF NOT EXISTS epoch(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
        " parent BLOB NOT NULL, fork_seq INTEGER NOT NULL, opened_ms INTEGER NOT NULL,"
        " why TEXT NOT NULL, closed BLOB NOT NULL);"
        "CREATE TABLE IF NOT EXISTS foreign_epoch(id BLOB PRIMARY KEY, seen_ms INTEGER NOT NULL)"
        " WITHOUT ROWID;"
        "CREATE TABLE IF NOT EXISTS deferred(arrival INTEGER PRIMARY KEY, op BLOB NOT NULL UNIQUE,"
        " device BLOB NOT NULL, received_ms INTEGER NOT NULL, payload BLOB NOT NULL,"
        " offer BLOB NOT NULL);"
        "CREATE TABLE IF NOT EXISTS deferred_wait(waits_for BLOB NOT NULL, op BLOB NOT NULL,"
        " PRIMARY KEY(waits_for, op)) WITHOUT ROWID;"
        "CREATE INDEX IF NOT EXISTS i_deferred_wait_op ON deferred_wait(op);"
        "CREATE TABLE IF NOT EXISTS offer(op BLOB PRIMARY KEY, old_seq INTEGER NOT NULL,"
        " device BLOB NOT NULL, received_ms INTEGER NOT NULL, payload BLOB NOT NULL,"
        " receipt BLOB NOT NULL, unresolved INTEGER NOT NULL) WITHOUT ROWID;";
    ddl += LogArchive::ddl();
    for (const char* table :
         {"log", "epoch", "foreign_epoch", "deferred", "deferred_wait", "offer"}) {
        ddl += guard_ddl(table);
    }
    return ddl;
}

}  // namespace branchline::store
