// What `branchline` is started with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/label.h"
#include "base/result.h"

namespace branchline::window {

struct Options {
    std::string profile;
    std::string sample;        // directory of a sample company (tools/seed); empty: none
    std::string probe;         // file for the probe; empty: none
    std::optional<Lang> lang;  // none: as it was last, else as the system's
    bool help = false;
    bool version = false;
};

// unknown_option says what does not fit.
Result<Options> read_options(const std::vector<std::string>& arguments);

std::string_view help_text(Lang lang);

// As LANG says it: "zh_CN.UTF-8".
Lang lang_of(std::string_view locale);

}  // namespace branchline::window
