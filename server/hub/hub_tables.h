// Every table of the hub's database, opened once and handed on by reference. On the thread of the
// database.
#pragma once

#include <string>

#include "schema/catalogue.h"
#include "store/depot.h"
#include "store/hub_heal.h"
#include "store/hub_log.h"
#include "store/hub_registry.h"
#include "store/hub_scope.h"
#include "store/origins.h"
#include "store/rows.h"
#include "store/sync_tables.h"

namespace branchline::hub {

struct HubTables {
    HubTables(store::Database& opened, const schema::Catalogue& declared)
        : database(opened),
          catalogue(declared),
          rows(opened, declared),
          origins(opened),
          cases(opened),
          tombstones(opened),
          log(opened),
          epochs(opened),
          deferred(opened),
          offers(opened),
          heal(opened),
          facts(opened),
          registrations(opened),
          points(opened),
          incarnations(opened),
          codes(opened),
          quarantine(opened),
          buckets(opened),
          scopes(opened),
          hashes(opened),
          depot(opened) {}

    store::Database& database;
    const schema::Catalogue& catalogue;
    store::Rows rows;
    store::Origins origins;
    store::Cases cases;
    store::Tombstones tombstones;
    store::HubLog log;
    store::Epochs epochs;
    store::DeferredGroups deferred;
    store::CollectedOffers offers;
    store::HealNotes heal;
    store::HubFacts facts;
    store::Registrations registrations;
    store::DevicePoints points;
    store::Incarnations incarnations;
    store::EnrolmentCodes codes;
    store::Quarantine quarantine;
    store::Buckets buckets;
    store::DeviceScopes scopes;
    store::BucketHashes hashes;
    store::Depot depot;
};

// The hub's tables beside those of the entities, for prepare_database().
std::string hub_ddl();

// Names in store::HubFacts.
namespace fact {
inline constexpr std::string_view installation = "installation";
inline constexpr std::string_view company = "company";
inline constexpr std::string_view offset_minutes = "offset_minutes";
inline constexpr std::string_view mac_key = "mac_key";
inline constexpr std::string_view clock_ms = "clock_ms";
inline constexpr std::string_view own_incarnation = "own_incarnation";
inline constexpr std::string_view own_number = "own_number";  // last one given by renumbering
inline constexpr std::string_view regressed = "regressed";
inline constexpr std::string_view regressed_until_ms = "regressed_until_ms";
inline constexpr std::string_view restored_by_tool = "restored_by_tool";
inline constexpr std::string_view heal_since_ms = "heal_since_ms";  // who is waited for
inline constexpr std::string_view bucket_rules = "bucket_rules";    // of which version
inline constexpr std::string_view summed_by = "summed_by";          // digest of the catalogue
inline constexpr std::string_view backups = "backups";
inline constexpr std::string_view file_keep_days = "file_keep_days";
inline constexpr std::string_view files_looked_ms = "files_looked_ms";  // the last upkeep of files
inline constexpr std::string_view log_keep_days = "log_keep_days";
inline constexpr std::string_view compacted_ms =
    "compacted_ms";  // the last run that came to its end
inline constexpr std::string_view oldest_restorable_seq = "oldest_restorable_seq";
}  // namespace fact

}  // namespace branchline::hub
