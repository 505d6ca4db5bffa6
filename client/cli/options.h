// Arguments of one verb. A thin cover over CLI11, so that its header is read once; what the options
// mean is said where they are declared. Options may stand anywhere among the arguments.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace branchline::cli {

class Options {
  public:
    Options();
    Options(const Options&) = delete;
    Options& operator=(const Options&) = delete;
    ~Options();

    // Targets must outlive parse().
    Options& required(const std::string& name, std::string& into);
    Options& optional(const std::string& name, std::string& into);
    Options& rest(const std::string& name, std::vector<std::string>& into);
    Options& value(const std::string& name, std::string& into);  // "--where"
    Options& number(const std::string& name, std::int64_t& into);
    Options& values(const std::string& name, std::vector<std::string>& into);  // may be repeated
    Options& flag(const std::string& name, bool& into);

    // unknown_option says what does not fit.
    Status parse(const std::vector<std::string>& arguments);

  private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace branchline::cli
