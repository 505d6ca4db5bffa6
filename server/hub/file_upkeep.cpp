#include "hub/file_upkeep.h"

#include "hub/file_lanes.h"

namespace branchline::hub {

namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t keep_days_most = 3'650;
constexpr std::int64_t files_at_once = 200;
constexpr std::int64_t erased_at_once_bytes = std::int64_t{64} * 1024 * 1024;

}  // namespace

void FileUpkeep::tick() {
    const std::int64_t now_ms = clock_.now_ms();
    if (next_ == 0 && now_ms - tables_.facts.integer(fact::files_looked_ms) < day_ms) return;
    std::int64_t looked = 0;
    std::int64_t erased_bytes = 0;
    for (store::DepotFile& file : tables_.depot.after(next_, files_at_once)) {
        if (look(file, now_ms)) erased_bytes += file.size;
        next_ = file.number;
        ++looked;
        if (erased_bytes >= erased_at_once_bytes) return;
    }
    if (looked == files_at_once) return;
    next_ = 0;
    tables_.facts.put_integer(fact::files_looked_ms, now_ms);
}

// At the hub a file is used as long as an attachment names it; `used_ms` says until when.
bool FileUpkeep::look(store::DepotFile& file, std::int64_t now_ms) {
    const std::int64_t keep_ms = file_keep_days(tables_.facts) * day_ms;
    const bool named = is_named(tables_, file.digest);
    if (!named && file.used_ms != 0 && now_ms - file.used_ms >= keep_ms) {
        tables_.depot.erase(file);
        return true;
    }
    const std::int64_t until = named ? 0 : file.used_ms == 0 ? now_ms : file.used_ms;
    if (until == file.used_ms) return false;
    file.used_ms = until;
    tables_.depot.note(file);
    return false;
}

std::int64_t file_keep_days(const store::HubFacts& facts) {
    return facts.integer(fact::file_keep_days, file_keep_days_default);
}

Status keep_files_for(store::Database& database, std::int64_t days) {
    if (days < 1 || days > keep_days_most) {
        return refuse(Code::bad_value, "--keep-days", std::to_string(days));
    }
    store::HubFacts facts(database);
    store::Transaction transaction(database);
    facts.put_integer(fact::file_keep_days, days);
    transaction.commit();
    return {};
}

}  // namespace branchline::hub
