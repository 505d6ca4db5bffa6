// What two implementations of the rules must agree on, in one plain form: rows, cases and marks as
// comparable values and as text. Also what an author saw when he took a covering step or deleted,
// as text: it stands beside the digest that the group carries, so that a wrong digest is noticed.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync/effect.h"
#include "sync/state.h"

namespace branchline::test {

using sync::RowKey;
using sync::UnitId;
using sync::Version;

struct RowPicture {
    std::map<schema::FieldId, schema::Value> values;  // nulls left out
    Version inserted;
    std::map<UnitId, Version> versions;  // of units written since
    std::set<UserId> writers;            // rows with a machine of their own
    std::map<int, std::vector<Version>> covers;
    OriginId deleted_by;
    UserId creator;

    [[nodiscard]] Version version_of(const UnitId& unit) const;
    [[nodiscard]] schema::Value value(schema::FieldId field) const;
    [[nodiscard]] std::int64_t number(schema::FieldId field) const;  // 0 when absent
    [[nodiscard]] Id reference(schema::FieldId field) const;         // null when absent
    // The row that a reference of either kind names.
    [[nodiscard]] std::optional<RowKey> target(const schema::Catalogue& catalogue,
                                               const schema::FieldSpec& field) const;
    friend bool operator==(const RowPicture&, const RowPicture&) = default;
};

struct ProposalPicture {
    OriginId origin;
    UserId user;
    sync::ChangeKind kind = sync::ChangeKind::value;
    schema::Record values;

    friend bool operator==(const ProposalPicture&, const ProposalPicture&) = default;
};

using CaseKey = std::pair<RowKey, UnitId>;
using CasePicture = std::map<DeviceId, ProposalPicture>;

// The row that a value of this field names, if it is a reference.
std::optional<RowKey> named_by(const schema::Catalogue& catalogue, const schema::FieldSpec& field,
                               const schema::Value& value);

// How two peers look at rows alike: the reference model and any sync::State.
class Sight {
  public:
    virtual ~Sight() = default;
    [[nodiscard]] virtual const RowPicture* row(
        const RowKey& key) = 0;  // valid until the next call
    [[nodiscard]] virtual std::vector<RowKey> live_rows_with(schema::EntityId entity,
                                                             schema::FieldId field,
                                                             const RowId& target) = 0;
    [[nodiscard]] virtual std::vector<OriginId> proposals(const RowKey& key) = 0;
};

// The row with everything it owns, live ones only.
std::vector<RowKey> family(const schema::Catalogue& catalogue, Sight& sight, const RowKey& key);
// Live rows outside `rows` that refer to one of them.
std::vector<RowKey> referrers(const schema::Catalogue& catalogue, Sight& sight,
                              const std::vector<RowKey>& rows);
std::string seen_by_delete(const schema::Catalogue& catalogue, Sight& sight, const RowKey& key);
std::string seen_by_step(const schema::Catalogue& catalogue, Sight& sight, const RowKey& key,
                         const schema::Transition& step, schema::RoleMask roles);

// "A12" for the id {0xA, 12}: scripts give ids that read well.
std::string short_name(const Id& id);
std::string text_of(const Version& version);
std::string text_of(const schema::Value& value);
std::string text_of(const schema::Record& values);
std::string text_of(const RowKey& key);
std::string text_of(const UnitId& unit);
std::string text_of(const RowPicture& row);
std::string text_of(const CasePicture& kase);
std::string mark_text(const RowKey& key, const UnitId& unit, const OriginId& loser, sync::Why why);
std::string text_of(const sync::Change& change);
std::string text_of(const sync::Group& group);

}  // namespace branchline::test
