// prepare_database(): a new file, or the upgrade of one that an older catalogue made.
//
// The file says itself what made its columns: store_entity and store_field list every entity and
// field by its permanent id, store_fact holds the number and the digest of the catalogue. Comparing
// these with the catalogue of this program gives what is to be done.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/ensure.h"
#include "schema/validate.h"
#include "store/failure.h"
#include "store/native.h"
#include "store/rows.h"
#include "store/search.h"
#include "store/table.h"

namespace branchline::store {

using schema::EntityId;
using schema::FieldId;

namespace {

// Counts changes of the fixed tables and of how values are stored, in so far as a program from
// before would misread them. A program refuses files with a greater one, and gives its own to those
// it opens: from then on they are written its way.
// 2: authors by number, a check at the end of a row's versions, the archive of the log.
constexpr std::int64_t format_version = 3;

constexpr std::string_view fixed_ddl =
    "CREATE TABLE IF NOT EXISTS store_fact(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS store_entity(entity INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS store_field(entity INTEGER, field INTEGER, name TEXT NOT NULL,"
    " kind TEXT NOT NULL, has_key INTEGER NOT NULL, PRIMARY KEY(entity, field)) WITHOUT ROWID;";

struct MadeField {
    std::string name;
    std::string kind;
    bool has_key = false;
};

struct MadeEntity {
    std::string name;
    std::map<FieldId, MadeField> fields;
};

using Made = std::map<EntityId, MadeEntity>;

std::int64_t pragma(Database& database, std::string_view name) {
    Statement statement = database.prepare("PRAGMA " + std::string(name));
    return statement.step() ? statement.integer(0) : 0;
}

// True for an empty file. Throws for everything that is neither empty nor ours.
bool check_identity(Database& database, std::uint32_t application_id) {
    const std::int64_t found = pragma(database, "application_id");
    const std::int64_t version = pragma(database, "user_version");
    if (found == 0 && version == 0) {
        Statement any = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1");
        if (!any.step()) return true;
    }
    if (found != static_cast<std::int64_t>(application_id))
        throw Failure(Code::foreign_file, "application id " + std::to_string(found));
    if (version > format_version)
        throw Failure(Code::newer_file, "format " + std::to_string(version));
    return false;
}

void set_fact(Database& database, std::string_view name, std::string_view value) {
    Statement statement = database.use(
        "INSERT INTO store_fact(name,value) VALUES(?1,?2) ON CONFLICT(name) DO UPDATE SET "
        "value=?2");
    statement.bind_text(1, name).bind_text(2, value);
    statement.run();
}

Made read_made(Database& database) {
    Statement tables = database.use(
        "SELECT count(*) FROM sqlite_schema WHERE type='table'"
        " AND name IN ('store_fact','store_entity','store_field')");
    if (!tables.step() || tables.integer(0) != 3)
        throw Failure(Code::damaged, "the list of what the file holds is missing");
    Made made;
    Statement entities = database.use("SELECT entity,name FROM store_entity");
    while (entities.step())
        made[static_cast<EntityId>(entities.integer(0))].name = std::string(entities.text(1));
    Statement fields = database.use("SELECT entity,field,name,kind,has_key FROM store_field");
    while (fields.step()) {
        MadeField field{std::string(fields.text(2)), std::string(fields.text(3)),
                        fields.integer(4) != 0};
        made[static_cast<EntityId>(fields.integer(0))]
            .fields[static_cast<FieldId>(fields.integer(1))] = std::move(field);
    }
    return made;
}

// What the file says of itself must be true, or every later statement would fail for reasons that
// nobody can tell from a mistake of ours.
void check_columns(Database& database, const Made& made) {
    std::set<std::pair<std::string, std::string>> columns;
    Statement statement = database.use(
        "SELECT m.name,c.name FROM sqlite_schema m, pragma_table_info(m.name) c"
        " WHERE m.type='table' AND m.name LIKE 'e\\_%' ESCAPE '\\'");
    while (statement.step()) columns.emplace(statement.text(0), statement.text(1));
    for (const auto& [id, entity] : made) {
        for (const auto& [field_id, field] : entity.fields) {
            if (columns.contains({"e_" + entity.name, "f_" + field.name})) continue;
            throw Failure(Code::damaged, entity.name + "." + field.name + " is missing");
        }
    }
}

// Brings the table of one entity to what the catalogue says.
class TableUpgrade {
  public:
    TableUpgrade(Database& database, const EntityTable& table, const MadeEntity* made)
        : database_(database), table_(table), made_(made) {}

    void run(IndexesFor use) {
        if (made_ == nullptr) {
            database_.run(table_.table_ddl());
        } else {
            if ("e_" + made_->name != table_.name) rename_table();
            // Names first: a new field may take the name that an old one had.
            for (const Column& column : table_.columns) rename(column);
            for (const Column& column : table_.columns) bring(column);
            database_.run(guard_ddl(table_.name));
        }
        database_.run(table_.index_ddl(use));
        if (!added_.empty()) fill_from_extra();
        for (const Column* column : new_keys_) fill_keys(*column);
    }

  private:
    void rename_table() {
        for (const char* event : {"INSERT", "UPDATE", "DELETE"})
            database_.run("DROP TRIGGER IF EXISTS guard_e_" + made_->name + "_" + event);
        for (const auto& [id, field] : made_->fields)
            database_.run("DROP INDEX IF EXISTS i_" + made_->name + "_" + field.name);
        database_.run("ALTER TABLE e_" + made_->name + " RENAME TO " + table_.name);
    }

    void rename(const Column& column) {
        const auto found = made_->fields.find(column.field->id);
        if (found == made_->fields.end()) return;
        const MadeField& made = found->second;
        if (made.kind != schema::kind_name(column.field->kind)) {
            throw Failure(Code::foreign_file,
                          made_->name + "." + made.name + " is made as " + made.kind);
        }
        if (made.name == column.field->name) return;
        database_.run("DROP INDEX IF EXISTS i_" + made_->name + "_" + made.name);
        rename_column("f_" + made.name, column.name);
        if (made.has_key) rename_column("k_" + made.name, "k_" + std::string(column.field->name));
    }

    void bring(const Column& column) {
        const auto found = made_->fields.find(column.field->id);
        if (found == made_->fields.end()) {
            add_column(column.name + " " + column_type(*column.field));
            added_.insert(column.field->id);
            if (!column.key.empty()) add_column(column.key + " TEXT");
            return;
        }
        if (!column.key.empty() && !found->second.has_key) {
            add_column(column.key + " TEXT");
            new_keys_.push_back(&column);
        }
    }

    void add_column(const std::string& definition) {
        database_.run("ALTER TABLE " + table_.name + " ADD COLUMN " + definition);
    }

    void rename_column(const std::string& from, const std::string& to) {
        database_.run("ALTER TABLE " + table_.name + " RENAME COLUMN " + from + " TO " + to);
    }

    // Fields that came from newer peers and were carried get their columns.
    void fill_from_extra() {
        const std::string next = "SELECT id FROM " + table_.name +
                                 " WHERE extra IS NOT NULL AND id>?1 ORDER BY id LIMIT 1000";
        for (RowId after;;) {
            std::vector<RowId> ids;
            Statement statement = database_.use(next);
            statement.bind_id(1, after);
            while (statement.step()) ids.push_back(statement.id(0));
            if (ids.empty()) return;
            for (const RowId& id : ids) move_extra(id);
            after = ids.back();
        }
    }

    void move_extra(const RowId& id) {
        std::optional<StoredRow> row;
        {
            Statement statement = database_.use(table_.get);
            statement.bind_id(1, id);
            ENSURE(statement.step());
            row = read_row(statement, table_);
        }
        ByteReader in(row->extra);
        const schema::Record carried = schema::read_record(in);
        if (!in.done())
            throw Failure(Code::damaged, made_->name + " " + to_text(id) + ": extra is malformed");
        schema::Record rest;
        for (const auto& [field, value] : carried) {
            const Column* column = table_.column(field);
            // A value that does not fit what we now know of the field goes on as it came.
            const bool known =
                column != nullptr && added_.contains(field) && fits(*column->field, value);
            (known ? row->values : rest).set(field, value);
        }
        if (rest.size() == carried.size()) return;
        ByteWriter out;
        if (rest.size() > 0) schema::write_record(out, rest);
        row->extra = out.take();
        put_row(database_, table_, *row);
    }

    void fill_keys(const Column& column) {
        const std::string text = "UPDATE " + table_.name + " SET " + column.key +
                                 "=branchline_key(" + column.name + ",?1) WHERE " + column.name +
                                 " IS NOT NULL";
        Statement statement = database_.prepare(text);
        statement.bind_object(1, column.field, field_object);
        statement.run();
    }

    Database& database_;
    const EntityTable& table_;
    const MadeEntity* made_;
    std::set<FieldId> added_;
    std::vector<const Column*> new_keys_;
};

void write_made(Database& database, const schema::Catalogue& catalogue, Tables& tables) {
    Statement entity_row =
        database.use("INSERT OR REPLACE INTO store_entity(entity,name) VALUES(?1,?2)");
    Statement field_row = database.use(
        "INSERT OR REPLACE INTO store_field(entity,field,name,kind,has_key)"
        " VALUES(?1,?2,?3,?4,?5)");
    for (const schema::EntitySpec* entity : catalogue.entities()) {
        entity_row.bind(1, entity->id).bind_text(2, entity->name);
        entity_row.run();
        for (const Column& column : tables.at(entity->id).columns) {
            field_row.bind(1, entity->id).bind(2, column.field->id);
            field_row.bind_text(3, column.field->name);
            field_row.bind_text(4, schema::kind_name(column.field->kind));
            field_row.bind(5, column.key.empty() ? 0 : 1);
            field_row.run();
        }
    }
    set_fact(database, "catalogue_number", std::to_string(catalogue.number()));
    set_fact(database, "catalogue_digest", to_text(catalogue.digest()));
}

// The number of the catalogue that made the file; refuses a newer one and a broken note of it.
void check_catalogue_number(Database& database, const schema::Catalogue& catalogue) {
    const std::string text = stored_fact(database, "catalogue_number");
    if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos ||
        text.size() > 10)
        throw Failure(Code::damaged, "the catalogue of the file is missing");
    if (std::stoull(text) > catalogue.number())
        throw Failure(Code::newer_file, "catalogue " + text);
}

void upgrade(Database& database, const schema::Catalogue& catalogue, const Made& made,
             IndexesFor use) {
    Tables tables(catalogue);
    for (const schema::EntitySpec* entity : catalogue.entities()) {
        const auto found = made.find(entity->id);
        TableUpgrade(database, tables.at(entity->id),
                     found == made.end() ? nullptr : &found->second)
            .run(use);
    }
    write_made(database, catalogue, tables);
}

}  // namespace

std::string stored_fact(Database& database, std::string_view name) {
    Statement statement = database.use("SELECT value FROM store_fact WHERE name=?1");
    statement.bind_text(1, name);
    return statement.step() ? std::string(statement.text(0)) : std::string();
}

void prepare_database(Database& database, const schema::Catalogue& catalogue,
                      std::uint32_t application_id, std::string_view extra_ddl) {
    const bool fresh = check_identity(database, application_id);
    Transaction transaction(database);
    Made made;
    if (pragma(database, "user_version") != format_version)
        database.run("PRAGMA user_version=" + std::to_string(format_version));
    if (fresh) {
        database.run("PRAGMA application_id=" + std::to_string(application_id));
        database.run(fixed_ddl);
    } else {
        made = read_made(database);
        check_catalogue_number(database, catalogue);
        check_columns(database, made);
    }
    database.run(extra_ddl);
    if (fresh || stored_fact(database, "catalogue_digest") != to_text(catalogue.digest()))
        upgrade(database, catalogue, made,
                application_id == hub_application_id ? IndexesFor::lookup : IndexesFor::lists);
    std::string search_made_of = stored_fact(database, "search");
    if (prepare_search(database, catalogue, search_made_of))
        set_fact(database, "search", search_made_of);
    transaction.commit();
}

}  // namespace branchline::store
