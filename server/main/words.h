// What the verbs share: their arguments taken apart, and answers of the usual forms.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "main/request.h"

namespace branchline::server {

using Json = nlohmann::ordered_json;

// Arguments of one verb: words in order, and options with or without a value.
class Words {
  public:
    Words(const Request& request, const std::vector<std::string_view>& with_value,
          const std::vector<std::string_view>& flags);

    [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

    [[nodiscard]] std::string value(const std::string& name) const;

    [[nodiscard]] bool has(const std::string& name) const { return values_.contains(name); }

    // An option that the verb does not have, or one without its value; empty: all are fine.
    [[nodiscard]] const std::string& unknown() const { return unknown_; }

  private:
    std::vector<std::string> words_;
    std::map<std::string, std::string> values_;
    std::string unknown_;
};

Answer done(const Request& request, const Json& document, const std::string& text);
Answer misused(const Request& request, const std::string& word);
Answer changed(const Request& request, const Status& status);
Answer refusal(const Error& error, const Request& request, int exit_code = exit_refused);

std::string instant_or_dash(std::int64_t ms);
Json instant_or_null(std::int64_t ms);

}  // namespace branchline::server
