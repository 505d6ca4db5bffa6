#include "store/file_facts.h"

#include "store/failure.h"
#include "store/rows.h"

namespace branchline::store {

namespace {

std::int64_t number(Database& database, const std::string& sql) {
    Statement statement = database.prepare(sql);
    return statement.step() ? statement.integer(0) : 0;
}

std::vector<std::string> names(Database& database, std::string_view sql) {
    std::vector<std::string> found;
    Statement statement = database.prepare(sql);
    while (statement.step()) found.emplace_back(statement.text(0));
    return found;
}

// The file names its tables itself: no text of it becomes SQL unquoted.
std::string quoted(std::string_view name) {
    std::string text = "\"";
    for (char c : name) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + '"';
}

bool has_table(Database& database, std::string_view name) {
    Statement statement =
        database.prepare("SELECT 1 FROM sqlite_schema WHERE type='table' AND name=?1");
    statement.bind_text(1, name);
    return statement.step();
}

void read_identity(Database& database, FileFacts& facts) {
    facts.application_id = static_cast<std::uint32_t>(number(database, "PRAGMA application_id"));
    if (facts.application_id != desk_application_id && facts.application_id != hub_application_id)
        throw Failure(Code::foreign_file, "application id " + std::to_string(facts.application_id));
    for (const char* table : {"store_fact", "store_entity", "store_field"}) {
        if (!has_table(database, table))
            throw Failure(Code::damaged, "the list of what the file holds is missing");
    }
    facts.format = number(database, "PRAGMA user_version");
    facts.catalogue_number =
        number(database, "SELECT value FROM store_fact WHERE name='catalogue_number'");
    facts.catalogue_digest = stored_fact(database, "catalogue_digest");
    const std::int64_t page = number(database, "PRAGMA page_size");
    facts.file_bytes = page * number(database, "PRAGMA page_count");
    facts.free_bytes = page * number(database, "PRAGMA freelist_count");
}

void read_entities(Database& database, FileFacts& facts) {
    Statement statement = database.prepare("SELECT entity,name FROM store_entity ORDER BY entity");
    while (statement.step()) {
        FileFacts::EntityRows rows;
        rows.entity = static_cast<schema::EntityId>(statement.integer(0));
        rows.name = std::string(statement.text(1));
        const std::string table = quoted("e_" + rows.name);
        const std::int64_t all = number(database, "SELECT count(*) FROM " + table);
        rows.live = number(database, "SELECT count(*) FROM " + table + " WHERE hidden=0");
        rows.hidden = all - rows.live;
        facts.entities.push_back(std::move(rows));
    }
}

}  // namespace

FileFacts read_file_facts(Database& database) {
    const Snapshot snapshot(database);
    FileFacts facts;
    read_identity(database, facts);
    read_entities(database, facts);
    for (const std::string& name : names(
             database,
             "SELECT name FROM sqlite_schema WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
             " AND name NOT LIKE 'e\\_%' ESCAPE '\\' AND name NOT LIKE 'store\\_%' ESCAPE '\\'"
             " AND name NOT LIKE 'search\\_index%' ESCAPE '\\'"
             " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")) {
        facts.tables.emplace_back(name, number(database, "SELECT count(*) FROM " + quoted(name)));
    }
    return facts;
}

}  // namespace branchline::store
