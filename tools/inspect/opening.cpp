#include "inspect/opening.h"

#include <array>
#include <filesystem>

#include "local/local_socket.h"

namespace branchline::inspect {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> database_names{"hub.db", "replica.db"};

std::string find_database(const std::string& given) {
    std::error_code unknown;
    if (!fs::is_directory(given, unknown)) return fs::exists(given, unknown) ? given : "";
    for (const char* name : database_names) {
        const std::string path = given + "/" + name;
        if (fs::exists(path, unknown)) return path;
    }
    return {};
}

std::int64_t size_of(const std::string& path) {
    std::error_code missing;
    const auto size = fs::file_size(path, missing);
    return missing ? 0 : static_cast<std::int64_t>(size);
}

// Without locks and shared memory: for a file that nobody writes meanwhile.
std::string immutable_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        uri += c == '%' ? "%25" : c == '?' ? "%3f" : c == '#' ? "%23" : std::string(1, c);
    }
    return uri + "?immutable=1";
}

}  // namespace

Result<Opened> open(const std::string& given) {
    Opened opened;
    opened.path = find_database(given);
    if (opened.path.empty()) return refuse(Code::not_found, given, "hub.db, replica.db");
    if (size_of(opened.path) == 0) return refuse(Code::damaged, opened.path, "0");
    const std::string lock = local::lock_path(fs::path(opened.path).parent_path().string());
    if (file_exists(lock)) {
        opened.lock = FileLock::try_take(lock);
        opened.in_use = !opened.lock.has_value();
    }
    opened.wal_bytes = size_of(opened.path + "-wal");
    store::OpenOptions options;
    options.create = false;
    options.read_only = true;
    options.guarded = false;
    const bool at_rest = !opened.in_use && opened.wal_bytes == 0;
    opened.database.emplace(
        store::Database::open(at_rest ? immutable_uri(opened.path) : opened.path, options));
    return opened;
}

}  // namespace branchline::inspect
