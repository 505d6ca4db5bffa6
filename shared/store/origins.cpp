#include "store/origins.h"

#include <string>
#include <tuple>

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
    OriginInfo info{origin, find.integer(0), find.integer(1), {}, {}};
    if (!find.is_null(3)) {
        info.user = find.id(2);
        info.device = find.id(3);
    } else if (!find.is_null(2)) {
        std::tie(info.user, info.device) = author_of(find.integer(2));
    }
    return info;
}

void Origins::put(const OriginInfo& info) {
    ENSURE(database_.in_transaction());
    ENSURE(!info.origin.is_null());
    Statement upsert = database_.use(
        "INSERT OR FAIL INTO origin(id,corrected_ms,seq,user) VALUES(?1,?2,?3,?4)"
        " ON CONFLICT(id) DO UPDATE SET corrected_ms=?2,seq=?3,user=?4,device=NULL");
    upsert.bind_id(1, info.origin).bind(2, info.corrected_ms).bind(3, info.seq);
    if (info.user.is_null() && info.device.is_null()) {
        upsert.bind_null(4);
    } else {
        upsert.bind(4, author_number({info.user, info.device}));
    }
    upsert.run();
}

std::int64_t Origins::author_number(const Author& author) {
    if (const auto cached = authors_.find(author); cached != authors_.end()) return cached->second;
    std::int64_t number = 0;
    Statement find = database_.use("SELECT number FROM author WHERE user=?1 AND device=?2");
    find.bind_id(1, author.first).bind_id(2, author.second);
    if (find.step()) {
        number = find.integer(0);
    } else {
        Statement insert = database_.use("INSERT OR FAIL INTO author(user,device) VALUES(?1,?2)");
        insert.bind_id(1, author.first).bind_id(2, author.second);
        insert.run();
        number = database_.last_insert_rowid();
    }
    authors_.emplace(author, number);
    return number;
}

Origins::Author Origins::author_of(std::int64_t number) {
    for (const auto& [author, known] : authors_) {
        if (known == number) return author;
    }
    Statement find = database_.use("SELECT user,device FROM author WHERE number=?1");
    find.bind(1, number);
    if (!find.step()) throw Failure(Code::damaged, "author " + std::to_string(number));
    const Author author{find.id(0), find.id(1)};
    authors_.emplace(author, number);
    return author;
}

void Origins::forget_unknown_authors() {
    Statement forget = database_.use(
        "UPDATE origin SET user=NULL WHERE device IS NULL AND user IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM author WHERE number=origin.user)");
    forget.run();
}

void Origins::forget_cache() {
    numbers_.clear();
    ids_.clear();
    authors_.clear();
}

// Recently used origins are asked for again and again; all of a large log need not be kept.
void Origins::remember(const OriginId& origin, std::int64_t number) {
    constexpr std::size_t enough = 50'000;
    if (numbers_.size() >= enough) forget_cache();
    numbers_.emplace(origin, number);
    ids_.emplace(number, origin);
}

}  // namespace branchline::store
