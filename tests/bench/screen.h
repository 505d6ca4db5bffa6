// Programs with a window, looked at from outside: a display without a screen, processes on it, when
// their window shows, what they use. Linux and X11 only, as the tests of the window.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/figure.h"

namespace branchline::bench {

// Where the program of this name is: beside this one.
std::string program(const std::string& name);

// A process that ends with its object.
class Child {
  public:
    Child(const std::vector<std::string>& command, const std::vector<std::string>& environment);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    [[nodiscard]] bool is_running() const;
    [[nodiscard]] double processor_seconds() const;  // of all its threads
    [[nodiscard]] double resident_mb() const;

  private:
    [[nodiscard]] std::string proc(const std::string& name) const;

    pid_t pid_ = 0;
};

class Screen {
  public:
    // Ends the program with a word where there is no Xvfb.
    explicit Screen(const std::string& directory);
    ~Screen();

    // DISPLAY=:N and what else a program on it is started with.
    [[nodiscard]] const std::vector<std::string>& environment() const { return environment_; }

    // When the next window is there to be seen, which is after its first frame; the program ends if
    // none comes.
    Instant next_window();

  private:
    struct Connection;
    std::unique_ptr<Child> server_;
    std::vector<std::string> environment_;
    std::unique_ptr<Connection> connection_;
};

// When this became true, asked every millisecond; the program ends if it never does.
Instant when_true(const std::function<bool()>& condition, const char* what);

}  // namespace branchline::bench
