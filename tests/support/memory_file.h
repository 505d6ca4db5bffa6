// One file of a FaultVfs: its content as processes see it, its content on the disk, and what lies
// between the two; its locks; the shared memory of its WAL. The disk's lock is held by the caller.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "support/fault_vfs.h"

namespace branchline::support {

// Heap in place of a mapped -shm file, with SQLite's eight locks.
class SharedMemory {
  public:
    static constexpr std::size_t lock_count = 8;

    void* region(std::size_t number, std::size_t size, bool extend);
    bool lock(const void* owner, std::size_t from, std::size_t to, bool exclusive);
    void unlock(const void* owner, std::size_t from, std::size_t to);

  private:
    struct Lock {
        std::map<const void*, bool> holders;  // owner -> exclusive
    };

    std::vector<std::unique_ptr<std::byte[]>> regions_;
    std::array<Lock, lock_count> locks_;
};

class MemoryFile {
  public:
    MemoryFile() = default;

    explicit MemoryFile(Bytes content) : live_(content), durable_(std::move(content)) {}

    [[nodiscard]] const Bytes& content() const { return live_; }

    [[nodiscard]] std::size_t size() const { return live_.size(); }

    // False at a short read; the rest of `out` is zeroed, as SQLite wants it.
    bool read(char* out, std::size_t size, std::size_t offset) const;
    void write(std::size_t offset, BytesView bytes);
    void truncate(std::size_t size);
    void sync();
    void forget_unsynced();  // a sync failed: still readable, but never going to the disk
    void power_cut(PowerCut mode, Random& random);

    // SQLite's five levels. False = another connection is in the way.
    bool lock(const void* owner, int level);
    void unlock(const void* owner, int level);
    [[nodiscard]] bool is_reserved() const;
    void drop_locks();

    // One for all connections that are open at a time; gone with the last of them.
    std::shared_ptr<SharedMemory> shared_memory();

  private:
    struct Change {
        bool truncates = false;
        std::size_t offset = 0;  // or the new size
        Bytes bytes;
    };

    static void apply(Bytes& content, const Change& change);
    static void apply_torn(Bytes& content, const Change& change, Random& random);

    Bytes live_;
    Bytes durable_;
    std::vector<Change> unsynced_;
    std::map<const void*, int> locks_;
    std::weak_ptr<SharedMemory> shared_;
};

}  // namespace branchline::support
