// The only file of shared with POSIX headers: Linux with a /proc file system.
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "base/ensure.h"
#include "base/platform.h"

namespace branchline {

namespace {

class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }

    [[nodiscard]] int get() const { return value_; }

    [[nodiscard]] bool valid() const { return value_ >= 0; }

  private:
    int value_;
};

// Repeats a call that a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

int open_file(const std::string& path, int flags, mode_t mode = 0) {
    return uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
}

tl::unexpected<Error> system_refusal(const std::string& path) {
    const int number = errno;
    Code code = Code::io_error;
    if (number == ENOENT) code = Code::not_found;
    if (number == ENOSPC || number == EDQUOT) code = Code::disk_full;
    return refuse(code, path, std::generic_category().message(number));
}

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const auto written =
            uninterrupted([&] { return ::write(descriptor, content.data(), content.size()); });
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// A new or renamed name lasts only when its directory has reached the disk as well.
bool sync_directory(const std::string& path) {
    const Descriptor directory(open_file(path, O_RDONLY | O_DIRECTORY));
    if (!directory.valid()) return false;
    // Some file systems have nothing to sync here and say EINVAL.
    return ::fsync(directory.get()) == 0 || errno == EINVAL;
}

std::int64_t read_clock_ms(clockid_t clock) {
    std::timespec now{};
    ENSURE(::clock_gettime(clock, &now) == 0);
    return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

Id read_boot_id() {
    if (auto text = read_file("/proc/sys/kernel/random/boot_id")) {
        std::erase_if(*text, [](char c) { return c == '-' || c == '\n'; });
        if (const auto id = parse_id(*text)) return *id;
    }
    // No boot id to be had: one of our own only costs the comparison of times across processes.
    SystemRandom random;
    return random_id(random);
}

}  // namespace

SystemClock::SystemClock() : boot_id_(read_boot_id()) {}

std::int64_t SystemClock::wall_ms() const { return read_clock_ms(CLOCK_REALTIME); }

BootTime SystemClock::boot_time() const { return {boot_id_, read_clock_ms(CLOCK_BOOTTIME)}; }

std::uint64_t SystemRandom::next() {
    std::uint64_t value = 0;
    // The kernel gives up to 256 bytes in one piece.
    const auto size = uninterrupted([&] { return ::getrandom(&value, sizeof value, 0); });
    ENSURE(size == static_cast<ssize_t>(sizeof value));
    return value;
}

// flock belongs to the open file description: it holds against a second open in this process, too,
// and goes when the last copy of the descriptor is closed, however the process ends.
std::optional<FileLock> FileLock::try_take(const std::string& path) {
    FileLock lock(open_file(path, O_RDWR | O_CREAT, 0600));
    if (lock.descriptor_ < 0) return std::nullopt;
    if (uninterrupted([&] { return ::flock(lock.descriptor_, LOCK_EX | LOCK_NB); }) != 0) {
        return std::nullopt;
    }
    return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> read_file(const std::string& path) {
    const Descriptor file(open_file(path, O_RDONLY));
    if (!file.valid()) return system_refusal(path);
    std::string content;
    std::array<char, 65536> block;
    for (;;) {
        const auto size =
            uninterrupted([&] { return ::read(file.get(), block.data(), block.size()); });
        if (size < 0) return system_refusal(path);
        if (size == 0) return content;
        content.append(block.data(), static_cast<std::size_t>(size));
    }
}

Status write_file_atomically(const std::string& path, std::string_view content, bool owner_only) {
    struct stat present{};
    if (::stat(path.c_str(), &present) == 0 && !S_ISREG(present.st_mode)) {
        // Renaming over it would put a file in the place of a device or a pipe.
        return refuse(Code::io_error, path, "not a regular file");
    }
    SystemRandom random;
    const std::string beside = path + ".new-" + to_text(random_id(random)).substr(0, 12);
    {
        const Descriptor file(
            open_file(beside, O_WRONLY | O_CREAT | O_EXCL, owner_only ? 0600 : 0666));
        if (!file.valid()) return system_refusal(path);
        if (!write_all(file.get(), content) || ::fsync(file.get()) != 0) {
            auto refusal = system_refusal(path);
            remove_file(beside);
            return refusal;
        }
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) {
        auto refusal = system_refusal(path);
        remove_file(beside);
        return refusal;
    }
    if (!sync_directory(parent_of(path))) return system_refusal(path);
    return {};
}

Status put_in_place(const std::string& from, const std::string& to) {
    {
        const Descriptor file(open_file(from, O_RDONLY));
        if (!file.valid() || ::fsync(file.get()) != 0) return system_refusal(from);
    }
    if (::rename(from.c_str(), to.c_str()) != 0) return system_refusal(to);
    if (!sync_directory(parent_of(to))) return system_refusal(to);
    return {};
}

Status make_directory(const std::string& path, bool owner_only) {
    const mode_t mode = owner_only ? 0700 : 0777;
    for (std::size_t end = 0; end != std::string::npos;) {
        end = path.find('/', end + 1);
        const std::string part = path.substr(0, end);
        if (::mkdir(part.c_str(), mode) == 0) {
            if (!sync_directory(parent_of(part))) return system_refusal(part);
        } else if (errno != EEXIST) {
            struct stat present{};
            const int number = errno;
            // Above a directory of ours there may be ones that can neither be made nor written.
            const bool there = ::stat(part.c_str(), &present) == 0 && S_ISDIR(present.st_mode);
            errno = number;
            if (!there) return system_refusal(part);
        }
    }
    struct stat made{};
    if (::stat(path.c_str(), &made) != 0) return system_refusal(path);
    if (!S_ISDIR(made.st_mode)) return refuse(Code::io_error, path, "not a directory");
    return {};
}

bool file_exists(const std::string& path) {
    struct stat present{};
    return ::stat(path.c_str(), &present) == 0;
}

void remove_file(const std::string& path) { ::unlink(path.c_str()); }

std::optional<std::uint64_t> free_disk_bytes(const std::string& path) {
    struct statvfs disk{};
    if (::statvfs(path.c_str(), &disk) != 0) return std::nullopt;
    return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

bool is_terminal(int stream) { return ::isatty(stream) == 1; }

namespace {

// Neither echo nor line editing nor signals while it lives: a Ctrl-C handled by the kernel would
// leave the terminal dumb behind us.
class QuietTerminal {
  public:
    explicit QuietTerminal(int descriptor) : descriptor_(descriptor) {
        changed_ = ::tcgetattr(descriptor_, &before_) == 0;
        if (!changed_) return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG);
        quiet.c_cc[VMIN] = 1;
        quiet.c_cc[VTIME] = 0;
        changed_ = ::tcsetattr(descriptor_, TCSADRAIN, &quiet) == 0;
    }

    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;

    ~QuietTerminal() {
        if (changed_) ::tcsetattr(descriptor_, TCSADRAIN, &before_);
    }

    [[nodiscard]] bool quiet() const { return changed_; }

  private:
    int descriptor_;
    termios before_{};
    bool changed_ = false;
};

constexpr char ctrl_c = 0x03;
constexpr char ctrl_d = 0x04;
constexpr char backspace = 0x08;
constexpr char ctrl_u = 0x15;
constexpr char rub_out = 0x7f;

void remove_last_character(std::string& text) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    while (!text.empty() && continues(text.back())) text.pop_back();
    if (!text.empty()) text.pop_back();
}

// What was typed up to Enter; nothing when it was broken off.
std::optional<std::string> read_typed_line(int terminal) {
    constexpr std::size_t longest = 1024;
    std::string line;
    for (;;) {
        char key = 0;
        if (uninterrupted([&] { return ::read(terminal, &key, 1); }) != 1) return std::nullopt;
        if (key == '\n' || key == '\r') return line;
        if (key == ctrl_c || (key == ctrl_d && line.empty())) return std::nullopt;
        if (key == backspace || key == rub_out) {
            remove_last_character(line);
        } else if (key == ctrl_u) {
            line.clear();
        } else if (key != ctrl_d && line.size() < longest) {
            line.push_back(key);
        }
    }
}

}  // namespace

Result<std::string> prompt_password(std::string_view prompt) {
    const auto missing = [] { return refuse(Code::required, "password"); };
    const Descriptor terminal(open_file("/dev/tty", O_RDWR | O_NOCTTY));
    if (!terminal.valid()) return missing();
    std::optional<std::string> line;
    {
        const QuietTerminal quiet(terminal.get());
        if (!quiet.quiet() || !write_all(terminal.get(), prompt)) return missing();
        line = read_typed_line(terminal.get());
        write_all(terminal.get(), "\n");
    }
    if (!line) return missing();
    return *std::move(line);
}

namespace {

// Waits for the signals on a descriptor; a second one lets the process end without any signal.
class StopWatcher {
  public:
    explicit StopWatcher(std::function<void()> on_stop)
        : signals_(::signalfd(-1, &blocked(), SFD_CLOEXEC)),
          end_(::eventfd(0, EFD_CLOEXEC)),
          on_stop_(std::move(on_stop)) {
        ENSURE(signals_.valid() && end_.valid());
        thread_ = std::thread([this] { wait(); });
    }

    StopWatcher(const StopWatcher&) = delete;
    StopWatcher& operator=(const StopWatcher&) = delete;

    ~StopWatcher() {
        if (thread_.get_id() == std::this_thread::get_id()) {
            thread_.detach();  // on_stop itself ends the process
            return;
        }
        ::eventfd_write(end_.get(), 1);
        thread_.join();
    }

  private:
    static const sigset_t& blocked() {
        static const sigset_t set = [] {
            sigset_t stop;
            ::sigemptyset(&stop);
            ::sigaddset(&stop, SIGINT);
            ::sigaddset(&stop, SIGTERM);
            ENSURE(::pthread_sigmask(SIG_BLOCK, &stop, nullptr) == 0);
            return stop;
        }();
        return set;
    }

    void wait() {
        std::array<pollfd, 2> awaited = {{{signals_.get(), POLLIN, 0}, {end_.get(), POLLIN, 0}}};
        uninterrupted([&] { return ::poll(awaited.data(), awaited.size(), -1); });
        // Later signals stay blocked: the process is ending already, in its own good order.
        if ((awaited[0].revents & POLLIN) != 0) on_stop_();
    }

    Descriptor signals_;
    Descriptor end_;
    std::function<void()> on_stop_;
    std::thread thread_;
};

}  // namespace

void on_stop_signal(std::function<void()> on_stop) {
    static bool taken = false;
    ENSURE(!std::exchange(taken, true));
    static const StopWatcher watcher(std::move(on_stop));
}

void ignore_broken_pipes() { std::signal(SIGPIPE, SIG_IGN); }

std::string default_profile_directory() {
    // The XDG rules: a relative path there is a mistake and counts as unset.
    std::string data = environment_variable("XDG_DATA_HOME");
    if (!data.starts_with('/')) {
        std::string home = environment_variable("HOME");
        if (home.empty()) {
            if (const passwd* entry = ::getpwuid(::getuid())) home = entry->pw_dir;
        }
        data = home + "/.local/share";
    }
    return data + "/branchline/default";
}

std::string environment_variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string(value);
}

Status destroy_file(const std::string& path) {
    {
        const Descriptor file(open_file(path, O_WRONLY));
        if (!file.valid() && errno == ENOENT) return {};
        struct stat present{};
        if (!file.valid() || ::fstat(file.get(), &present) != 0) return system_refusal(path);
        const std::string zeros(static_cast<std::size_t>(present.st_size), '\0');
        if (!write_all(file.get(), zeros) || ::fsync(file.get()) != 0) return system_refusal(path);
    }
    if (::unlink(path.c_str()) != 0) return system_refusal(path);
    if (!sync_directory(parent_of(path))) return system_refusal(path);
    return {};
}

// --- local sockets

bool peer_may_command(int socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
    return peer.uid == ::geteuid() || peer.uid == 0;
}

std::optional<ShortName> ShortName::of(const std::string& directory) {
    ShortName name(open_file(directory, O_PATH | O_DIRECTORY));
    if (name.descriptor_ < 0) return std::nullopt;
    return name;
}

ShortName::ShortName(ShortName&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

ShortName& ShortName::operator=(ShortName&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

ShortName::~ShortName() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

// The kernel follows this link to the directory itself, however long its path is.
std::string ShortName::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

}  // namespace branchline
