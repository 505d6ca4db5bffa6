// The sync rules a second time, as plainly as they can be written: in-memory maps, a copy of the
// world for each group, no digests, no effects. Written from shared/sync/DESIGN.md and sharing no
// code with the judge; the property tests compare the two after every group. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "support/picture.h"
#include "sync/group.h"

namespace branchline::test {

struct ModelOrigin {
    std::int64_t corrected_ms = 0;
    UserId user;
    DeviceId device;
};

struct ModelWorld {
    std::map<RowKey, RowPicture> rows;
    std::map<CaseKey, CasePicture> cases;
    std::map<OriginId, ModelOrigin> origins;
    std::map<OpId, sync::Fate> fates;
    // Branches that a row was in, and when it left them (corrected time).
    std::map<RowKey, std::vector<std::pair<std::int64_t, RowId>>> left;
};

struct ModelVerdict {
    sync::Verdict verdict = sync::Verdict::accepted;
    Code code = Code::none;
    std::vector<std::string> marks;  // sorted

    [[nodiscard]] bool taken() const {
        return verdict == sync::Verdict::accepted || verdict == sync::Verdict::merged;
    }
};

class ReferenceModel {
  public:
    using Grants = std::map<std::pair<UserId, RowId>, schema::RoleMask>;

    explicit ReferenceModel(const schema::Catalogue& catalogue) : catalogue_(catalogue) {}

    // From now on it is remembered which branches rows have left, as the hub does.
    void remember_branches() { remembers_branches_ = true; }

    void grant(const UserId& user, const RowId& branch, schema::RoleMask roles);

    void revoke_all() { grants_.clear(); }

    // From before the script, or by the hub itself.
    void put(const RowKey& key, RowPicture row, const OriginId& origin,
             std::int64_t corrected_ms = 0);

    // The row is gone for good, and nobody remembers it.
    void forget(const RowKey& key);

    // `seen[i]`: what the author of change i saw, for a step or a delete (support/picture.h).
    // `free_number`: what a colliding business number is replaced by.
    ModelVerdict judge(const sync::Group& group, const std::vector<std::string>& seen,
                       std::int64_t corrected_ms, std::int64_t today,
                       const std::string& free_number);

    // Judged by other rules than these.
    void note_fate(const OpId& op, sync::Fate fate) { world_.fates[op] = fate; }

    [[nodiscard]] const ModelWorld& world() const { return world_; }

    [[nodiscard]] std::string dump() const;

  private:
    void note_branch(const RowKey& key, const RowPicture& after, std::int64_t corrected_ms);

    const schema::Catalogue& catalogue_;
    bool remembers_branches_ = false;
    Grants grants_;
    ModelWorld world_;
    std::map<OpId, std::set<OriginId>> pasts_;  // a group, and all that it was built on
};

// Rows and cases as text, a line each, in the order of their keys.
std::string dump_of(const std::map<RowKey, RowPicture>& rows,
                    const std::map<CaseKey, CasePicture>& cases);

}  // namespace branchline::test
