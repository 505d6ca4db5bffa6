#include "main/words.h"

#include <algorithm>

#include "base/civil.h"

namespace branchline::server {

Words::Words(const Request& request, const std::vector<std::string_view>& with_value,
             const std::vector<std::string_view>& flags) {
    for (std::size_t i = 0; i < request.arguments.size(); ++i) {
        const std::string& word = request.arguments[i];
        const auto is = [&](std::string_view name) { return name == word; };
        if (std::any_of(with_value.begin(), with_value.end(), is)) {
            if (i + 1 == request.arguments.size()) {
                unknown_ = word;
            } else {
                values_[word] = request.arguments[++i];
            }
        } else if (std::any_of(flags.begin(), flags.end(), is)) {
            values_[word] = "1";
        } else if (word.starts_with("--")) {
            unknown_ = word;
        } else {
            words_.push_back(word);
        }
    }
}

std::string Words::value(const std::string& name) const {
    const auto at = values_.find(name);
    return at == values_.end() ? std::string() : at->second;
}

Answer done(const Request& request, const Json& document, const std::string& text) {
    Answer answer;
    answer.out = request.json ? document.dump() + "\n" : text;
    return answer;
}

Answer misused(const Request& request, const std::string& word) {
    const Code code = word.starts_with("--") ? Code::unknown_option : Code::unknown_verb;
    return refusal({code, request.verb, word, {}}, request, exit_usage);
}

Answer changed(const Request& request, const Status& status) {
    return status ? done(request, Json::object(), "") : refusal(status.error(), request);
}

Answer refusal(const Error& error, const Request& request, int exit_code) {
    Answer answer;
    answer.exit_code = exit_code;
    const std::string hint = error.hint(request.lang);
    answer.err = error.message(request.lang) + (hint.empty() ? "" : "\n" + hint) + "\n";
    if (request.json) {
        answer.out = Json{{"error",
                           {{"code", code_name(error.code)},
                            {"message", error.message(request.lang)},
                            {"hint", hint}}}}
                         .dump(-1, ' ', false, Json::error_handler_t::replace) +
                     "\n";
    }
    return answer;
}

std::string instant_or_dash(std::int64_t ms) { return ms == 0 ? "-" : format_instant(ms); }

Json instant_or_null(std::int64_t ms) { return ms == 0 ? Json() : Json(format_instant(ms)); }

}  // namespace branchline::server
