#include "bench/screen.h"

#include <X11/Xlib.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/ensure.h"

namespace branchline::bench {

namespace {

constexpr std::chrono::seconds patience{60};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> made;
    for (const std::string& text : texts) made.push_back(const_cast<char*>(text.c_str()));
    made.push_back(nullptr);
    return made;
}

std::string content_of(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

}  // namespace

std::string program(const std::string& name) {
    return (std::filesystem::canonical("/proc/self/exe").parent_path() / name).string();
}

Child::Child(const std::vector<std::string>& command, const std::vector<std::string>& environment) {
    std::vector<std::string> all;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string text = *each;
        // Those that would change what is measured.
        if (!text.starts_with("DISPLAY=") && !text.starts_with("WAYLAND") &&
            !text.starts_with("XMODIFIERS") && !text.starts_with("LC_") &&
            !text.starts_with("LANG")) {
            all.push_back(text);
        }
    }
    all.insert(all.end(), environment.begin(), environment.end());
    const std::vector<char*> arguments = pointers(command);
    const std::vector<char*> variables = pointers(all);
    if (::posix_spawnp(&pid_, arguments[0], nullptr, nullptr, arguments.data(), variables.data()) !=
        0) {
        give_up(command.front() + " cannot be started");
    }
}

Child::~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

std::string Child::proc(const std::string& name) const {
    return "/proc/" + std::to_string(pid_) + "/" + name;
}

bool Child::is_running() const {
    const std::string text = content_of(proc("stat"));
    const std::size_t end = text.rfind(')');
    return end != std::string::npos && text.substr(end).find(" Z ") == std::string::npos;
}

double Child::processor_seconds() const {
    double nanoseconds = 0;
    for (const auto& task : std::filesystem::directory_iterator(proc("task"))) {
        std::istringstream text(content_of(task.path().string() + "/schedstat"));
        double spent = 0;
        text >> spent;
        nanoseconds += spent;
    }
    return nanoseconds / 1e9;
}

double Child::resident_mb() const {
    const std::string text = content_of(proc("status"));
    const std::size_t place = text.find("VmRSS:");
    ENSURE(place != std::string::npos);
    return std::strtod(text.c_str() + place + 6, nullptr) / 1024;
}

struct Screen::Connection {
    explicit Connection(const std::string& name) : display(::XOpenDisplay(name.c_str())) {
        if (display == nullptr) give_up("the display " + name + " does not answer");
        ::XSelectInput(display, DefaultRootWindow(display), SubstructureNotifyMask);
        ::XSync(display, False);
    }

    ~Connection() { ::XCloseDisplay(display); }

    Display* display;
};

Screen::Screen(const std::string& directory) {
    const std::string number = directory + "/display";
    // Xvfb picks a free number and writes it; -noreset: it stays when the last window has gone.
    server_ = std::make_unique<Child>(
        std::vector<std::string>{"sh", "-c",
                                 "exec Xvfb -displayfd 3 -noreset -screen 0 1600x1000x24 "
                                 "-nolisten tcp 3> \"$0\" 2> /dev/null",
                                 number},
        std::vector<std::string>{});
    when_true([&] { return content_of(number).ends_with('\n') || !server_->is_running(); },
              "a display: is Xvfb installed?");
    if (!server_->is_running()) give_up("Xvfb did not start");
    std::string name = ":" + content_of(number);
    name.pop_back();
    environment_ = {"DISPLAY=" + name, "LC_ALL=C.UTF-8", "XDG_RUNTIME_DIR=" + directory};
    connection_ = std::make_unique<Connection>(name);
}

Screen::~Screen() = default;

Instant Screen::next_window() {
    const Instant end = now() + patience;
    while (now() < end) {
        while (::XPending(connection_->display) > 0) {
            XEvent event;
            ::XNextEvent(connection_->display, &event);
            if (event.type == MapNotify) return now();
        }
        pollfd waiting{ConnectionNumber(connection_->display), POLLIN, 0};
        ::poll(&waiting, 1, 100);
    }
    give_up("no window came");
}

Instant when_true(const std::function<bool()>& condition, const char* what) {
    const Instant end = now() + patience;
    while (!condition()) {
        if (now() > end) give_up(std::string("waited in vain for ") + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return now();
}

}  // namespace branchline::bench
