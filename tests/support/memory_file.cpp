#include "support/memory_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/ensure.h"

namespace branchline::support {

void* SharedMemory::region(std::size_t number, std::size_t size, bool extend) {
    if (number >= regions_.size() && !extend) return nullptr;
    while (regions_.size() <= number) regions_.push_back(std::make_unique<std::byte[]>(size));
    return regions_[number].get();
}

bool SharedMemory::lock(const void* owner, std::size_t from, std::size_t to, bool exclusive) {
    ENSURE(from < to && to <= lock_count);
    for (std::size_t i = from; i < to; ++i)
        for (const auto& [holder, held_exclusively] : locks_[i].holders)
            if (holder != owner && (exclusive || held_exclusively)) return false;
    for (std::size_t i = from; i < to; ++i) locks_[i].holders[owner] = exclusive;
    return true;
}

void SharedMemory::unlock(const void* owner, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) locks_[i].holders.erase(owner);
}

bool MemoryFile::read(char* out, std::size_t size, std::size_t offset) const {
    const std::size_t there = offset < live_.size() ? std::min(size, live_.size() - offset) : 0;
    if (there > 0) std::memcpy(out, live_.data() + offset, there);
    std::memset(out + there, 0, size - there);
    return there == size;
}

void MemoryFile::apply(Bytes& content, const Change& change) {
    if (change.truncates) {
        content.resize(change.offset, '\0');
        return;
    }
    const std::size_t end = change.offset + change.bytes.size();
    if (content.size() < end) content.resize(end, '\0');
    std::copy(change.bytes.begin(), change.bytes.end(),
              content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

// Sector by sector at random. A sector that is skipped may leave a hole of zeros before a later
// one.
void MemoryFile::apply_torn(Bytes& content, const Change& change, Random& random) {
    constexpr std::size_t sector = 512;
    if (change.truncates) {
        if (random.below(2) == 0) apply(content, change);
        return;
    }
    for (std::size_t at = 0; at < change.bytes.size();) {
        const std::size_t end =
            std::min(change.bytes.size(), at + sector - (change.offset + at) % sector);
        if (random.below(2) == 0)
            apply(content, {false, change.offset + at, change.bytes.substr(at, end - at)});
        at = end;
    }
}

void MemoryFile::write(std::size_t offset, BytesView bytes) {
    unsynced_.push_back({false, offset, Bytes(bytes)});
    apply(live_, unsynced_.back());
}

void MemoryFile::truncate(std::size_t size) {
    unsynced_.push_back({true, size, {}});
    apply(live_, unsynced_.back());
}

void MemoryFile::sync() {
    for (const Change& change : unsynced_) apply(durable_, change);
    unsynced_.clear();
}

void MemoryFile::forget_unsynced() { unsynced_.clear(); }

void MemoryFile::power_cut(PowerCut mode, Random& random) {
    for (const Change& change : unsynced_) {
        if (mode == PowerCut::keep_all) apply(durable_, change);
        if (mode == PowerCut::torn) apply_torn(durable_, change, random);
    }
    unsynced_.clear();
    live_ = durable_;
}

bool MemoryFile::lock(const void* owner, int level) {
    const auto mine = locks_.find(owner);
    if (mine != locks_.end() && mine->second >= level) return true;
    for (const auto& [other, held] : locks_) {
        if (other == owner) continue;
        if (level == SQLITE_LOCK_SHARED && held >= SQLITE_LOCK_PENDING) return false;
        if (level == SQLITE_LOCK_RESERVED && held >= SQLITE_LOCK_RESERVED) return false;
        if (level == SQLITE_LOCK_EXCLUSIVE && held >= SQLITE_LOCK_SHARED) return false;
    }
    locks_[owner] = level;
    return true;
}

void MemoryFile::unlock(const void* owner, int level) {
    if (level == SQLITE_LOCK_NONE) {
        locks_.erase(owner);
    } else if (const auto mine = locks_.find(owner); mine != locks_.end()) {
        mine->second = std::min(mine->second, level);
    }
}

bool MemoryFile::is_reserved() const {
    return std::any_of(locks_.begin(), locks_.end(),
                       [](const auto& lock) { return lock.second >= SQLITE_LOCK_RESERVED; });
}

void MemoryFile::drop_locks() {
    locks_.clear();
    shared_.reset();
}

std::shared_ptr<SharedMemory> MemoryFile::shared_memory() {
    std::shared_ptr<SharedMemory> shared = shared_.lock();
    if (!shared) {
        shared = std::make_shared<SharedMemory>();
        shared_ = shared;
    }
    return shared;
}

}  // namespace branchline::support
