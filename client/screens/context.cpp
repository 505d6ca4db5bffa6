#include "screens/context.h"

#include <algorithm>

#include "screens/labelled.h"

namespace branchline::screens {

void Context::offer(Command command) {
    if (std::ranges::find(offered_, command.id, &Command::id) == offered_.end()) {
        offered_.push_back(std::move(command));
    }
}

void Context::tell(std::string result, std::string meaning, bool bad) {
    told_.push_back({std::move(result), std::move(meaning), bad});
}

std::string what_is_wrong(const Context& context, const Error& error) {
    const Lang lang = context.canvas.lang();
    // Which statement found it is nothing to a user.
    if (error.code == Code::damaged) return std::string(code_label(error.code).in(lang));
    return labelled(context.catalogue(), error, lang).message(lang);
}

std::string what_to_do(const Context& context, const Error& error) {
    if (error.code == Code::damaged) {
        return std::string(context.say({"请不要删除任何文件；锁定后可以在锁屏上修复。",
                                        "Do not delete any file; lock the window and repair it "
                                        "from there."}));
    }
    return error.hint(context.canvas.lang());
}

std::string words_of(const Context& context, const Error& error) {
    const Lang lang = context.canvas.lang();
    std::string text = what_is_wrong(context, error);
    const std::string hint = what_to_do(context, error);
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
