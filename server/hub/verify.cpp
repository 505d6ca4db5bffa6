#include <algorithm>
#include <map>
#include <tuple>

#include "base/digest.h"
#include "hub/ledger.h"
#include "hub/overview.h"
#include "hub/people.h"
#include "store/depot_check.h"
#include "sync/row_codec.h"
#include "sync/row_hash.h"

namespace branchline::hub {

namespace {

constexpr std::size_t findings_max = 100;

// Bucket, entity, that of the holder, rights class.
using HashKey = std::tuple<Id, schema::EntityId, schema::EntityId, schema::RightsClass>;

struct Sum {
    Id hash;
    std::int64_t rows = 0;

    friend bool operator==(const Sum&, const Sum&) = default;
};

// One pass over everything, on nothing but what the tables say.
class Verification {
  public:
    Verification(store::Database& database, const schema::Catalogue& catalogue)
        : tables_(database, catalogue),
          groups_(tables_.log, tables_.deferred),
          roles_(tables_.rows, grant_fields),
          state_(catalogue, {tables_.rows, tables_.origins, tables_.cases, tables_.tombstones},
                 groups_, roles_),
          shares_(catalogue, state_),
          rules_(catalogue, state_, &shares_) {}

    VerifyReport run();

  private:
    void find(std::string finding);
    void check_log();
    void check_rows(const schema::EntitySpec& entity);
    void check_row(const sync::RowState& row);
    void compare_sums();
    void check_files();

    HubTables tables_;
    LogGroups groups_;
    sync::GrantRoles roles_;
    sync::SqlState state_;
    sync::Shares shares_;
    sync::BucketRules rules_;
    VerifyReport report_;
    std::map<HashKey, Sum> sums_;
};

void Verification::find(std::string finding) {
    if (report_.findings.size() < findings_max) report_.findings.push_back(std::move(finding));
}

// A row that was changed does not fit its digest, a digest that was changed does not fit the chain,
// a row that is missing leaves a gap, and the end of the chain is on every desk. In the archive the
// digest follows from the entry, and the end of the block shows it: that alone is sealed.
void Verification::check_log() {
    const auto key = tables_.facts.get(fact::mac_key);
    Key mac_key{};
    if (key && key->size() == mac_key.size()) std::copy(key->begin(), key->end(), mac_key.begin());
    const Seal seal(mac_key);
    Digest chain{};
    std::int64_t seq = 0;
    const std::int64_t horizon = tables_.log.horizon();
    tables_.log.scan(0, [&](const store::LogRow& row) {
        ++report_.entries;
        const std::string place = "log " + std::to_string(row.seq) + ": ";
        if (row.seq != ++seq) {
            find(place + "entries before it are missing");
            seq = row.seq;
        }
        if (store::digest_of_row(row) != row.digest) find(place + "the entry was changed");
        if (store::next_chain(chain, row.digest) != row.chain) {
            find(place + "the chain is broken");
        }
        const bool sealed = row.seq > horizon || !row.mac.is_null();
        if (sealed && seal.of_point(row.epoch, row.seq, row.chain) != row.mac) {
            find(place + "a wrong seal");
        }
        const bool is_group = row.kind == store::LogKind::group;
        if (is_group && tables_.log.verdict_of(row.op) != row.verdict) {
            find(place + "the index of ops does not have it");
        }
        chain = row.chain;
        return true;
    });
}

void Verification::check_row(const sync::RowState& row) {
    ++report_.rows;
    std::vector<Id> stored;
    for (const store::BucketNumber number : tables_.buckets.of_row(row.entity, row.id)) {
        stored.push_back(tables_.buckets.id_of(number));
    }
    std::sort(stored.begin(), stored.end());
    const std::vector<Id> buckets = rules_.of_row(row);
    if (stored != buckets) {
        find(std::string(tables_.catalogue.at(row.entity).name) + " " + to_text(row.id) +
             ": in other buckets than it should be");
    }
    if (row.deleted()) return;
    const auto* holder = sync::holder_entity(tables_.catalogue, row.entity, row.values);
    for (std::size_t i = 1; i < tables_.catalogue.rights_class_count(row.entity); ++i) {
        const auto rights = static_cast<schema::RightsClass>(i);
        const Id hash = sync::row_hash(tables_.catalogue, row, rights);
        for (const Id& bucket : buckets) {
            Sum& sum = sums_[{bucket, row.entity, holder == nullptr ? 0 : holder->id, rights}];
            sum.hash = hash_add(sum.hash, hash);
            ++sum.rows;
        }
    }
}

void Verification::check_rows(const schema::EntitySpec& entity) {
    for (RowId after;;) {
        const auto page = tables_.rows.scan(entity.id, after, 1'000);
        if (page.empty()) return;
        after = page.back().id;
        for (const store::StoredRow& row : page) {
            check_row(sync::from_stored(tables_.origins, row));
        }
    }
}

void Verification::compare_sums() {
    for (const store::BucketHash& stored : tables_.hashes.all()) {
        const store::HashPlace& place = stored.place;
        const HashKey key{tables_.buckets.id_of(place.bucket), place.entity, place.holder,
                          place.rights_class};
        const auto at = sums_.find(key);
        const Sum computed = at == sums_.end() ? Sum{} : at->second;
        if (computed != Sum{stored.hash, stored.rows}) {
            find("the hash of " + std::string(tables_.catalogue.at(place.entity).name) +
                 " in bucket " + to_text(std::get<0>(key)) + " is wrong");
        }
        if (at != sums_.end()) sums_.erase(at);
    }
    for (const auto& [key, sum] : sums_) {
        if (sum.rows == 0) continue;
        find("the hash of " + std::string(tables_.catalogue.at(std::get<1>(key)).name) +
             " in bucket " + to_text(std::get<0>(key)) + " is missing");
    }
}

void Verification::check_files() {
    for (const Digest& file : store::unsound_files(tables_.depot)) {
        find("file " + to_hex(view_of(file)) + ": its bytes are not what its digest says");
    }
}

VerifyReport Verification::run() {
    const std::string unsound = tables_.database.integrity_check();
    if (!unsound.empty()) find("the file: " + unsound);
    const store::Snapshot snapshot(tables_.database);
    check_log();
    for (const schema::EntitySpec* entity : tables_.catalogue.entities()) check_rows(*entity);
    compare_sums();
    check_files();
    return std::move(report_);
}

}  // namespace

VerifyReport verify(store::Database& database, const schema::Catalogue& catalogue) {
    return Verification(database, catalogue).run();
}

}  // namespace branchline::hub
