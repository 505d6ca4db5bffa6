#include "store/search.h"

#include <algorithm>
#include <set>

#include "base/ensure.h"
#include "store/table.h"

namespace branchline::store {

namespace {

// Counts changes of how texts are folded, cut and laid out in the index.
constexpr int text_version = 2;
constexpr int row_bits = 40;

std::int64_t document_number(const EntityTable& table, std::int64_t row) {
    ENSURE(row > 0 && row >> row_bits == 0);
    return static_cast<std::int64_t>(table.entity.id) << row_bits | row;
}

// What people know a row by. Initials of every address would make the index four times as big.
bool is_name(const schema::EntitySpec& entity, const schema::FieldSpec& field) {
    return field.natural_key || entity.title == &field;
}

SearchDocument document_of(const Database& database, const EntityTable& table,
                           const SearchTexts& texts) {
    std::vector<SearchableText> all;
    all.reserve(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i)
        all.push_back({texts[i], is_name(table.entity, *table.searchable[i]->field)});
    return make_document(all, database.initials());
}

// Greatest number of a row whose text, if it is live, stands in the index or is noted as stale.
std::int64_t settled_of(Database& database, const EntityTable& table) {
    Statement statement = database.use("SELECT settled FROM search_state WHERE entity=?1");
    statement.bind(1, table.entity.id);
    return statement.step() ? statement.integer(0) : 0;
}

void set_settled(Database& database, const EntityTable& table, std::int64_t row) {
    Statement statement =
        database.use("INSERT OR REPLACE INTO search_state(entity,settled) VALUES(?1,?2)");
    statement.bind(1, table.entity.id).bind(2, row);
    statement.run();
}

// The texts of a row that `show` or `tail` has stepped to, from the given column on.
SearchTexts texts_at(const Statement& statement, const EntityTable& table, int column) {
    SearchTexts texts;
    for (std::size_t i = 0; i < table.searchable.size(); ++i)
        texts.push_back(statement.text(column++));
    return texts;
}

void index_add(Database& database, std::int64_t number, const SearchDocument& document) {
    Statement statement =
        database.use("INSERT INTO search_index(rowid,words,initials,digits) VALUES(?1,?2,?3,?4)");
    statement.bind(1, number).bind_text(2, document.words).bind_text(3, document.initials);
    statement.bind_text(4, document.digits);
    statement.run();
}

struct Stale {
    std::int64_t row = 0;
    bool indexed = false;
    SearchDocument document;  // as it stands in the index
};

// The last ones, because of the row numbers that are given again: see settle_table().
std::vector<Stale> stale_of(Database& database, const EntityTable& table, std::size_t limit) {
    Statement statement = database.use(
        "SELECT number,words,initials,digits FROM search_stale WHERE number>=?1 AND number<?2"
        " ORDER BY number DESC LIMIT ?3");
    const std::int64_t first = static_cast<std::int64_t>(table.entity.id) << row_bits;
    statement.bind(1, first).bind(2, first + (std::int64_t{1} << row_bits));
    statement.bind(3, static_cast<std::int64_t>(limit));
    std::vector<Stale> all;
    while (statement.step()) {
        Stale stale{statement.integer(0) - first, !statement.is_null(1), {}};
        stale.document = {std::string(statement.text(1)), std::string(statement.text(2)),
                          std::string(statement.text(3))};
        all.push_back(std::move(stale));
    }
    std::reverse(all.begin(), all.end());  // FTS5 wants ascending numbers
    return all;
}

// The live row as it is now, if it is one.
std::optional<SearchDocument> current_document(Database& database, const EntityTable& table,
                                               std::int64_t row) {
    Statement show = database.use(table.search_show);
    show.bind(1, row);
    if (!show.step()) return std::nullopt;
    return document_of(database, table, texts_at(show, table, 0));
}

void settle_stale(Database& database, const EntityTable& table, const Stale& stale) {
    const std::int64_t number = document_number(table, stale.row);
    if (stale.indexed) {
        // Without a copy of the content, FTS5 is told what to take away.
        Statement statement = database.use(
            "INSERT INTO search_index(search_index,rowid,words,initials,digits)"
            " VALUES('delete',?1,?2,?3,?4)");
        statement.bind(1, number).bind_text(2, stale.document.words);
        statement.bind_text(3, stale.document.initials).bind_text(4, stale.document.digits);
        statement.run();
    }
    if (const auto document = current_document(database, table, stale.row))
        index_add(database, number, *document);
    Statement done = database.use("DELETE FROM search_stale WHERE number=?1");
    done.bind(1, number);
    done.run();
}

std::int64_t last_row(Database& database, const EntityTable& table) {
    Statement statement = database.use(table.last_row);
    return statement.step() ? statement.integer(0) : 0;
}

// Returns how many rows it has looked at.
std::size_t settle_table(Database& database, const EntityTable& table, std::size_t limit) {
    const std::vector<Stale> stale = stale_of(database, table, limit);
    for (const Stale& each : stale) settle_stale(database, table, each);
    const std::int64_t before = settled_of(database, table);
    // SQLite gives the number of an erased row to a new one if it was the last. Above the last row
    // everything is either still noted as stale or gone from the index: there the mark comes down,
    // or such a new row would pass for an indexed one.
    const std::vector<Stale> next = stale_of(database, table, 1);
    const std::int64_t highest = next.empty() ? 0 : next.front().row;
    std::int64_t settled = std::min(before, std::max(highest, last_row(database, table)));
    std::size_t done = stale.size();
    Statement tail = database.use(table.search_tail);
    tail.bind(1, settled).bind(2, static_cast<std::int64_t>(limit - done));
    for (; tail.step(); ++done) {
        settled = tail.integer(0);
        if (tail.integer(1) != 0) continue;
        index_add(database, document_number(table, settled),
                  document_of(database, table, texts_at(tail, table, 2)));
    }
    if (settled != before) set_settled(database, table, settled);
    return done;
}

}  // namespace

bool settle_search(Database& database, const schema::Catalogue& catalogue, std::size_t rows) {
    Tables tables(catalogue);
    Transaction transaction(database);
    std::size_t done = 0;
    for (const schema::EntitySpec* entity : catalogue.entities()) {
        const EntityTable& table = tables.at(entity->id);
        if (table.searchable.empty() || done >= rows) continue;
        done += settle_table(database, table, rows - done);
    }
    transaction.commit();
    return done >= rows;
}

// Less than two rows written: nothing was left to merge (sqlite.org/fts5.html, "merge").
bool merge_search(Database& database, bool begins) {
    constexpr std::int64_t pages_at_once = 500;
    Transaction transaction(database);
    const std::int64_t before = database.total_changes();
    database.use("INSERT INTO search_index(search_index,rank) VALUES('merge',?1)")
        .bind(1, begins ? -pages_at_once : pages_at_once)
        .run();
    const bool more = database.total_changes() - before >= 2;
    transaction.commit();
    return more;
}

void forget_search(Database& database) {
    ENSURE(database.in_transaction());
    database.run(
        "INSERT INTO search_index(search_index) VALUES('delete-all');"
        "DELETE FROM search_state; DELETE FROM search_stale;");
}

std::int64_t unsettled_rows(Database& database, const schema::Catalogue& catalogue) {
    Tables tables(catalogue);
    const Snapshot snapshot(database);
    Statement stale = database.use("SELECT count(*) FROM search_stale");
    std::int64_t count = stale.step() ? stale.integer(0) : 0;
    for (const schema::EntitySpec* entity : catalogue.entities()) {
        const EntityTable& table = tables.at(entity->id);
        if (table.searchable.empty()) continue;
        count += std::max<std::int64_t>(0, last_row(database, table) - settled_of(database, table));
    }
    return count;
}

void search_touch(Database& database, const EntityTable& table, std::int64_t row,
                  const SearchTexts* before) {
    if (table.searchable.empty() || row > settled_of(database, table)) return;
    // OR IGNORE: what is noted already is what stands in the index.
    Statement statement = database.use(
        "INSERT OR IGNORE INTO search_stale(number,words,initials,digits) VALUES(?1,?2,?3,?4)");
    statement.bind(1, document_number(table, row));
    SearchDocument document;
    if (before == nullptr) {
        statement.bind_null(2).bind_null(3).bind_null(4);
    } else {
        document = document_of(database, table, *before);
        statement.bind_text(2, document.words).bind_text(3, document.initials);
        statement.bind_text(4, document.digits);
    }
    statement.run();
}

namespace {

// Rows whose indexed text is out of date, ascending.
std::vector<std::int64_t> stale_rows(Database& database, const EntityTable& table) {
    const std::int64_t first = static_cast<std::int64_t>(table.entity.id) << row_bits;
    std::vector<std::int64_t> stale;
    Statement noted = database.use(
        "SELECT number FROM search_stale WHERE number>=?1 AND number<?2 ORDER BY number");
    noted.bind(1, first).bind(2, first + (std::int64_t{1} << row_bits));
    while (noted.step()) stale.push_back(noted.integer(0) - first);
    return stale;
}

}  // namespace

std::vector<std::int64_t> search_rows(Database& database, const EntityTable& table,
                                      std::string_view typed) {
    const SearchQuery query(typed, database.initials().of != nullptr);
    std::vector<std::int64_t> rows;
    if (query.empty() || table.searchable.empty()) return rows;
    const std::int64_t first = static_cast<std::int64_t>(table.entity.id) << row_bits;
    const std::int64_t settled = settled_of(database, table);
    const std::vector<std::int64_t> stale = stale_rows(database, table);

    const std::string expression = query.expression();
    Statement found = database.use(
        "SELECT rowid FROM search_index WHERE search_index MATCH ?1 AND rowid>?2 AND rowid<=?3"
        " ORDER BY rowid");
    found.bind_text(1, expression).bind(2, first).bind(3, first | settled);
    while (found.step()) {
        const std::int64_t row = found.integer(0) - first;
        if (!std::binary_search(stale.begin(), stale.end(), row)) rows.push_back(row);
    }

    for (const std::int64_t row : stale) {
        const auto document = current_document(database, table, row);
        if (row <= settled && document && query.matches(*document)) rows.push_back(row);
    }
    Statement tail = database.use(table.search_tail);
    tail.bind(1, settled).bind(2, -1);
    while (tail.step()) {
        if (tail.integer(1) != 0) continue;
        if (query.matches(document_of(database, table, texts_at(tail, table, 2))))
            rows.push_back(tail.integer(0));
    }
    if (!stale.empty()) std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<std::int64_t> newest_rows(Database& database, const EntityTable& table,
                                      std::string_view typed, std::size_t limit) {
    // Rows that are not in the index yet are looked at one by one, so many at most.
    constexpr std::size_t looked_at_most = 5'000;
    const SearchQuery query(typed, database.initials().of != nullptr);
    std::vector<std::int64_t> rows;
    if (query.empty() || table.searchable.empty() || last_row(database, table) == 0) return rows;
    const auto take = [&rows](std::int64_t row) {
        if (std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
    };
    const std::int64_t settled = settled_of(database, table);
    const std::vector<std::int64_t> stale = stale_rows(database, table);
    std::size_t looked = 0;
    Statement newest = database.use(table.search_newest);
    newest.bind(1, settled);
    while (rows.size() < limit && looked++ < looked_at_most && newest.step()) {
        if (newest.integer(1) != 0) continue;
        if (query.matches(document_of(database, table, texts_at(newest, table, 2))))
            take(newest.integer(0));
    }
    for (auto row = stale.rbegin(); row != stale.rend() && looked++ < looked_at_most; ++row) {
        const auto document = current_document(database, table, *row);
        if (*row <= settled && document && query.matches(*document)) take(*row);
    }
    const std::int64_t first = static_cast<std::int64_t>(table.entity.id) << row_bits;
    const std::string all = query.broad() ? std::string() : query.expression();
    for (const std::string& expression : {query.leading_expression(), all}) {
        if (expression.empty()) continue;
        Statement found = database.use(
            "SELECT rowid FROM search_index WHERE search_index MATCH ?1 AND rowid>?2 AND"
            " rowid<=?3 ORDER BY rowid DESC");
        found.bind_text(1, expression).bind(2, first).bind(3, first | settled);
        for (std::size_t taken = 0; taken < limit && found.step();) {
            const std::int64_t row = found.integer(0) - first;
            if (std::binary_search(stale.begin(), stale.end(), row)) continue;
            take(row);
            ++taken;
        }
    }
    return rows;
}

bool prepare_search(Database& database, const schema::Catalogue& catalogue, std::string& made_of) {
    std::string wanted =
        std::to_string(text_version) + "/" +
        std::to_string(database.initials().of == nullptr ? -1 : database.initials().version);
    for (const schema::EntitySpec* entity : catalogue.entities())
        for (const schema::FieldSpec* field : entity->fields)
            if (field->searchable)
                wanted += (is_name(*entity, *field) ? "/n" : "/") + std::to_string(entity->id) +
                          "." + std::to_string(field->id);
    if (made_of == wanted) return false;
    made_of = wanted;
    // An empty index is a right one: every row counts as put since it was last brought up.
    database.run(
        "DROP TABLE IF EXISTS search_index; DROP TABLE IF EXISTS search_state;"
        "DROP TABLE IF EXISTS search_stale;"
        "CREATE VIRTUAL TABLE search_index USING fts5(words,initials,digits,content='',"
        "columnsize=0,tokenize='han');"
        "CREATE TABLE search_state(entity INTEGER PRIMARY KEY,settled INTEGER NOT NULL);"
        "CREATE TABLE search_stale(number INTEGER PRIMARY KEY,words,initials,digits);");
    return true;
}

}  // namespace branchline::store
