#include "keep/restore.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/civil.h"
#include "base/platform.h"
#include "hub/heal.h"
#include "hub/hub_setup.h"
#include "hub/overview.h"
#include "keep/data_files.h"
#include "keys/authority.h"
#include "store/failure.h"

namespace branchline::keep {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view staging_name = "restore.unfinished";

Status failed_at(const std::string& path, const std::error_code& failed) {
    const Code code = failed == std::errc::no_space_on_device ? Code::disk_full : Code::io_error;
    return refuse(code, path, failed.message());
}

// What stands there is opened once, so that its journal is in it and one file is all of it. A store
// that cannot be opened is kept as it lies there.
void gather(const std::string& directory) {
    const std::string path = path_in(directory, file::store);
    if (!file_exists(path)) return;
    try {
        store::OpenOptions options;
        options.create = false;
        store::Database database = store::Database::open(path, options);
        database.checkpoint();
    } catch (const store::Failure&) {
        return;
    }
}

// A second name is as good as a copy, and costs nothing; where there are none, a copy.
Status keep_file(const std::string& from, const std::string& to) {
    std::error_code failed;
    fs::create_hard_link(from, to, failed);
    if (!failed) return {};
    fs::copy_file(from, to, failed);
    if (failed) return failed_at(from, failed);
    return put_in_place(to, to);
}

// before-restore-20261123-081500; several in one second are told apart.
std::string name_of_kept(const std::string& directory, std::int64_t now_ms) {
    std::string stamp = format_instant(now_ms).substr(0, 19);
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
    std::replace(stamp.begin(), stamp.end(), 'T', '-');
    const std::string name = path_in(directory, "before-restore-" + stamp);
    std::string free = name;
    for (int i = 2; file_exists(free); ++i) free = name + "-" + std::to_string(i);
    return free;
}

Result<std::string> keep_present(const std::string& directory, std::int64_t now_ms) {
    gather(directory);
    std::vector<std::string> names;
    for (const char* rest : {"", "-wal", "-shm"}) names.push_back(std::string(file::store) + rest);
    for (const std::string_view name : {file::authority, file::server, file::address}) {
        names.emplace_back(name);
    }
    std::erase_if(names, [&](const auto& name) { return !file_exists(path_in(directory, name)); });
    if (names.empty()) return std::string();
    const std::string kept = name_of_kept(directory, now_ms);
    if (Status made = make_directory(kept, true); !made) return refuse(made.error());
    for (const std::string& name : names) {
        Status done = keep_file(path_in(directory, name), path_in(kept, name));
        if (!done) return refuse(done.error());
    }
    return kept;
}

// Opened as the server would open it, checked to the last entry, and told that it was restored.
Status prepare(const std::string& staging, const schema::Catalogue& catalogue, const Clock& clock) {
    try {
        store::OpenOptions options;
        options.create = false;
        store::Database database = store::Database::open(path_in(staging, file::store), options);
        hub::prepare_hub(database, catalogue);
        if (!hub::is_initialised(database)) return refuse(Code::foreign_file, "backup");
        const hub::VerifyReport report = hub::verify(database, catalogue);
        if (!report.sound()) return refuse(Code::damaged, "backup", report.findings.front());
        hub::mark_restored(database, catalogue);
        database.checkpoint();
    } catch (const store::Failure& failure) {
        return refuse(failure.error());
    }
    auto authority = keys::Authority::open(staging, clock);
    if (!authority) return refuse(authority.error());
    return {};
}

// The store comes last: before it has its name, the server is what it was.
Status exchange(const std::string& staging, const std::string& directory) {
    for (const std::string_view name : {file::authority, file::server, file::address}) {
        const std::string from = path_in(staging, name);
        if (!file_exists(from)) continue;
        Status placed = put_in_place(from, path_in(directory, name));
        if (!placed) return placed;
    }
    for (const char* rest : {"-wal", "-shm"}) remove_file(path_in(directory, file::store) + rest);
    return put_in_place(path_in(staging, file::store), path_in(directory, file::store));
}

}  // namespace

Result<Restored> restore(const std::string& file, const std::string& directory,
                         const schema::Catalogue& catalogue, const Clock& clock) {
    const std::string staging = path_in(directory, staging_name);
    std::error_code ignored;
    fs::remove_all(staging, ignored);
    if (Status made = make_directory(staging, true); !made) return refuse(made.error());
    const auto undone = [&](const Error& error) {
        fs::remove_all(staging, ignored);
        return refuse(error);
    };
    auto head = read_archive(file, staging);
    if (!head) return undone(head.error());
    if (Status ready = prepare(staging, catalogue, clock); !ready) {
        Error error = ready.error();
        error.where = file;
        return undone(error);
    }
    auto kept = keep_present(directory, clock.wall_ms());
    if (!kept) return undone(kept.error());
    Status done = exchange(staging, directory);
    if (!done) return undone(done.error());
    fs::remove_all(staging, ignored);
    return Restored{std::move(*head), std::move(*kept)};
}

}  // namespace branchline::keep
