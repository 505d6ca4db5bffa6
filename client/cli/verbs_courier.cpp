// courier: the exchange with head office by files.
#include <nlohmann/json.hpp>

#include "base/platform.h"
#include "cli/options.h"
#include "cli/session.h"
#include "cli/verbs.h"
#include "desk/courier.h"

namespace branchline::cli {

namespace {

int export_file(Context& context, const std::string& file) {
    Session& session = context.session();
    auto made = desk::export_courier(context.desk().replica(), session.key());
    if (!made) return context.fail(made.error());
    const Status written = write_file_atomically(context.path_of(file), made->bytes, true);
    if (!written) return context.fail(written.error());
    const auto bytes = static_cast<std::int64_t>(made->bytes.size());
    if (context.json()) {
        context.print({{"groups", made->counts.groups}, {"bytes", bytes}});
    } else {
        context.line(std::string(context.say({"待送的改动 ", "Changes in it: "})) +
                     std::to_string(made->counts.groups));
    }
    return exit_done;
}

int import_file(Context& context, const std::string& file) {
    auto content = read_file(context.path_of(file));
    if (!content) return context.fail(content.error());
    Session& session = context.session();
    auto taken = desk::import_courier(context.desk().replica(), session.key(), *content);
    if (!taken) {
        Error error = taken.error();
        if (error.where == "courier") error.where = file;
        return context.fail(error);
    }
    if (context.json()) {
        context.print({{"verdicts", taken->groups},
                       {"received", taken->received},
                       {"rejected", taken->rejected},
                       {"new", taken->useful}});
    } else {
        context.line(std::string(context.say({"答复 ", "Verdicts: "})) +
                     std::to_string(taken->groups) +
                     std::string(context.say({"，收到 ", ", received: "})) +
                     std::to_string(taken->received) +
                     std::string(context.say({"，被拒绝 ", ", rejected: "})) +
                     std::to_string(taken->rejected));
    }
    return exit_done;
}

}  // namespace

int verb_courier(Context& context, const Arguments& arguments) {
    std::string what;
    std::string file;
    Options options;
    options.required("export|import", what).required("FILE", file);
    if (Status parsed = options.parse(arguments); !parsed) return context.fail(parsed.error());
    if (what == "export") return export_file(context, file);
    if (what == "import") return import_file(context, file);
    return context.fail({Code::unknown_verb, "courier", what, {}});
}

}  // namespace branchline::cli
