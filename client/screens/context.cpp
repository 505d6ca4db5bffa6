#include "screens/context.h"

#include <algorithm>

namespace branchline::screens {

void Context::offer(Command command) {
    if (std::ranges::find(offered_, command.id, &Command::id) == offered_.end()) {
        offered_.push_back(std::move(command));
    }
}

void Context::tell(std::string result, std::string meaning, bool bad) {
    told_.push_back({std::move(result), std::move(meaning), bad});
}

std::string words_of(const Error& error, Lang lang) {
    std::string text = error.message(lang);
    const std::string hint = error.hint(lang);
    if (!hint.empty()) text += (lang == Lang::zh ? "。" : ". ") + hint;
    return text;
}

std::string shown_keys(std::string_view keys) {
    std::string text(keys);
    std::ranges::replace(text, '+', ' ');
    for (const auto& [name, sign] :
         {std::pair{"Enter", "↵"}, std::pair{"Up", "↑"}, std::pair{"Down", "↓"},
          std::pair{"Left", "←"}, std::pair{"Right", "→"}}) {
        const std::string_view word(name);
        if (text.ends_with(word)) text.replace(text.size() - word.size(), word.size(), sign);
    }
    return text;
}

}  // namespace branchline::screens
