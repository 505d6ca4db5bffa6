// A disk in memory for one node (desk or hub) of a test or of the simulator: an SQLite VFS with a
// name of its own and a file system of its own, so that many nodes live in one process. Several
// connections of a node share files, locks and the shared memory of the WAL.
//
// The disk knows what is durable: a write, a new length, a created or deleted file is safe only
// after a sync of that file (of the directory for deletions). power_cut() takes the rest away, all,
// nothing or a random part of it. Faults can be put at any point; a *point* is one write, truncate,
// sync or delete, counted from 1. Randomness and time are the test's. Nothing is global but the
// registration in SQLite. Calls from several threads are safe; faults then hit whoever is there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/random.h"

namespace branchline::support {

enum class PowerCut : std::uint8_t {
    drop_unsynced,  // the caches of kernel and disk are gone
    keep_all,       // everything written arrived, though nobody waited for it
    torn            // each 512-byte sector, length and directory entry on its own, at random
};

enum class Fault : std::uint8_t {
    io_error,  // EIO: half of a write arrives; what a failed sync was to save is lost at a cut,
               // even if a later sync succeeds (Linux marks the pages clean)
    disk_full  // ENOSPC: nothing of the write arrives
};

enum class Repeat : std::uint8_t { once, from_then_on };

// What is to happen at the point that is being passed.
enum class PointFate : std::uint8_t { passes, power_fails, io_error, disk_full };

class FaultVfs {
  public:
    using Files = std::map<std::string, Bytes>;

    // `name` is for OpenOptions::vfs and must be unique in the process.
    FaultVfs(std::string name, std::uint64_t seed);
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;
    ~FaultVfs();  // all connections are closed before

    [[nodiscard]] const std::string& name() const;

    // The power fails at the given point from now on (1 = the next): it does not complete, and
    // nothing does until power_cut().
    void fail_power_at(std::uint64_t point);
    [[nodiscard]] bool is_powered() const;
    // Decides what survives and turns the power on. Connections that are open stay broken: they can
    // only be closed, which writes nothing.
    void power_cut(PowerCut mode, Random& random);

    // A fault at the given point from now on (1 = the next). Replaces an earlier one.
    void fail_at(std::uint64_t point, Fault fault, Repeat repeat);
    void clear_faults();
    // Asked at every point what is to happen there, whatever else is planned. Called from within
    // SQLite: it must not touch this disk.
    using PointWatcher = std::function<PointFate()>;
    void watch_points(PointWatcher watcher);
    // Writes that would make all files together longer fail with disk_full. 0 = no limit.
    void set_quota(std::uint64_t bytes);

    [[nodiscard]] std::uint64_t points() const;  // since the disk was made
    [[nodiscard]] std::uint64_t writes() const;
    [[nodiscard]] std::uint64_t syncs() const;
    [[nodiscard]] std::uint64_t bytes_used() const;

    // What SQLite takes for the present time; its sleeps move it on.
    void set_time_ms(std::int64_t utc_ms);

    // All files as they are, for backups and clones; take it while no transaction is open.
    [[nodiscard]] Files snapshot() const;
    // Replaces all files, durably. Open connections break as in a power cut.
    void restore(const Files& files);

    struct Disk;  // apart, so that this header does without SQLite's

  private:
    std::unique_ptr<Disk> disk_;
};

// SQLite seeds its own generator (WAL salts, temporary names) once a process, from the default VFS.
// After this call everything it draws repeats.
void seed_sqlite(std::uint32_t seed);

}  // namespace branchline::support
