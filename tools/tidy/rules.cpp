#include "tidy/rules.h"

namespace branchline::tidy {

const std::vector<Library>& libraries() {
    static const std::vector<Library> table = {
        {"base", "shared", 0},     {"schema", "shared", 1},    {"keys", "shared", 1},
        {"pinyin", "shared", 1},   {"domain", "shared", 2},    {"store", "shared", 2},
        {"local", "shared", 2},    {"sync", "shared", 3},      {"report", "shared", 3},
        {"exchange", "shared", 3}, {"desk", "client", 4},      {"link", "client", 4},
        {"ui", "client", 4},       {"live", "client", 5},      {"cli", "client", 5},
        {"screens", "client", 6},  {"window", "client", 7},    {"hub", "server", 4},
        {"gate", "server", 5},     {"keep", "server", 5},      {"main", "server", 6},
        {"support", "tests", 7},   {"simulation", "tests", 8},
    };
    return table;
}

const std::vector<RefusedEdge>& refused_edges() {
    static const std::vector<RefusedEdge> table = {
        {"sync", "domain", "sync works from any catalogue and names no entity"},
    };
    return table;
}

const std::vector<External>& externals() {
    static const std::vector<External> table = {
        // The fault-injecting file system of the simulation and the floors of the benchmark speak
        // to the database directly; both would measure or break something else otherwise.
        {"SQLite",
         {"sqlite3.h", "sqlite3ext.h"},
         {"shared/store/*.cpp", "tests/support/**.cpp", "tests/simulation/**.cpp",
          "tests/bench/**.cpp", "tests/unit/store/**.cpp"},
         0},
        // One file with Asio costs seconds to compile, and sockets make no decisions.
        {"Asio",
         {"asio.hpp", "asio/*"},
         {"client/link/*.cpp", "server/gate/*.cpp", "shared/local/*.cpp"},
         2},
        {"cereal", {"cereal/*"}, {"shared/sync/wire*.cpp"}, 0},
        {"Dear ImGui",
         {"imgui*", "backends/imgui*", "misc/freetype/*"},
         {"client/ui/**", "client/screens/**", "client/window/**", "tests/gui/**",
          "tests/unit/ui/**", "tests/unit/screens/**", "tests/unit/window/**",
          "tests/bench/empty_window.cpp"},
         0},
        {"GLFW", {"GLFW/*"}, {"client/window/**", "tests/bench/empty_window.cpp"}, 0},
        {"X11",
         {"X11/*"},
         {"client/window/*_x11.cpp", "tests/gui/**", "tests/bench/screen.cpp"},
         0},
        // A port to another system is a port of these few files.
        {"POSIX",
         {"arpa/*",     "asm/*",     "dirent.h", "dlfcn.h",  "execinfo.h",  "fcntl.h",
          "fnmatch.h",  "ftw.h",     "glob.h",   "grp.h",    "iconv.h",     "ifaddrs.h",
          "langinfo.h", "libgen.h",  "linux/*",  "net/*",    "netdb.h",     "netinet/*",
          "poll.h",     "pthread.h", "pwd.h",    "sched.h",  "semaphore.h", "signal.h",
          "spawn.h",    "strings.h", "sys/*",    "syslog.h", "termios.h",   "unistd.h",
          "utime.h",    "wordexp.h"},
         {"shared/base/platform_*.cpp", "client/window/*_x11.cpp", "shared/exchange/encoding.cpp",
          "tests/**"},
         0},
    };
    return table;
}

const std::vector<Word>& code_words() {
    static const std::vector<Word> table = {
        {.any_of = {"std::cout"},
         .allowed = {"client/cli/**", "server/main/**", "tools/**", "tests/**"},
         .message = "only the programs print; return a value or use the log"},
        {.any_of = {"std::thread", "std::jthread"},
         .not_followed_by = "::id",
         .allowed = {"shared/base/**", "client/link/**", "client/cli/**", "client/window/**",
                     "server/gate/**", "server/main/**", "shared/local/**", "tests/**"},
         .message = "threads are made by the programs and the network only; offer a step()"},
        {.any_of = {"system_clock", "rand(", "srand("},
         .allowed = {"shared/base/platform*", "tests/**"},
         .message = "time and chance are passed in (Clock, Random), or no run can be repeated"},
    };
    return table;
}

const std::vector<Word>& literal_words() {
    static const std::vector<Word> table = {
        {.any_of = {"SELECT ", "INSERT INTO", "DELETE FROM", "CREATE TABLE", "CREATE INDEX",
                    "CREATE VIRTUAL TABLE", "PRAGMA "},
         .allowed = {"shared/store/**", "tests/**"},
         .message = "SQL text stands in the store only"},
        {.any_of = {"UPDATE "},
         .followed_by = " SET",
         .allowed = {"shared/store/**", "tests/**"},
         .message = "SQL text stands in the store only"},
    };
    return table;
}

const std::vector<Word>& text_words() {
    static const std::vector<Word> table = {
        {.any_of = {"FIXME", "XXX", "TODO"},
         .message = "a leftover marker: do it, or write it down as an issue"},
        {.any_of = {".debian.", ".ubuntu.", "npmjs.", "pypi.", "pythonhosted.", "golang.",
                    "://mirrors.", "mirrors.aliyun", "mirrors.tuna"},
         .message = "no package host is named: the machine's own sources are used"},
    };
    return table;
}

const std::vector<std::string_view>& word_lists() {
    static const std::vector<std::string_view> table = {"tools/tidy/rules.cpp",
                                                        "tools/tidy/self_test.cpp"};
    return table;
}

const std::vector<std::string_view>& label_places() {
    static const std::vector<std::string_view> table = {
        "shared/domain/**",
        "shared/schema/**",
        "shared/base/error*",
        "shared/exchange/labels.cpp",
        "shared/store/filter*",
        "client/**",
        "server/**",
        "tests/**",
        "**.md",
        "tools/seed**",
        "tools/demo",
    };
    return table;
}

const std::vector<std::string_view>& verbatim_places() {
    static const std::vector<std::string_view> table = {"tests/data/**", "**.csv", "**.svg"};
    return table;
}

}  // namespace branchline::tidy
