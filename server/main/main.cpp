// branchline-server: the hub of a company. Every verb takes --data DIR and works while the server
// is serving (through its local socket) and while it is not.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "base/civil.h"
#include "base/platform.h"
#include "local/local_socket.h"
#include "main/service.h"
#include "main/verbs.h"
#include "main/words.h"

namespace {

using namespace branchline;
using namespace branchline::server;

int print(const Answer& answer) {
    std::fwrite(answer.out.data(), 1, answer.out.size(), stdout);
    std::fwrite(answer.err.data(), 1, answer.err.size(), stderr);
    std::fflush(stdout);
    return answer.exit_code;
}

struct Given {
    Request request;
    std::string directory;
    std::string wrong;  // an option without its value
};

// The process that serves has another working directory.
void make_paths_absolute(Request& request) {
    static const std::array verbs{"backup", "restore", "courier"};
    if (std::ranges::find(verbs, request.verb) == verbs.end()) return;
    for (std::string& word : request.arguments) {
        const bool is_path = !word.starts_with("--") && !word.empty() && word != "import";
        if (is_path) word = std::filesystem::absolute(word).string();
    }
}

Given parse(int argc, char** argv) {
    Given given;
    const std::string language = environment_variable("LC_ALL") + environment_variable("LANG");
    if (language.starts_with("zh")) given.request.lang = Lang::zh;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--data" || word == "--lang") {
            if (i + 1 == argc) {
                given.wrong = word;
            } else if (word == "--data") {
                given.directory = argv[++i];
            } else {
                given.request.lang = std::string(argv[++i]) == "zh" ? Lang::zh : Lang::en;
            }
        } else if (word == "--json") {
            given.request.json = true;
        } else if (given.request.verb.empty() && !word.starts_with("--")) {
            given.request.verb = word;
        } else {
            given.request.arguments.push_back(word);
        }
    }
    given.request.terminal = is_terminal(1);
    make_paths_absolute(given.request);
    return given;
}

int init(const Given& given) {
    std::string company;
    std::string offset = "+08:00";
    const auto& words = given.request.arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool known = words[i] == "--company" || words[i] == "--offset";
        if (!known || i + 1 == words.size()) {
            return print(
                refusal({Code::unknown_option, "init", words[i], {}}, given.request, exit_usage));
        }
        (words[i] == "--company" ? company : offset) = words[i + 1];
        ++i;
    }
    if (company.empty()) {
        return print(refusal({Code::required, "--company", {}, {}}, given.request, exit_usage));
    }
    const auto minutes = parse_offset_minutes(offset);
    if (!minutes) return print(refusal({Code::bad_value, "--offset", offset, {}}, given.request));
    auto house = House::create(given.directory, company, *minutes);
    if (!house) return print(refusal(house.error(), given.request));
    return print(first_code(**house, given.request));
}

int run_here(const Given& given, const FileLock& lock) {
    if (given.request.verb == "init") return init(given);
    if (given.request.verb == "restore") return print(restore_verb(given.directory, given.request));
    auto house = House::open(given.directory);
    if (!house) return print(refusal(house.error(), given.request));
    if (given.request.verb == "serve") return print(serve(**house, lock, given.request));
    return print(run_verb(**house, given.request));
}

int run_there(const Given& given, local::LocalClient& holder) {
    static const std::array own{"init", "serve", "restore"};
    if (std::ranges::find(own, given.request.verb) != own.end()) {
        return print(refusal({Code::profile_locked, given.directory, {}, {}}, given.request));
    }
    auto bytes = holder.ask(encode_request(given.request));
    if (!bytes) return print(refusal(bytes.error(), given.request));
    auto answer = decode_answer(*bytes);
    if (!answer) return print(refusal(answer.error(), given.request));
    return print(*answer);
}

}  // namespace

int main(int argc, char** argv) {
    ignore_broken_pipes();
    const Given given = parse(argc, argv);
    if (given.request.verb.empty() || given.request.verb == "help") {
        std::fputs(usage(given.request.lang).c_str(), stdout);
        return given.request.verb.empty() ? exit_usage : exit_done;
    }
    if (!is_known_verb(given.request.verb)) {
        return print(
            refusal({Code::unknown_verb, {}, given.request.verb, {}}, given.request, exit_usage));
    }
    if (given.directory.empty() || !given.wrong.empty()) {
        return print(refusal({Code::unknown_option,
                              given.request.verb,
                              given.wrong.empty() ? "--data" : given.wrong,
                              {}},
                             given.request, exit_usage));
    }
    if (given.request.verb == "init" || given.request.verb == "restore") {
        if (Status made = make_directory(given.directory, true); !made) {
            return print(refusal(made.error(), given.request));
        }
    } else if (!file_exists(given.directory)) {
        return print(refusal({Code::not_found, given.directory, "init", {}}, given.request));
    }
    auto place = local::take_or_reach(given.directory, std::chrono::seconds(5));
    if (!place) return print(refusal(place.error(), given.request));
    if (const auto* lock = std::get_if<FileLock>(&*place)) return run_here(given, *lock);
    return run_there(given, std::get<local::LocalClient>(*place));
}
