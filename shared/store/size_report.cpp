#include "store/size_report.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace branchline::store {

namespace {

// Of these tables the columns are history; the rest of them, and their indexes, is metadata.
struct HistoryTable {
    std::string_view table;
    std::string_view bytes;  // of one row
};

constexpr std::array<HistoryTable, 4> history_tables{
    {{"log", "length(command)+length(details)+length(payload)+length(effects)"},
     // Of each entry its op and its salt are not.
     {"log_block", "length(content)-32*(last-first+1)"},
     {"change_log", "length(command)+length(payload)+length(before)"},
     {"tail", "length(content)"}}};

bool is_entity_table(std::string_view table) { return table.starts_with("e_"); }

bool is_data(std::string_view table) {
    return is_entity_table(table) || table.starts_with("search_") || table.starts_with("depot_") ||
           table.starts_with("local_text");
}

std::int64_t sum_of(Database& database, const std::string& table, std::string_view bytes) {
    Statement sum = database.prepare("SELECT coalesce(sum(" + std::string(bytes) + "),0) FROM \"" +
                                     table + "\"");
    return sum.step() ? sum.integer(0) : 0;
}

// Versions, writers and marks of the rows of an entity; what it carries for newer peers is data.
std::int64_t versions_in(Database& database, const std::string& table) {
    return sum_of(database, table, "length(meta)");
}

std::map<std::string, std::int64_t> bytes_by_table(Database& database) {
    // Indexes count to their tables; the schema has no entry of its own.
    Statement pages = database.prepare(
        "SELECT coalesce(s.tbl_name,d.name),sum(d.pgsize) FROM dbstat d"
        " LEFT JOIN sqlite_schema s ON s.name=d.name WHERE d.aggregate=TRUE GROUP BY 1");
    std::map<std::string, std::int64_t> bytes;
    while (pages.step()) bytes.emplace(pages.text(0), pages.integer(1));
    return bytes;
}

std::int64_t pragma(Database& database, std::string_view text) {
    Statement ask = database.prepare(text);
    return ask.step() ? ask.integer(0) : 0;
}

bool can_tell(Database& database) {
    return pragma(database, "SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')") != 0;
}

}  // namespace

SizeReport size_report(Database& database) {
    SizeReport report;
    if (!can_tell(database)) return report;
    for (const auto& [table, bytes] : bytes_by_table(database)) {
        const auto history = std::ranges::find(history_tables, table, &HistoryTable::table);
        std::int64_t metadata = bytes;
        if (history != history_tables.end()) {
            const std::int64_t told = sum_of(database, table, history->bytes);
            report.history += told;
            metadata -= told;
        } else if (is_data(table)) {
            metadata = is_entity_table(table) ? versions_in(database, table) : 0;
            report.data += bytes - metadata;
        }
        report.metadata += metadata;
        if (metadata != 0) report.metadata_of[table] += metadata;
    }
    report.unused =
        pragma(database, "PRAGMA freelist_count") * pragma(database, "PRAGMA page_size");
    return report;
}

}  // namespace branchline::store
