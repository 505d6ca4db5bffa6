#include "store/extra_index.h"

#include <map>
#include <set>
#include <string>

#include "base/ensure.h"
#include "store/filter.h"
#include "store/table.h"

namespace branchline::store {

namespace {

// By name: what makes them.
std::map<std::string, std::string> ddl_of(Database& database, Tables& tables,
                                          std::span<const ExtraIndex> wanted,
                                          std::int64_t rows_least) {
    std::map<std::string, std::string> ddl_by_name;
    for (const ExtraIndex& each : wanted) {
        ENSURE(!each.fields.empty());
        const EntityTable& table = tables.at(each.entity);
        Statement last = database.use(table.last_row);
        if (!last.step() || last.integer(0) < rows_least) continue;
        std::vector<std::string> columns{table.key_of(each.fields.front())};
        for (const schema::FieldId field : std::span(each.fields).subspan(1)) {
            columns.push_back(table.column_name(field));
        }
        const std::string name = extra_index_name(table, each.fields);
        ddl_by_name[name] = live_index_ddl(name, table, columns);
    }
    return ddl_by_name;
}

std::set<std::string> names_there(Database& database) {
    std::set<std::string> there;
    Statement statement = database.use(
        "SELECT name FROM sqlite_schema WHERE type='index' AND name LIKE 'x\\_%' ESCAPE '\\'");
    while (statement.step()) there.emplace(statement.text(0));
    return there;
}

}  // namespace

std::optional<ExtraIndex> index_for_order(const schema::Catalogue& catalogue,
                                          schema::EntityId entity, schema::FieldId field) {
    const schema::FieldSpec* spec = stored_field(catalogue.at(entity), field);
    // A copy of every long text would cost more than it gives.
    if (spec == nullptr || spec->kind == schema::Kind::set ||
        spec->kind == schema::Kind::long_text) {
        return std::nullopt;
    }
    Tables tables(catalogue);
    const EntityTable& table = tables.at(entity);
    if (table.index_of_order(field) != extra_index_name(table, {field})) return std::nullopt;
    return ExtraIndex{entity, {field}};
}

bool keep_extra_indexes(Database& database, const schema::Catalogue& catalogue,
                        std::span<const ExtraIndex> wanted, std::int64_t rows_least) {
    Tables tables(catalogue);
    const auto ddl_by_name = ddl_of(database, tables, wanted, rows_least);
    const std::set<std::string> there = names_there(database);
    std::string changes;
    for (const std::string& name : there) {
        if (!ddl_by_name.contains(name)) changes += "DROP INDEX " + name + ";";
    }
    std::size_t missing = 0;
    for (const auto& [name, ddl] : ddl_by_name) {
        if (!there.contains(name) && ++missing == 1) changes += ddl;
    }
    if (changes.empty()) return false;
    Transaction transaction(database);
    database.run(changes);
    transaction.commit();
    return missing > 1;
}

}  // namespace branchline::store
