// What became of an action, in a line for its user: what happened, and what it means.
#pragma once

#include <string>

#include "screens/context.h"

namespace branchline::screens {

struct NoticeWords {
    std::string result;
    std::string meaning;
    bool bad = false;
    bool silent = false;  // not worth a toast: a setting was kept
};

NoticeWords words_of(const Context& context, const live::Outcome& outcome);

// "Submit order": a command of the history by its permanent name.
std::string command_words(const Context& context, std::string_view command);

}  // namespace branchline::screens
