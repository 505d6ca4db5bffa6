#include "cli/context.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/ensure.h"
#include "domain/catalogue.h"

namespace branchline::cli {

int exit_code_of(Code code) {
    switch (code) {
        case Code::none:
            return exit_done;
        case Code::unknown_verb:
        case Code::unknown_entity:
        case Code::unknown_field:
        case Code::unknown_option:
        case Code::not_in_version:
            return exit_usage;
        case Code::offline:
        case Code::timed_out:
            return exit_offline;
        case Code::needs_attention:
            return exit_attention;
        default:
            return exit_refused;
    }
}

std::string dump(const Json& document) {
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Session& Context::session() const {
    ENSURE(session_ != nullptr);
    return *session_;
}

desk::Desk& Context::desk() const {
    ENSURE(desk_ != nullptr);
    return *desk_;
}

const schema::Catalogue& Context::catalogue() const {
    return desk_ != nullptr ? desk_->catalogue() : domain::catalogue();
}

void Context::line(std::string_view text) const {
    out_(text);
    out_("\n");
}

void Context::show_progress(std::string_view text) const {
    if (call_.terminal && !json()) err_("\r\033[K" + std::string(text));
}

void Context::print(const Json& document) const { line(dump(document)); }

int Context::fail(const Error& error) const {
    if (json()) {
        Json inner{{"code", code_name(error.code)},
                   {"message", error.message(lang())},
                   {"hint", error.hint(lang())}};
        if (!error.where.empty()) inner["where"] = error.where;
        if (!error.fields.empty()) inner["fields"] = error.fields;
        print(Json{{"error", inner}});
    }
    err_(error.message(lang()) + "\n");
    if (const std::string hint = error.hint(lang()); !hint.empty()) err_("  " + hint + "\n");
    return exit_code_of(error.code);
}

std::string Context::path_of(std::string_view given) const {
    return (std::filesystem::path(call_.directory) / std::filesystem::path(given)).string();
}

}  // namespace branchline::cli
