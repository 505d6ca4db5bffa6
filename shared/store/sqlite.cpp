#include "store/sqlite.h"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <utility>

#include "base/ensure.h"
#include "store/failure.h"
#include "store/native.h"

namespace branchline::store {

namespace {

// Room for an id or a reference to any row, so that binding one needs no allocation.
constexpr std::size_t slot_size = 16;

Code code_of(int result) {
    // The index of the WAL could not grow: that is all SQLite says of a full disk there.
    if (result == SQLITE_IOERR_SHMSIZE) return Code::disk_full;
    switch (result & 0xff) {
        case SQLITE_FULL:
            return Code::disk_full;
        case SQLITE_CORRUPT:
            return Code::damaged;
        case SQLITE_NOTADB:
            return Code::foreign_file;
        case SQLITE_INTERRUPT:
            return Code::timed_out;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
        case SQLITE_NOLFS:
        case SQLITE_NOMEM:
        case SQLITE_TOOBIG:
            return Code::io_error;
        default:
            return Code::none;  // a mistake of ours
    }
}

int length_of(std::size_t size) {
    ENSURE(size < 0x7fffffff);
    return static_cast<int>(size);
}

// SQLite takes a null pointer for NULL, an empty view may have one.
const char* pointer_of(std::string_view bytes) { return bytes.empty() ? "" : bytes.data(); }

void configure(sqlite3* handle, int option, int value) {
    const int result = sqlite3_db_config(handle, option, value, nullptr);
    if (result != SQLITE_OK) fail(handle, result, "configure");
}

}  // namespace

void fail(sqlite3* database, int result, std::string_view doing) {
    std::string text(doing);
    text.append(": ").append(database != nullptr ? sqlite3_errmsg(database)
                                                 : sqlite3_errstr(result));
    const Code code = code_of(result);
    if (code == Code::none) ensure_failed(text.c_str(), __FILE__, __LINE__);
    throw Failure(code, std::move(text), result);
}

struct Statement::Prepared {
    explicit Prepared(sqlite3_stmt* statement)
        : handle(statement),
          slots(new char[slot_size *
                         (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) + 1)]) {
    }

    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    ~Prepared() { sqlite3_finalize(handle); }

    sqlite3_stmt* handle;
    std::unique_ptr<char[]> slots;
    bool in_use = false;
};

Statement::Statement(Statement&& other) noexcept
    : prepared_(std::exchange(other.prepared_, nullptr)), owned_(other.owned_) {}

Statement::~Statement() {
    if (prepared_ == nullptr) return;
    sqlite3_reset(prepared_->handle);
    sqlite3_clear_bindings(prepared_->handle);  // they point into memory of the caller
    prepared_->in_use = false;
    if (owned_) delete prepared_;
}

void Statement::check(int result, const char* doing) const {
    if (result != SQLITE_OK) fail(sqlite3_db_handle(prepared_->handle), result, doing);
}

Statement& Statement::bind(int index, std::int64_t value) {
    check(sqlite3_bind_int64(prepared_->handle, index, value), "bind");
    return *this;
}

Statement& Statement::bind_text(int index, std::string_view text) {
    check(sqlite3_bind_text(prepared_->handle, index, pointer_of(text), length_of(text.size()),
                            SQLITE_STATIC),
          "bind");
    return *this;
}

Statement& Statement::bind_blob(int index, BytesView bytes) {
    check(sqlite3_bind_blob(prepared_->handle, index, pointer_of(bytes), length_of(bytes.size()),
                            SQLITE_STATIC),
          "bind");
    return *this;
}

Statement& Statement::bind_id(int index, const Id& id) {
    char* slot = prepared_->slots.get() + slot_size * static_cast<std::size_t>(index);
    for (unsigned i = 0; i < 8; ++i) {
        slot[i] = static_cast<char>(id.high >> (56 - 8 * i));
        slot[i + 8] = static_cast<char>(id.low >> (56 - 8 * i));
    }
    check(sqlite3_bind_blob(prepared_->handle, index, slot, 16, SQLITE_STATIC), "bind");
    return *this;
}

Statement& Statement::bind_text_copy(int index, std::string_view text) {
    check(sqlite3_bind_text(prepared_->handle, index, pointer_of(text), length_of(text.size()),
                            SQLITE_TRANSIENT),
          "bind");
    return *this;
}

Statement& Statement::bind_blob_copy(int index, BytesView bytes) {
    check(sqlite3_bind_blob(prepared_->handle, index, pointer_of(bytes), length_of(bytes.size()),
                            SQLITE_TRANSIENT),
          "bind");
    return *this;
}

Statement& Statement::bind_null(int index) {
    check(sqlite3_bind_null(prepared_->handle, index), "bind");
    return *this;
}

Statement& Statement::bind_value_of(int index, const Statement& row, int column) {
    check(sqlite3_bind_value(prepared_->handle, index,
                             sqlite3_column_value(row.prepared_->handle, column)),
          "bind");
    return *this;
}

Statement& Statement::bind_object(int index, const void* object, const char* type) {
    // The functions that receive it only read; the C interface has no const.
    check(sqlite3_bind_pointer(prepared_->handle, index, const_cast<void*>(object), type, nullptr),
          "bind");
    return *this;
}

bool Statement::step() {
    const int result = sqlite3_step(prepared_->handle);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    fail(sqlite3_db_handle(prepared_->handle), result, sqlite3_sql(prepared_->handle));
}

std::optional<bool> Statement::step_within(std::int64_t& budget) {
    constexpr int grain = 1000;
    sqlite3* database = sqlite3_db_handle(prepared_->handle);
    const auto count_down = [](void* left) {
        auto& operations = *static_cast<std::int64_t*>(left);
        operations -= grain;
        return operations <= 0 ? 1 : 0;
    };
    sqlite3_progress_handler(database, grain, count_down, &budget);
    const int result = sqlite3_step(prepared_->handle);
    sqlite3_progress_handler(database, 0, nullptr, nullptr);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    if ((result & 0xff) == SQLITE_INTERRUPT && budget <= 0) return std::nullopt;
    fail(database, result, sqlite3_sql(prepared_->handle));
}

void Statement::run() {
    while (step()) {
    }
    sqlite3_reset(prepared_->handle);
}

void Statement::reset() { sqlite3_reset(prepared_->handle); }

bool Statement::is_null(int column) const {
    return sqlite3_column_type(prepared_->handle, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(prepared_->handle, column);
}

std::string_view Statement::text(int column) const {
    const auto* data = sqlite3_column_text(prepared_->handle, column);
    const int size = sqlite3_column_bytes(prepared_->handle, column);
    return {reinterpret_cast<const char*>(data), data == nullptr ? 0 : static_cast<size_t>(size)};
}

BytesView Statement::blob(int column) const {
    const void* data = sqlite3_column_blob(prepared_->handle, column);
    const int size = sqlite3_column_bytes(prepared_->handle, column);
    return {static_cast<const char*>(data), data == nullptr ? 0 : static_cast<size_t>(size)};
}

Id Statement::id(int column) const {
    const BytesView bytes = blob(column);
    if (bytes.empty()) return {};
    const std::optional<Id> id = id_from_bytes(bytes);
    if (!id) throw Failure(Code::damaged, "an id has " + std::to_string(bytes.size()) + " bytes");
    return *id;
}

// Few texts, long ones, told apart by their length and their ends: hashing all of a text costs more
// than finding it.
std::size_t Database::TextHash::operator()(std::string_view text) const noexcept {
    const std::size_t ends = 32;
    const std::hash<std::string_view> hash;
    if (text.size() <= 2 * ends) return hash(text);
    return hash(text.substr(0, ends)) ^ (hash(text.substr(text.size() - ends)) * 31) ^ text.size();
}

Database::Database(sqlite3* handle) : handle_(handle) {}

Database Database::open(const std::string& path, const OpenOptions& options) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (options.read_only) {
        flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    } else {
        flags |= SQLITE_OPEN_READWRITE | (options.create ? SQLITE_OPEN_CREATE : 0);
    }
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(path.c_str(), &handle, flags,
                                       options.vfs.empty() ? nullptr : options.vfs.c_str());
    Database database(handle);
    database.initials_ = options.initials;
    database.is_reader_ = options.read_only;
    if (result != SQLITE_OK) fail(handle, result, "open " + path);

    configure(handle, SQLITE_DBCONFIG_DEFENSIVE, 1);
    configure(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
    configure(handle, SQLITE_DBCONFIG_DQS_DML, 0);
    configure(handle, SQLITE_DBCONFIG_DQS_DDL, 0);
    configure(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0);
    configure(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, options.read_only ? 1 : 0);
    sqlite3_busy_timeout(handle, 5000);
    sqlite3_wal_autocheckpoint(handle, 0);
    register_functions(handle, options.guarded);
    register_tokenizer(handle);

    // The first statement that reads the file also finds out whether it is a database at all.
    database.run("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;");
    // EXTRA, because the change to WAL deletes a rollback journal: if that came back after a power
    // cut, it would be rolled back over everything committed since.
    if (!options.read_only) database.run("PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL;");
    if (options.wipes) database.run("PRAGMA secure_delete=ON;");
    database.run("PRAGMA cache_size=-" + std::to_string(options.cache_kib) + ";");
    database.set_synchronous(Synchronous::full);
    return database;
}

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      cache_(std::move(other.cache_)),
      known_(std::move(other.known_)),
      initials_(other.initials_),
      is_reader_(other.is_reader_) {}

Database& Database::operator=(Database&& other) noexcept {
    if (this != &other) {
        close();
        handle_ = std::exchange(other.handle_, nullptr);
        cache_ = std::move(other.cache_);
        known_ = std::move(other.known_);
        initials_ = other.initials_;
        is_reader_ = other.is_reader_;
    }
    return *this;
}

Database::~Database() { close(); }

void Database::close() noexcept {
    cache_.clear();
    known_.clear();
    sqlite3_close_v2(handle_);
    handle_ = nullptr;
}

Known* Database::known(std::string_view table) {
    if (is_reader_) return nullptr;
    const auto at = known_.find(table);
    return at != known_.end() ? &at->second : &known_.emplace(table, Known()).first->second;
}

void Database::run(std::string_view sql) {
    forget_known();
    const std::string text(sql);
    const int result = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) fail(handle_, result, sql);
}

namespace {

sqlite3_stmt* prepare_text(sqlite3* handle, std::string_view sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const int result =
        sqlite3_prepare_v3(handle, sql.data(), length_of(sql.size()), flags, &statement, nullptr);
    if (result != SQLITE_OK) fail(handle, result, sql);
    ENSURE(statement != nullptr);
    return statement;
}

}  // namespace

Statement Database::use(std::string_view sql) {
    auto found = cache_.find(sql);
    if (found == cache_.end()) {
        auto prepared = std::make_unique<Statement::Prepared>(
            prepare_text(handle_, sql, SQLITE_PREPARE_PERSISTENT));
        found = cache_.emplace(std::string(sql), std::move(prepared)).first;
    }
    Statement::Prepared* prepared = found->second.get();
    ENSURE(!prepared->in_use);
    prepared->in_use = true;
    return Statement(prepared, false);
}

Statement Database::prepare(std::string_view sql) {
    auto prepared = std::make_unique<Statement::Prepared>(prepare_text(handle_, sql, 0));
    return Statement(prepared.release(), true);
}

std::optional<Statement> Database::prepare_if_solvable(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int result =
        sqlite3_prepare_v3(handle_, sql.data(), length_of(sql.size()), 0, &statement, nullptr);
    if (result == SQLITE_ERROR && sqlite3_errmsg(handle_) == std::string_view("no query solution"))
        return std::nullopt;
    if (result != SQLITE_OK) fail(handle_, result, sql);
    return Statement(new Statement::Prepared(statement), true);
}

std::int64_t Database::last_insert_rowid() const { return sqlite3_last_insert_rowid(handle_); }

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

std::int64_t Database::total_changes() const { return sqlite3_total_changes64(handle_); }

void Database::set_synchronous(Synchronous level) {
    ENSURE(!in_transaction());
    use(level == Synchronous::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL").run();
}

void Database::checkpoint() {
    ENSURE(!in_transaction());
    int frames = 0;
    int moved = 0;
    const int result =
        sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);
    // Busy: a reader holds an old snapshot. The rest is moved next time.
    if (result != SQLITE_OK && (result & 0xff) != SQLITE_BUSY) fail(handle_, result, "checkpoint");
    constexpr int long_log_frames = 8192;
    if (moved == frames && frames >= long_log_frames) static_cast<void>(empty_log());
}

bool Database::empty_log() {
    ENSURE(!in_transaction());
    sqlite3_busy_timeout(handle_, 0);
    const int result =
        sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(handle_, 5000);
    const bool busy = (result & 0xff) == SQLITE_BUSY;
    if (result != SQLITE_OK && !busy) fail(handle_, result, "checkpoint");
    return !busy;
}

void Database::refresh_statistics() {
    run("PRAGMA analysis_limit=1000;");
    run("ANALYZE;");
}

std::int64_t Database::data_version() {
    Statement statement = use("PRAGMA data_version");
    statement.step();
    return statement.integer(0);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

std::string Database::integrity_check() {
    std::string findings;
    const Statement statement = prepare("PRAGMA integrity_check(20)");
    sqlite3_stmt* handle = statement.prepared_->handle;
    for (;;) {
        const int result = sqlite3_step(handle);
        if (result == SQLITE_DONE) return findings;
        const bool too_damaged = (result & 0xff) == SQLITE_CORRUPT;
        if (result != SQLITE_ROW && !too_damaged) fail(handle_, result, "integrity check");
        const std::string_view found = too_damaged ? sqlite3_errmsg(handle_) : statement.text(0);
        if (found != "ok") findings.append(findings.empty() ? "" : "\n").append(found);
        if (too_damaged) return findings;
    }
}

void Database::interrupt() { sqlite3_interrupt(handle_); }

Transaction::Transaction(Database& database) : database_(database) {
    ENSURE(!database_.in_transaction());
    database_.use("BEGIN IMMEDIATE").run();
}

Transaction::~Transaction() {
    // SQLite has rolled back by itself after some errors. An error of the roll-back itself leaves
    // nothing behind either: the log has no commit mark.
    if (!open_) return;
    database_.forget_known();
    if (database_.in_transaction())
        sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    ENSURE(open_);
    // An error on the way may have ended the transaction already; COMMIT would then be a mistake.
    if (!database_.in_transaction()) throw Failure(Code::io_error, "the transaction was given up");
    database_.use("COMMIT").run();
    open_ = false;
}

Snapshot::Snapshot(Database& database) : database_(database), open_(!database.in_transaction()) {
    if (open_) database_.use("BEGIN").run();
}

Snapshot::~Snapshot() {
    if (open_ && database_.in_transaction())
        sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace branchline::store
