// What of the files stays on this desk: within the quota, least recently used goes first, and never
// what is pinned or what head office does not have yet. On the writer's thread.
#pragma once

#include <cstdint>

#include "desk/replica.h"

namespace branchline::desk {

class FileKeeper {
  public:
    explicit FileKeeper(Replica& replica) : replica_(replica) {}

    // A live attachment names it.
    [[nodiscard]] bool is_named(const Digest& file) const;
    // Head office has it, as far as is known in this epoch.
    [[nodiscard]] bool is_confirmed(const store::DepotFile& file) const;

    [[nodiscard]] std::int64_t quota_bytes() const;
    void set_quota_bytes(std::int64_t bytes);
    // Until the quota is kept or nothing may go any more. `just_used` stays.
    void make_room(const Digest& just_used);
    // What no attachment names any more goes (its row was deleted or has left this desk): some
    // files a call. False: all were looked at since the last change.
    bool tidy();

  private:
    [[nodiscard]] bool may_go(const store::DepotFile& file) const;

    Replica& replica_;
    std::int64_t looked_at_ = 0;   // number of a file
    std::uint64_t tidied_at_ = 0;  // change count of the replica
};

namespace setting {
inline constexpr std::string_view depot_quota = "depot_quota_bytes";
}  // namespace setting

}  // namespace branchline::desk
