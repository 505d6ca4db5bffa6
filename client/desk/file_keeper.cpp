#include "desk/file_keeper.h"

#include "base/ensure.h"
#include "domain/attached_files.h"
#include "schema/validate.h"

namespace branchline::desk {

namespace {

using domain::attachment_numbers;
constexpr std::int64_t quota_otherwise = std::int64_t{4} * 1024 * 1024 * 1024;
constexpr std::int64_t files_a_call = 20;
// An attachment that was taken back may be done again: its bytes are nowhere else.
constexpr std::int64_t keep_unnamed_ms = std::int64_t{30} * 24 * 3'600'000;

}  // namespace

bool FileKeeper::is_named(const Digest& file) const {
    const schema::EntitySpec* entity = replica_.catalogue().entity(attachment_numbers.entity);
    if (entity == nullptr) return false;
    const std::string key =
        schema::comparison_key(*entity->field(attachment_numbers.hash), to_hex(view_of(file)));
    return !replica_.rows()
                .with_key(attachment_numbers.entity, attachment_numbers.hash, key, 1)
                .empty();
}

bool FileKeeper::is_confirmed(const store::DepotFile& file) const {
    return !file.confirmed.is_null() && file.confirmed == replica_.cursor().epoch;
}

std::int64_t FileKeeper::quota_bytes() const {
    return replica_.settings().integer(setting::depot_quota, quota_otherwise);
}

void FileKeeper::set_quota_bytes(std::int64_t bytes) {
    const Status set = replica_.in_one_transaction([&]() -> Status {
        replica_.settings().put_integer(setting::depot_quota, bytes);
        return {};
    });
    ENSURE(set.has_value());
}

bool FileKeeper::may_go(const store::DepotFile& file) const {
    if (is_confirmed(file)) return true;
    if (is_named(file.digest)) return !file.whole;  // then it comes from head office anyway
    return replica_.fold_time().now_ms - file.used_ms > keep_unnamed_ms;
}

void FileKeeper::make_room(const Digest& just_used) {
    store::Depot& depot = replica_.depot();
    const std::int64_t quota = quota_bytes();
    if (depot.bytes() <= quota) return;
    for (const store::DepotFile& file : depot.evictable()) {
        if (file.digest == just_used || !may_go(file)) continue;
        const Status gone = replica_.in_one_transaction([&]() -> Status {
            depot.erase(file);
            return {};
        });
        ENSURE(gone.has_value());
        if (depot.bytes() <= quota) return;
    }
}

bool FileKeeper::tidy() {
    if (tidied_at_ == replica_.change_count()) return false;
    store::Depot& depot = replica_.depot();
    const std::vector<store::DepotFile> files = depot.after(looked_at_, files_a_call);
    if (files.empty()) {
        looked_at_ = 0;
        tidied_at_ = replica_.change_count();
        return false;
    }
    looked_at_ = files.back().number;
    for (const store::DepotFile& file : files) {
        if (is_named(file.digest) || !may_go(file)) continue;
        const Status gone = replica_.in_one_transaction([&]() -> Status {
            depot.erase(file);
            return {};
        });
        ENSURE(gone.has_value());
    }
    return true;
}

}  // namespace branchline::desk
