#include "support/fault_vfs.h"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <new>
#include <set>
#include <utility>

#include "base/ensure.h"
#include "support/memory_file.h"

namespace branchline::support {

struct FaultVfs::Disk {
    Disk(std::string vfs_name, std::uint64_t seed) : name(std::move(vfs_name)), random(seed) {}

    // Counts a point. SQLITE_OK, or the code with which the operation has to fail.
    int pass_point(int io_error_code);

    bool is_stale(std::uint64_t handle_generation) const {
        return handle_generation != generation || !powered;
    }

    std::uint64_t size_of_all() const;
    void break_connections();

    std::string name;
    sqlite3_vfs vfs{};
    mutable std::mutex mutex;
    std::map<std::string, std::shared_ptr<MemoryFile>> live;  // the directory as processes see it
    std::map<std::string, std::shared_ptr<MemoryFile>> durable;  // as it is on the disk
    SeededRandom random;
    std::int64_t time_ms = 1'764'000'000'000;
    std::uint64_t generation = 1;
    bool powered = true;
    std::uint64_t points = 0;
    std::uint64_t writes = 0;
    std::uint64_t syncs = 0;
    std::uint64_t quota = 0;
    std::uint64_t power_fails_at = 0;
    std::uint64_t fault_at = 0;
    Fault fault = Fault::io_error;
    Repeat repeat = Repeat::once;
    PointWatcher watcher;
};

namespace {

using Disk = FaultVfs::Disk;

// What SQLite allocates for an open file; `base` must be first.
struct Handle {
    sqlite3_file base{};
    Disk* disk = nullptr;
    std::uint64_t generation = 0;
    std::shared_ptr<MemoryFile> file;
    std::string path;  // empty = a temporary file that has no name
    bool delete_on_close = false;
    std::shared_ptr<SharedMemory> shared;
};

Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }

// Runs an operation on an open file under the lock of its disk.
template <class Operation>
int on_file(sqlite3_file* file, int stale_code, Operation operation) {
    Handle& handle = handle_of(file);
    const std::lock_guard lock(handle.disk->mutex);
    if (handle.disk->is_stale(handle.generation)) return stale_code;
    return operation(handle);
}

int close_file(sqlite3_file* file) {
    Handle& handle = handle_of(file);
    {
        const std::lock_guard lock(handle.disk->mutex);
        handle.file->unlock(&handle, SQLITE_LOCK_NONE);
        if (handle.delete_on_close && !handle.disk->is_stale(handle.generation)) {
            handle.disk->live.erase(handle.path);
            handle.disk->durable.erase(handle.path);
        }
    }
    handle.~Handle();
    return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
    return on_file(file, SQLITE_IOERR_READ, [&](Handle& handle) {
        const bool whole =
            handle.file->read(static_cast<char*>(out), static_cast<std::size_t>(size),
                              static_cast<std::size_t>(offset));
        return whole ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    });
}

int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    return on_file(file, SQLITE_IOERR_WRITE, [&](Handle& handle) {
        Disk& disk = *handle.disk;
        const auto begin = static_cast<std::size_t>(offset);
        const BytesView bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
        const std::size_t end = begin + bytes.size();
        const std::uint64_t grows = end > handle.file->size() ? end - handle.file->size() : 0;
        ++disk.writes;
        const int result = disk.pass_point(SQLITE_IOERR_WRITE);
        if (result == SQLITE_FULL) return result;
        if (disk.quota != 0 && grows > 0 && disk.size_of_all() + grows > disk.quota)
            return SQLITE_FULL;
        // A power cut leaves it to chance how much of the write arrives; an error stops half-way.
        const bool half = result != SQLITE_OK && disk.powered;
        handle.file->write(begin, half ? bytes.substr(0, bytes.size() / 2) : bytes);
        return result;
    });
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return on_file(file, SQLITE_IOERR_TRUNCATE, [&](Handle& handle) {
        const int result = handle.disk->pass_point(SQLITE_IOERR_TRUNCATE);
        if (result == SQLITE_OK) handle.file->truncate(static_cast<std::size_t>(size));
        return result;
    });
}

int sync_file(sqlite3_file* file, int) {
    return on_file(file, SQLITE_IOERR_FSYNC, [&](Handle& handle) {
        Disk& disk = *handle.disk;
        ++disk.syncs;
        const int result = disk.pass_point(SQLITE_IOERR_FSYNC);
        if (result != SQLITE_OK) {
            if (disk.powered) handle.file->forget_unsynced();
            return result;
        }
        handle.file->sync();
        // SQLite syncs the directory with the first sync of a file that it has made.
        const auto entry = disk.live.find(handle.path);
        if (entry != disk.live.end() && entry->second == handle.file)
            disk.durable[handle.path] = handle.file;
        return SQLITE_OK;
    });
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return on_file(file, SQLITE_IOERR_FSTAT, [&](Handle& handle) {
        *size = static_cast<sqlite3_int64>(handle.file->size());
        return SQLITE_OK;
    });
}

int lock_file(sqlite3_file* file, int level) {
    return on_file(file, SQLITE_IOERR_LOCK, [&](Handle& handle) {
        return handle.file->lock(&handle, level) ? SQLITE_OK : SQLITE_BUSY;
    });
}

int unlock_file(sqlite3_file* file, int level) {
    return on_file(file, SQLITE_OK, [&](Handle& handle) {
        handle.file->unlock(&handle, level);
        return SQLITE_OK;
    });
}

int check_reserved(sqlite3_file* file, int* reserved) {
    return on_file(file, SQLITE_IOERR_CHECKRESERVEDLOCK, [&](Handle& handle) {
        *reserved = handle.file->is_reserved() ? 1 : 0;
        return SQLITE_OK;
    });
}

int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }

// The answers of the unix VFS, so that SQLite does here what it does in production.
int sector_size(sqlite3_file*) { return 4096; }

int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    return on_file(file, SQLITE_IOERR_SHMMAP, [&](Handle& handle) {
        if (!handle.shared) handle.shared = handle.file->shared_memory();
        *out = handle.shared->region(static_cast<std::size_t>(region),
                                     static_cast<std::size_t>(size), extend != 0);
        return SQLITE_OK;
    });
}

int lock_shared(sqlite3_file* file, int first, int count, int flags) {
    const int stale = (flags & SQLITE_SHM_UNLOCK) != 0 ? SQLITE_OK : SQLITE_IOERR_SHMLOCK;
    return on_file(file, stale, [&](Handle& handle) {
        if (!handle.shared) handle.shared = handle.file->shared_memory();
        const auto from = static_cast<std::size_t>(first);
        const auto to = from + static_cast<std::size_t>(count);
        const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
        if ((flags & SQLITE_SHM_UNLOCK) != 0) {
            handle.shared->unlock(&handle, from, to);
            return SQLITE_OK;
        }
        return handle.shared->lock(&handle, from, to, exclusive) ? SQLITE_OK : SQLITE_BUSY;
    });
}

void barrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }

int unmap_shared(sqlite3_file* file, int) {
    Handle& handle = handle_of(file);
    const std::lock_guard lock(handle.disk->mutex);
    if (handle.shared) handle.shared->unlock(&handle, 0, SharedMemory::lock_count);
    handle.shared.reset();
    return SQLITE_OK;
}

constexpr sqlite3_io_methods io_methods{2,
                                        close_file,
                                        read_file,
                                        write_file,
                                        truncate_file,
                                        sync_file,
                                        file_size,
                                        lock_file,
                                        unlock_file,
                                        check_reserved,
                                        file_control,
                                        sector_size,
                                        characteristics,
                                        map_shared,
                                        lock_shared,
                                        barrier,
                                        unmap_shared,
                                        nullptr,
                                        nullptr};

Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* out, int flags, int* out_flags) {
    Disk& disk = disk_of(vfs);
    const std::lock_guard lock(disk.mutex);
    out->pMethods = nullptr;
    if (!disk.powered) return SQLITE_CANTOPEN;
    std::shared_ptr<MemoryFile> file;
    if (path == nullptr) {
        file = std::make_shared<MemoryFile>();
    } else if (const auto found = disk.live.find(path); found != disk.live.end()) {
        file = found->second;
    } else if ((flags & SQLITE_OPEN_CREATE) != 0) {
        file = disk.live[path] = std::make_shared<MemoryFile>();
    } else {
        return SQLITE_CANTOPEN;
    }
    auto* handle = new (out) Handle;
    handle->base.pMethods = &io_methods;
    handle->disk = &disk;
    handle->generation = disk.generation;
    handle->file = std::move(file);
    handle->path = path == nullptr ? "" : path;
    handle->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_directory) {
    Disk& disk = disk_of(vfs);
    const std::lock_guard lock(disk.mutex);
    if (!disk.live.contains(path)) return SQLITE_IOERR_DELETE_NOENT;
    if (!disk.powered) return SQLITE_IOERR_DELETE;
    if (const int result = disk.pass_point(SQLITE_IOERR_DELETE); result != SQLITE_OK) {
        if (!disk.powered) disk.live.erase(path);  // it is for the cut to decide
        return result;
    }
    disk.live.erase(path);
    if (sync_directory != 0) disk.durable.erase(path);
    return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* path, int, int* out) {
    Disk& disk = disk_of(vfs);
    const std::lock_guard lock(disk.mutex);
    *out = disk.live.contains(path) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    const std::size_t length = std::strlen(path);
    if (length >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::memcpy(out, path, length + 1);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int size, char* out) {
    Disk& disk = disk_of(vfs);
    const std::lock_guard lock(disk.mutex);
    disk.random.fill(out, static_cast<std::size_t>(size));
    return size;
}

int sleep_for(sqlite3_vfs* vfs, int microseconds) {
    Disk& disk = disk_of(vfs);
    const std::lock_guard lock(disk.mutex);
    disk.time_ms += microseconds / 1000 + 1;
    return microseconds;
}

int current_time_ms(sqlite3_vfs* vfs, sqlite3_int64* out) {
    constexpr std::int64_t julian_ms_of_1970 = 210'866'760'000'000;
    Disk& disk = disk_of(vfs);
    const std::lock_guard lock(disk.mutex);
    *out = disk.time_ms + julian_ms_of_1970;
    return SQLITE_OK;
}

int current_time(sqlite3_vfs* vfs, double* out) {
    sqlite3_int64 ms = 0;
    current_time_ms(vfs, &ms);
    *out = static_cast<double>(ms) / 86'400'000.0;
    return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

int FaultVfs::Disk::pass_point(int io_error_code) {
    ++points;
    switch (watcher ? watcher() : PointFate::passes) {
        case PointFate::power_fails:
            power_fails_at = points;
            break;
        case PointFate::io_error:
            return io_error_code;
        case PointFate::disk_full:
            return SQLITE_FULL;
        case PointFate::passes:
            break;
    }
    if (power_fails_at != 0 && points >= power_fails_at) {
        powered = false;
        return io_error_code;
    }
    if (fault_at == 0 || points < fault_at) return SQLITE_OK;
    if (repeat == Repeat::once) fault_at = 0;
    return fault == Fault::disk_full ? SQLITE_FULL : io_error_code;
}

std::uint64_t FaultVfs::Disk::size_of_all() const {
    std::uint64_t size = 0;
    for (const auto& [path, file] : live) size += file->size();
    return size;
}

void FaultVfs::Disk::break_connections() {
    ++generation;
    for (const auto& [path, file] : live) file->drop_locks();
    powered = true;
    power_fails_at = 0;
}

FaultVfs::FaultVfs(std::string name, std::uint64_t seed)
    : disk_(std::make_unique<Disk>(std::move(name), seed)) {
    sqlite3_vfs& vfs = disk_->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(Handle);
    vfs.mxPathname = 500;
    vfs.zName = disk_->name.c_str();
    vfs.pAppData = disk_.get();
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleep_for;
    vfs.xCurrentTime = current_time;
    vfs.xCurrentTimeInt64 = current_time_ms;
    vfs.xGetLastError = last_error;
    ENSURE(sqlite3_vfs_find(vfs.zName) == nullptr);
    ENSURE(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&disk_->vfs); }

const std::string& FaultVfs::name() const { return disk_->name; }

void FaultVfs::fail_power_at(std::uint64_t point) {
    const std::lock_guard lock(disk_->mutex);
    disk_->power_fails_at = disk_->points + point;
}

bool FaultVfs::is_powered() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->powered;
}

void FaultVfs::power_cut(PowerCut mode, Random& random) {
    const std::lock_guard lock(disk_->mutex);
    std::set<std::string> paths;
    for (const auto& [path, file] : disk_->live) paths.insert(path);
    for (const auto& [path, file] : disk_->durable) paths.insert(path);
    std::map<std::string, std::shared_ptr<MemoryFile>> left;
    for (const std::string& path : paths) {
        const bool newer =
            mode == PowerCut::keep_all || (mode == PowerCut::torn && random.below(2) == 0);
        const auto& directory = newer ? disk_->live : disk_->durable;
        const auto entry = directory.find(path);
        if (entry != directory.end()) left.emplace(path, entry->second);
    }
    for (const auto& [path, file] : left) file->power_cut(mode, random);
    disk_->live = left;
    disk_->durable = std::move(left);
    disk_->break_connections();
}

void FaultVfs::fail_at(std::uint64_t point, Fault fault, Repeat repeat) {
    const std::lock_guard lock(disk_->mutex);
    disk_->fault_at = disk_->points + point;
    disk_->fault = fault;
    disk_->repeat = repeat;
}

void FaultVfs::clear_faults() {
    const std::lock_guard lock(disk_->mutex);
    disk_->fault_at = 0;
}

void FaultVfs::watch_points(PointWatcher watcher) {
    const std::lock_guard lock(disk_->mutex);
    disk_->watcher = std::move(watcher);
}

void FaultVfs::set_quota(std::uint64_t bytes) {
    const std::lock_guard lock(disk_->mutex);
    disk_->quota = bytes;
}

std::uint64_t FaultVfs::points() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->points;
}

std::uint64_t FaultVfs::writes() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->writes;
}

std::uint64_t FaultVfs::syncs() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->syncs;
}

std::uint64_t FaultVfs::bytes_used() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->size_of_all();
}

void FaultVfs::set_time_ms(std::int64_t utc_ms) {
    const std::lock_guard lock(disk_->mutex);
    disk_->time_ms = utc_ms;
}

FaultVfs::Files FaultVfs::snapshot() const {
    const std::lock_guard lock(disk_->mutex);
    Files files;
    for (const auto& [path, file] : disk_->live) files[path] = file->content();
    return files;
}

void FaultVfs::restore(const Files& files) {
    const std::lock_guard lock(disk_->mutex);
    disk_->break_connections();
    disk_->live.clear();
    for (const auto& [path, content] : files)
        disk_->live[path] = std::make_shared<MemoryFile>(content);
    disk_->durable = disk_->live;
}

void seed_sqlite(std::uint32_t seed) {
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed | 1),
                         static_cast<sqlite3*>(nullptr));
}

}  // namespace branchline::support
