// Every call to the operating system that is not SQLite's, Asio's or GLFW's. Implemented in
// platform_linux.cpp; a port replaces that file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

namespace branchline {

class SystemClock final : public Clock {
  public:
    SystemClock();
    [[nodiscard]] std::int64_t wall_ms() const override;
    [[nodiscard]] BootTime boot_time() const override;

  private:
    Id boot_id_;
};

class SystemRandom final : public Random {  // getrandom(2); aborts when the kernel has none
  public:
    std::uint64_t next() override;
};

// An exclusive lock on `path` (created if missing) that the kernel frees when the process dies.
class FileLock {
  public:
    static std::optional<FileLock> try_take(const std::string& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

  private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

Result<std::string> read_file(const std::string& path);
// Written beside, fsynced, renamed, directory fsynced: after a crash the old or the new content.
Status write_file_atomically(const std::string& path, std::string_view content, bool owner_only);
// Makes the content of `from` durable and gives it the name `to`, also in place of another file:
// after a crash `to` is the old or the new one.
Status put_in_place(const std::string& from, const std::string& to);
Status make_directory(const std::string& path, bool owner_only);  // with its parents
bool file_exists(const std::string& path);
void remove_file(const std::string& path);
std::optional<std::uint64_t> free_disk_bytes(const std::string& path);
bool is_terminal(int stream);                                  // 0, 1 or 2
Result<std::string> prompt_password(std::string_view prompt);  // no echo; fails off a terminal
// Calls `on_stop` once, from a thread of its own, when SIGINT or SIGTERM arrives. At most once a
// process and before any other thread starts (they inherit that the signals are blocked); what
// `on_stop` refers to must live until the process ends.
void on_stop_signal(std::function<void()> on_stop);
void ignore_broken_pipes();
std::string default_profile_directory();             // XDG data directory
std::string environment_variable(const char* name);  // empty when unset

// For secrets: overwrites the content in place before the name goes. What an SSD keeps of it is out
// of our hands. A missing file is no error.
Status destroy_file(const std::string& path);

// --- local sockets

// Whether the process at the other end of a connected local socket runs as this user or as root.
bool peer_may_command(int socket);

// A name of `directory` that is short enough for a socket address, which holds 107 bytes of path
// where a directory may have 4,096. Valid while the object lives and within this process only.
class ShortName {
  public:
    static std::optional<ShortName> of(const std::string& directory);
    ShortName(ShortName&& other) noexcept;
    ShortName& operator=(ShortName&& other) noexcept;
    ~ShortName();

    [[nodiscard]] std::string path() const;

  private:
    explicit ShortName(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

}  // namespace branchline
