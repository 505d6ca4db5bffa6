#include "hub/hub_setup.h"

#include "base/planted.h"
#include "hub/admin.h"
#include "hub/ledger.h"
#include "hub/people.h"
#include "hub/token_rule.h"
#include "sync/group.h"

namespace branchline::hub {

namespace {

constexpr std::int64_t offset_most = 14 * 60;

// Raised whenever sync::BucketRules puts the same row elsewhere, it is added up elsewhere, or what
// devices hold is kept in another way.
constexpr std::int64_t bucket_rules_now = 4;

Key new_key(Random& random) {
    Key key{};
    random.fill(key.data(), key.size());
    return key;
}

void write_facts(HubTables& tables, const NewCompany& company, const Key& key, std::int64_t now_ms,
                 Random& random) {
    tables.facts.put_id(fact::installation, random_id(random));
    tables.facts.put(fact::company, company.name);
    tables.facts.put_integer(fact::offset_minutes, company.offset_minutes);
    tables.facts.put_integer(fact::bucket_rules, bucket_rules_now);
    tables.facts.put_id(fact::summed_by, tables.catalogue.digest());
    tables.facts.put_integer(fact::compacted_ms, now_ms);
    tables.facts.put(fact::mac_key,
                     BytesView(reinterpret_cast<const char*>(key.data()), key.size()));
}

// The hub writes as a device like any other, with numbers of its own.
void begin_own_incarnation(HubTables& tables, std::int64_t now_ms, Random& random) {
    store::Incarnation own;
    own.device = sync::hub_device;
    own.id = random_id(random);
    own.code = std::string(hub_code);
    own.created_ms = now_ms;
    tables.incarnations.put(own);
    tables.facts.put_id(fact::own_incarnation, own.id);
}

}  // namespace

namespace {

void index_by_present_rules(store::Database& database, const schema::Catalogue& catalogue) {
    HubTables tables(database, catalogue);
    const bool same_rules = tables.facts.integer(fact::bucket_rules) == bucket_rules_now;
    const bool same_classes = tables.facts.id(fact::summed_by) == catalogue.digest() ||
                              planted(Planted::sums_of_the_old_catalogue);
    if (same_rules && same_classes) return;
    LogGroups groups(tables.log, tables.deferred);
    sync::GrantRoles roles(tables.rows, grant_fields);
    sync::SqlState state(catalogue, {tables.rows, tables.origins, tables.cases, tables.tombstones},
                         groups, roles);
    store::Transaction transaction(database);
    Indexer indexer(tables, state, roles);
    if (same_rules) {
        indexer.add_up_anew();
    } else {
        indexer.rebuild();
    }
    tables.facts.put_integer(fact::bucket_rules, bucket_rules_now);
    tables.facts.put_id(fact::summed_by, catalogue.digest());
    transaction.commit();
}

}  // namespace

void prepare_hub(store::Database& database, const schema::Catalogue& catalogue) {
    store::prepare_database(database, catalogue, store::hub_application_id, hub_ddl());
    if (is_initialised(database)) index_by_present_rules(database, catalogue);
}

bool is_initialised(store::Database& database) {
    return store::HubFacts(database).get(fact::mac_key).has_value();
}

Status init_hub(store::Database& database, const schema::Catalogue& catalogue,
                const NewCompany& company, const Clock& clock, Random& random) {
    if (is_initialised(database)) return refuse(Code::exists, "company");
    if (company.name.empty()) return refuse(Code::required, "company");
    if (company.offset_minutes < -offset_most || company.offset_minutes > offset_most) {
        return refuse(Code::bad_value, "offset", std::to_string(company.offset_minutes));
    }
    // One transaction for all that a hub cannot run without: half of it would be no database of
    // ours, and nothing could be done with it.
    {
        HubTables tables(database, catalogue);
        const Key key = new_key(random);
        const Seal seal(key);
        HubClock hub_clock(clock, tables.facts);
        Ledger ledger(tables, seal, hub_clock, random);
        store::Transaction transaction(database);
        write_facts(tables, company, key, hub_clock.now_ms(), random);
        begin_own_incarnation(tables, hub_clock.now_ms(), random);
        ledger.open_epoch("first");
        const auto written = ledger.write_own(first_admin(random), "user_add");
        if (!written) return refuse(written.error());
        ledger.finish();
        transaction.commit();
    }
    return {};
}

}  // namespace branchline::hub
