#include "screens/notices.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "desk/commands.h"

namespace branchline::screens {

namespace {

struct Done {
    std::string_view command;
    Label words;
};

// What a command of the desk itself has done.
constexpr std::array plain{
    Done{"undo", {"已撤销", "Undone"}},
    Done{"redo", {"已重做", "Redone"}},
    Done{"conflict.resolve", {"冲突已解决", "Conflict resolved"}},
    Done{"attention.resend", {"已重新提交", "Sent again"}},
    Done{"attention.discard", {"已放弃改动", "Change discarded"}},
    Done{"sync", {"已与总部同步", "In step with head office"}},
    Done{"check", {"自检完成", "Self-check done"}},
    Done{"enroll", {"本机已登记", "This computer is enrolled"}},
    Done{"passwd", {"密码已修改", "Password changed"}},
};

constexpr std::array silent{std::string_view("setting"), std::string_view("draft"),
                            std::string_view("unlock"), std::string_view("lock")};

std::string counted(const Context& context, std::int64_t count, const Label& unit) {
    return grouped(count) + (context.canvas.lang() == Lang::zh ? " " : " ") +
           std::string(context.say(unit));
}

std::string import_words(const Context& context, const live::Outcome& outcome) {
    std::string text = counted(context, outcome.imported, {"条新建", "imported"});
    if (outcome.updated > 0)
        text += " · " + counted(context, outcome.updated, {"条更新", "updated"});
    if (!outcome.refused.empty()) {
        text += " · " + counted(context, static_cast<std::int64_t>(outcome.refused.size()),
                                {"条未导入", "refused"});
    }
    return text;
}

// Of work on files, which is no command of the desk.
std::string work_words(const Context& context, std::string_view name) {
    const std::size_t dot = name.find('.');
    const schema::EntitySpec* entity = context.catalogue().entity(name.substr(0, dot));
    if (name == "check") return std::string(context.say({"自检", "Self-check"}));
    if (name == "repair") return std::string(context.say({"修复", "Repair"}));
    if (entity == nullptr || dot == std::string_view::npos) return std::string(name);
    const Lang lang = context.canvas.lang();
    const std::string_view what = name.substr(dot + 1);
    const Label verb = what == "import" ? Label{"导入", "Import"} : Label{"导出", "Export"};
    if (what != "import" && what != "export") return std::string(name);
    const std::string kinds(plural_of(*entity, lang));
    return std::string(verb.in(lang)) + (lang == Lang::zh ? kinds : " " + normal_form(kinds));
}

// What had been done when it was stopped stands: whole rows, or no file at all.
// What was lost must not be overlooked.
NoticeWords repair_words(const Context& context, const live::Outcome& outcome) {
    NoticeWords words;
    words.result = std::string(context.say(
                       {"已修复，与总部一致 · ", "Repaired, agrees with head office · "})) +
                   counted(context, outcome.unchanged, {"条记录", "records"});
    if (outcome.lost == 0) return words;
    words.bad = true;
    words.meaning =
        counted(context, outcome.lost,
                {"项改动读不出来，总部也没有，请重做",
                 "changes could not be read and head office does not have them: do them again"});
    return words;
}

NoticeWords stopped_words(const Context& context, const live::Outcome& outcome) {
    NoticeWords words;
    if (outcome.command == "sync") {
        words.result = context.say({"同步已暂停", "Sync is paused"});
        words.meaning = context.say({"照常工作，F5 继续同步", "Work goes on; F5 syncs again"});
        return words;
    }
    words.result = command_words(context, outcome.command) +
                   std::string(context.say({"：已停止", ": stopped"}));
    if (outcome.command.ends_with("export")) {
        words.meaning = context.say({"没有写出文件", "No file was written"});
        return words;
    }
    const std::int64_t rows = outcome.command.ends_with("import")
                                  ? outcome.imported + outcome.updated
                                  : static_cast<std::int64_t>(outcome.rows.size());
    words.meaning = counted(
        context, rows, {"条已完成并保留，可一次撤销", "done and kept; one undo takes all back"});
    return words;
}

// Records that came back with what has been sent anew, and could not go along.
void add_left(const Context& context, const live::Outcome& outcome, NoticeWords& words) {
    if (outcome.left.empty()) return;
    std::string list;
    for (const desk::LeftBehind& left : outcome.left) {
        if (!list.empty()) list += context.say({"、", ", "});
        list += command_words(context, left.command);
    }
    const Error& first = outcome.left.front().error;
    words.meaning = std::string(context.say({"要重新做：", "To be done anew: "})) + list +
                    std::string(context.say({"（", " ("})) + what_is_wrong(context, first) +
                    std::string(context.say({"）", ")"}));
    words.bad = true;
}

}  // namespace

std::string command_words(const Context& context, std::string_view name) {
    const Lang lang = context.canvas.lang();
    const desk::Command* command = desk::find_command(context.catalogue(), name);
    if (command == nullptr) return work_words(context, name);
    std::string label(command->label.in(lang));
    if (command->entity == nullptr) return label;
    if (lang == Lang::zh) return label + std::string(command->entity->label.zh);
    return label + " " + normal_form(command->entity->label.en);
}

NoticeWords words_of(const Context& context, const live::Outcome& outcome) {
    NoticeWords words;
    // What was tried is told by its preview.
    const bool previewed = outcome.tried && (!outcome.error || !outcome.columns.empty());
    words.silent =
        previewed || (!outcome.error && std::ranges::find(silent, outcome.command) != silent.end());
    if (outcome.error) {
        words.bad = true;
        words.result = what_is_wrong(context, *outcome.error);
        words.meaning = what_to_do(context, *outcome.error);
        return words;
    }
    if (outcome.stopped) return stopped_words(context, outcome);
    if (outcome.command == "repair") return repair_words(context, outcome);
    const auto done = std::ranges::find(plain, outcome.command, &Done::command);
    if (done != plain.end()) {
        words.result = context.say(done->words);
    } else if (outcome.command.ends_with("import")) {
        words.result = import_words(context, outcome);
    } else if (outcome.command.ends_with("export")) {
        words.result = std::string(context.say({"已导出到 ", "Exported to "})) + outcome.path;
    } else {
        words.result = command_words(context, outcome.command);
        if (!outcome.number.empty()) words.result += " " + outcome.number;
        if (outcome.rows.size() > 1) {
            words.result += " · " + counted(context, static_cast<std::int64_t>(outcome.rows.size()),
                                            {"条", "records"});
        }
    }
    if (!outcome.refused.empty() && outcome.imported == 0) {
        const Error& first = outcome.refused.front().error;
        words.meaning = counted(context, static_cast<std::int64_t>(outcome.refused.size()),
                                {"条未通过：", "refused: "}) +
                        what_is_wrong(context, first);
        words.bad = outcome.rows.empty();
    } else if (!outcome.rows.empty()) {
        const bool online = context.model.status().link == desk::LinkState::online;
        words.meaning = context.say(
            online ? Label{"已保存", "Saved"}
                   : Label{"已保存在本机，联网后自动发送", "Saved here; sent when you are online"});
    }
    add_left(context, outcome, words);
    return words;
}

}  // namespace branchline::screens
