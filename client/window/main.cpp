// branchline: the desk in a window.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/platform.h"
#include "desk/profile.h"
#include "local/local_socket.h"
#include "window/desktop.h"
#include "window/options.h"

namespace branchline::window {

namespace {

enum Exit : int { exit_done = 0, exit_refused = 1, exit_usage = 2 };

Lang language_of_system() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const std::string value = environment_variable(name);
        if (!value.empty()) return lang_of(value);
    }
    return Lang::zh;
}

void say(std::FILE* stream, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fputc('\n', stream);
}

int fail(Lang lang, const Label& what, const Error& error) {
    say(stderr, std::string(what.in(lang)) + error.message(lang));
    if (const std::string hint = error.hint(lang); !hint.empty()) say(stderr, "  " + hint);
    return exit_refused;
}

// Where the first run looks for the sample company, and the environment may say otherwise.
std::string known_sample() {
    std::string place = environment_variable("BRANCHLINE_SAMPLE");
    if (place.empty()) {
        place = std::filesystem::path(default_profile_directory()).parent_path() / "sample";
    }
    std::error_code failed;
    return std::filesystem::exists(place + "/password", failed) ? place : std::string();
}

// A desk of the sample company, with the password that its maker has put beside it.
Status choose_sample(const std::string& sample, WriterSetup& setup) {
    std::error_code failed;
    std::string first;
    for (const auto& each : std::filesystem::directory_iterator(sample + "/desks", failed)) {
        const std::string path = each.path().string();
        if (first.empty() || path < first) first = path;
    }
    if (failed || first.empty()) return refuse(Code::io_error, sample + "/desks");
    auto password = read_file(sample + "/password");
    if (!password) return refuse(password.error());
    setup.directory = first;
    setup.password = password->substr(0, password->find('\n'));
    return {};
}

Result<FileLock> take_profile(const std::string& directory) {
    // A call of the command line holds it for a moment only.
    constexpr std::chrono::milliseconds patience{3'000};
    if (Status made = make_directory(directory, true); !made) return refuse(made.error());
    auto place = local::take_or_reach(directory, patience);
    if (!place) return refuse(place.error());
    if (auto* lock = std::get_if<FileLock>(&*place)) return std::move(*lock);
    return refuse(Code::profile_locked, directory);
}

// The signal's thread may set it at any time until the process ends.
std::atomic<bool> stop_requested = false;
std::atomic<bool> display_is_there = false;

void stop_by_signal() {
    stop_requested = true;
    if (display_is_there) Display::wake();
}

Look first_look(const Options& options, const std::string& directory) {
    Look look;
    look.lang = language_of_system();
    if (const auto text = read_file(look_path(directory))) look = read_look(*text, look);
    if (options.lang) look.lang = *options.lang;
    return look;
}

// As people write it.
std::string shown_directory(const std::string& directory) {
    const std::string home = environment_variable("HOME");
    const bool within = !home.empty() && directory.starts_with(home + "/");
    return within ? "~" + directory.substr(home.size()) : directory;
}

int show(const Options& options, WriterSetup setup, bool is_sample, Lang lang, Ending& ending) {
    DesktopSetup desktop_setup;
    desktop_setup.profile.directory = shown_directory(setup.directory);
    if (is_sample) desktop_setup.profile.sample_password = setup.password.text();
    desktop_setup.sample = known_sample();
    desktop_setup.look = first_look(options, setup.directory);
    desktop_setup.keep_language = options.lang.has_value();
    if (!options.probe.empty()) {
        auto probe = ProbeFile::open(options.probe);
        if (!probe) return fail(lang, {"", ""}, probe.error());
        desktop_setup.probe = std::move(*probe);
    }
    const auto fonts = ui::find_fonts();
    if (!fonts) return fail(lang, {"缺少字体：", "Fonts are missing: "}, fonts.error());
    auto display = Display::open(desktop_setup.look.place);
    if (!display) {
        return fail(lang, {"打不开窗口：", "No window can be opened: "}, display.error());
    }
    display_is_there = true;
    const SystemClock clock;
    {
        ThreadedOffice office(std::move(setup), clock, Display::wake);
        Desktop desktop(**display, office, *fonts, clock, stop_requested, std::move(desktop_setup));
        ending = desktop.run();
    }
    display_is_there = false;
    return exit_done;
}

// `sample`: its directory; empty: the user's own profile.
int open_and_show(const Options& options, const std::string& sample, Lang lang, Ending& ending) {
    WriterSetup setup;
    setup.directory = options.profile.empty() ? default_profile_directory() : options.profile;
    if (!sample.empty()) {
        if (Status chosen = choose_sample(sample, setup); !chosen) {
            return fail(lang, {"没有样例公司：", "No sample company: "}, chosen.error());
        }
    }
    auto lock = take_profile(setup.directory);
    if (!lock) {
        return fail(lang, {"窗口没有打开：", "The window was not opened: "}, lock.error());
    }
    setup.lock.emplace(std::move(*lock));
    return show(options, std::move(setup), !sample.empty(), lang, ending);
}

int run(const std::vector<std::string>& arguments) {
    Lang lang = language_of_system();
    auto options = read_options(arguments);
    if (!options) {
        fail(lang, {"", ""}, options.error());
        say(stderr, help_text(lang));
        return exit_usage;
    }
    lang = options->lang.value_or(lang);
    if (options->help) say(stdout, help_text(lang));
    if (options->version) say(stdout, "branchline " BRANCHLINE_VERSION);
    if (options->help || options->version) return exit_done;
    on_stop_signal(stop_by_signal);
    Ending ending = Ending::closed;
    const int code = open_and_show(*options, options->sample, lang, ending);
    if (ending != Ending::wants_sample) return code;
    return open_and_show(*options, known_sample(), lang, ending);
}

}  // namespace

}  // namespace branchline::window

int main(int argc, char** argv) {
    branchline::ignore_broken_pipes();
    return branchline::window::run(std::vector<std::string>(argv + 1, argv + argc));
}
