// A State over a State: what has been written here hides what is below. Judging works on one, the
// fold is a stack of groups applied to one, tests keep whole worlds in one (over an EmptyState).
// Not thread-safe; the base must outlive it and not change meanwhile.
#pragma once

#include <map>
#include <set>

#include "sync/effect.h"
#include "sync/state.h"

namespace branchline::sync {

// Knows nothing and nobody; roles() gives what `grant` said.
class EmptyState final : public State {
  public:
    RowPointer row(const RowKey&) override { return nullptr; }

    std::vector<RowId> referring(EntityId, FieldId, const RowId&) override { return {}; }

    std::vector<RowKey> deleted_by(const OriginId&) override { return {}; }

    std::vector<RowId> with_key(EntityId, FieldId, const std::string&) override { return {}; }

    std::shared_ptr<const Case> open_case(const Id&) override { return nullptr; }

    std::vector<std::shared_ptr<const Case>> open_cases_of(const RowKey&) override { return {}; }

    std::optional<store::OriginInfo> origin(const OriginId&) override { return std::nullopt; }

    Fate fate(const OpId&) override { return Fate::unknown; }

    std::optional<Lineage> lineage(const OpId&) override { return std::nullopt; }

    schema::RoleMask roles(const UserId& user, const RowId& branch) override;
    void grant(const UserId& user, const RowId& branch, schema::RoleMask roles);

    void revoke_all() { grants_.clear(); }

  private:
    std::map<std::pair<Id, Id>, schema::RoleMask> grants_;
};

class Overlay final : public State {
  public:
    Overlay(const schema::Catalogue& catalogue, State& base) : catalogue_(catalogue), base_(base) {}

    RowPointer row(const RowKey& key) override;
    std::vector<RowId> referring(EntityId entity, FieldId field, const RowId& target) override;
    std::vector<RowKey> deleted_by(const OriginId& origin) override;
    std::vector<RowId> with_key(EntityId entity, FieldId field, const std::string& key) override;
    std::shared_ptr<const Case> open_case(const Id& id) override;
    std::vector<std::shared_ptr<const Case>> open_cases_of(const RowKey& key) override;
    std::optional<store::OriginInfo> origin(const OriginId& origin) override;
    Fate fate(const OpId& op) override;
    std::optional<Lineage> lineage(const OpId& op) override;

    schema::RoleMask roles(const UserId& user, const RowId& branch) override {
        return base_.roles(user, branch);
    }

    // nullptr: as if the row had never been heard of.
    void put_row(const RowKey& key, RowPointer row);

    // What lies below shows again.
    void forget_row(const RowKey& key) { rows_.erase(key); }

    void forget_case(const Id& id) { cases_.erase(id); }

    void clear() {
        rows_.clear();
        cases_.clear();
        origins_.clear();
        fates_.clear();
        lineages_.clear();
    }

    // nullptr: the case is closed.
    void put_case(const Id& id, std::shared_ptr<const Case> kase);
    void put_origin(const store::OriginInfo& info);
    void put_fate(const OpId& op, Fate fate);

    // Applies an effect of a group by `author` to this layer.
    void apply(const Effect& effect, const Author& author);
    // All effects of a taken outcome, and the group's origin, fate and lineage.
    void take(const Group& group, const Outcome& outcome, const Author& author, std::int64_t seq);

    [[nodiscard]] const std::map<RowKey, RowPointer>& rows() const { return rows_; }

    [[nodiscard]] const std::map<Id, std::shared_ptr<const Case>>& cases() const { return cases_; }

  private:
    const schema::Catalogue& catalogue_;
    State& base_;
    std::map<RowKey, RowPointer> rows_;
    std::map<Id, std::shared_ptr<const Case>> cases_;
    std::map<Id, store::OriginInfo> origins_;
    std::map<Id, Fate> fates_;
    std::map<Id, Lineage> lineages_;
};

}  // namespace branchline::sync
