#include "store/origins.h"

#include <string>

#include "base/ensure.h"
#include "store/failure.h"

namespace branchline::store {

std::int64_t Origins::number_of(const OriginId& origin) {
    if (origin.is_null()) return 0;
    if (const auto cached = numbers_.find(origin); cached != numbers_.end()) return cached->second;
    std::int64_t number = 0;
    Statement find = database_.use("SELECT number FROM origin WHERE id=?1");
    find.bind_id(1, origin);
    if (find.step()) {
        number = find.integer(0);
    } else {
        ENSURE(database_.in_transaction());
        Statement insert = database_.use("INSERT OR FAIL INTO origin(id) VALUES(?1)");
        insert.bind_id(1, origin);
        insert.run();
        number = database_.last_insert_rowid();
    }
    remember(origin, number);
    return number;
}

OriginId Origins::id_of(std::int64_t number) {
    if (number == 0) return {};
    if (const auto cached = ids_.find(number); cached != ids_.end()) return cached->second;
    Statement find = database_.use("SELECT id FROM origin WHERE number=?1");
    find.bind(1, number);
    const OriginId origin = find.step() ? find.id(0) : OriginId{};
    if (origin.is_null()) throw Failure(Code::damaged, "origin " + std::to_string(number));
    remember(origin, number);
    return origin;
}

std::optional<OriginInfo> Origins::info(const OriginId& origin) {
    Statement find = database_.use("SELECT corrected_ms,seq,user,device FROM origin WHERE id=?1");
    find.bind_id(1, origin);
    if (!find.step()) return std::nullopt;
    return OriginInfo{origin, find.integer(0), find.integer(1), find.id(2), find.id(3)};
}

void Origins::put(const OriginInfo& info) {
    ENSURE(database_.in_transaction());
    ENSURE(!info.origin.is_null());
    Statement upsert = database_.use(
        "INSERT OR FAIL INTO origin(id,corrected_ms,seq,user,device) VALUES(?1,?2,?3,?4,?5)"
        " ON CONFLICT(id) DO UPDATE SET corrected_ms=?2,seq=?3,user=?4,device=?5");
    upsert.bind_id(1, info.origin).bind(2, info.corrected_ms).bind(3, info.seq);
    upsert.bind_id(4, info.user).bind_id(5, info.device);
    upsert.run();
}

void Origins::forget_cache() {
    numbers_.clear();
    ids_.clear();
}

// Recently used origins are asked for again and again; all of a large log need not be kept.
void Origins::remember(const OriginId& origin, std::int64_t number) {
    constexpr std::size_t enough = 50'000;
    if (numbers_.size() >= enough) forget_cache();
    numbers_.emplace(origin, number);
    ids_.emplace(number, origin);
}

}  // namespace branchline::store
