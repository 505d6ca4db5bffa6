#include "bench/raw_base.h"

#include <sqlite3.h>

#include "base/ensure.h"

namespace branchline::bench {

namespace {

// The columns are the fields 16 to 31 that the sample rows have.
constexpr const char* tables =
    "CREATE TABLE orders(id BLOB PRIMARY KEY, f16, f17, f19, f20, f21, f22, f23, f24, f25, f26,"
    " f27, f31) WITHOUT ROWID;"
    "CREATE TABLE change(position INTEGER PRIMARY KEY, row BLOB, f31);";

Bytes bytes_of(const Id& id) {
    ByteWriter out;
    write_id(out, id);
    return out.take();
}

void bind_id(sqlite3_stmt* statement, int index, const Id& id) {
    const Bytes bytes = bytes_of(id);
    sqlite3_bind_blob(statement, index, bytes.data(), static_cast<int>(bytes.size()),
                      SQLITE_TRANSIENT);
}

void bind(sqlite3_stmt* statement, int index, const schema::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()),
                          SQLITE_STATIC);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(statement, index, *number);
    } else if (const auto* id = std::get_if<Id>(&value)) {
        bind_id(statement, index, *id);
    } else {
        sqlite3_bind_null(statement, index);
    }
}

int later_wins(void* /*unused*/, int kind, sqlite3_changeset_iter* /*unused*/) {
    const bool replaceable = kind == SQLITE_CHANGESET_DATA || kind == SQLITE_CHANGESET_CONFLICT;
    return replaceable ? SQLITE_CHANGESET_REPLACE : SQLITE_CHANGESET_OMIT;
}

}  // namespace

struct RawBase::Recording {
    explicit Recording(sqlite3* base) {
        ENSURE(sqlite3session_create(base, "main", &session) == SQLITE_OK);
        ENSURE(sqlite3session_attach(session, "orders") == SQLITE_OK);
    }

    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    ~Recording() { sqlite3session_delete(session); }

    sqlite3_session* session = nullptr;
};

void RawBase::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void RawBase::Close::operator()(sqlite3* base) const { sqlite3_close(base); }

RawBase::RawBase(const std::string& path, Sync sync) {
    sqlite3* base = nullptr;
    ENSURE(sqlite3_open(path.c_str(), &base) == SQLITE_OK);
    base_.reset(base);
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA wal_autocheckpoint=0");  // as ours: when it is idle
    run(sync == Sync::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    run(tables);
    begin_ = prepare("BEGIN IMMEDIATE");
    commit_ = prepare("COMMIT");
    insert_ = prepare("INSERT INTO orders VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)");
    set_price_ = prepare("UPDATE orders SET f31=?2 WHERE id=?1");
    log_ = prepare("INSERT INTO change(row,f31) VALUES(?1,?2)");
    price_ = prepare("SELECT f31 FROM orders WHERE id=?1");
}

RawBase::~RawBase() = default;

RawBase::Statement RawBase::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    ENSURE(sqlite3_prepare_v3(base_.get(), sql.data(), static_cast<int>(sql.size()),
                              SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK);
    return Statement(statement);
}

void RawBase::run(const char* sql) {
    ENSURE(sqlite3_exec(base_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK);
}

void RawBase::step(const Statement& statement) {
    ENSURE(sqlite3_step(statement.get()) == SQLITE_DONE);
    sqlite3_reset(statement.get());
}

void RawBase::index_references() {
    for (const char* field : {"f16", "f17", "f19", "f20"}) {
        run(("CREATE INDEX i_" + std::string(field) + " ON orders(" + field + ", id)").c_str());
    }
}

void RawBase::begin() { step(begin_); }

void RawBase::commit() { step(commit_); }

void RawBase::insert(const SampleRow& row) {
    bind_id(insert_.get(), 1, row.id);
    int index = 2;
    for (const auto& [field, value] : row.values) bind(insert_.get(), index++, value);
    step(insert_);
}

void RawBase::set_price(const RowId& row, std::int64_t price) {
    bind_id(set_price_.get(), 1, row);
    sqlite3_bind_int64(set_price_.get(), 2, price);
    step(set_price_);
}

void RawBase::log(const RowId& row, std::int64_t price) {
    bind_id(log_.get(), 1, row);
    sqlite3_bind_int64(log_.get(), 2, price);
    step(log_);
}

std::optional<std::int64_t> RawBase::price(const RowId& row) {
    bind_id(price_.get(), 1, row);
    std::optional<std::int64_t> found;
    if (sqlite3_step(price_.get()) == SQLITE_ROW) found = sqlite3_column_int64(price_.get(), 0);
    sqlite3_reset(price_.get());
    return found;
}

void RawBase::record() { recording_ = std::make_unique<Recording>(base_.get()); }

Bytes RawBase::recorded() {
    int size = 0;
    void* content = nullptr;
    ENSURE(sqlite3session_changeset(recording_->session, &size, &content) == SQLITE_OK);
    Bytes changeset(static_cast<const char*>(content), static_cast<std::size_t>(size));
    sqlite3_free(content);
    recording_.reset();
    return changeset;
}

void RawBase::apply(BytesView changeset) {
    ENSURE(sqlite3changeset_apply(base_.get(), static_cast<int>(changeset.size()),
                                  const_cast<char*>(changeset.data()), nullptr, later_wins,
                                  nullptr) == SQLITE_OK);
}

}  // namespace branchline::bench
