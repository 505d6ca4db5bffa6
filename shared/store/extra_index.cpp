#include "store/extra_index.h"

#include <map>
#include <set>
#include <string>

#include "base/ensure.h"
#include "store/table.h"

namespace branchline::store {

void keep_extra_indexes(Database& database, const schema::Catalogue& catalogue,
                        std::span<const ExtraIndex> wanted) {
    Tables tables(catalogue);
    std::map<std::string, std::string> ddl_by_name;
    for (const ExtraIndex& each : wanted) {
        ENSURE(!each.fields.empty());
        const EntityTable& table = tables.at(each.entity);
        const std::string name = extra_index_name(table, each.fields);
        std::vector<std::string> columns;
        for (const schema::FieldId field : each.fields) columns.push_back(table.column_name(field));
        ddl_by_name[name] = live_index_ddl(name, table, columns);
    }
    std::set<std::string> there;
    {
        Statement statement = database.use(
            "SELECT name FROM sqlite_schema WHERE type='index' AND name LIKE 'x\\_%' ESCAPE '\\'");
        while (statement.step()) there.emplace(statement.text(0));
    }
    std::string changes;
    for (const std::string& name : there)
        if (!ddl_by_name.contains(name)) changes += "DROP INDEX " + name + ";";
    for (const auto& [name, ddl] : ddl_by_name)
        if (!there.contains(name)) changes += ddl;
    if (changes.empty()) return;
    Transaction transaction(database);
    database.run(changes);
    transaction.commit();
}

}  // namespace branchline::store
