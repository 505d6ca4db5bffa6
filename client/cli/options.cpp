#include "cli/options.h"

#include <CLI/CLI.hpp>

namespace branchline::cli {

struct Options::Parser {
    CLI::App app;
};

Options::Options() : parser_(std::make_unique<Parser>()) {
    parser_->app.set_help_flag();  // the program answers --help itself, in both languages
    parser_->app.allow_windows_style_options(false);
}

Options::~Options() = default;

Options& Options::required(const std::string& name, std::string& into) {
    parser_->app.add_option(name, into)->required();
    return *this;
}

Options& Options::optional(const std::string& name, std::string& into) {
    parser_->app.add_option(name, into);
    return *this;
}

Options& Options::rest(const std::string& name, std::vector<std::string>& into) {
    parser_->app.add_option(name, into)->expected(0, -1);
    return *this;
}

Options& Options::value(const std::string& name, std::string& into) {
    parser_->app.add_option(name, into)->expected(1);
    return *this;
}

Options& Options::number(const std::string& name, std::int64_t& into) {
    parser_->app.add_option(name, into)->expected(1);
    return *this;
}

Options& Options::values(const std::string& name, std::vector<std::string>& into) {
    parser_->app.add_option(name, into)->expected(1)->take_all();
    return *this;
}

Options& Options::flag(const std::string& name, bool& into) {
    parser_->app.add_flag(name, into);
    return *this;
}

Status Options::parse(const std::vector<std::string>& arguments) {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        parser_->app.parse(reversed);
    } catch (const CLI::ParseError& error) {
        return refuse(Code::unknown_option, {}, error.what());
    }
    return {};
}

}  // namespace branchline::cli
