#include "cli/verbs.h"

#include <algorithm>
#include <array>

namespace branchline::cli {

namespace {

constexpr Needs anywhere = Needs::nothing;
constexpr Needs in_place = Needs::place;
constexpr Needs in_profile = Needs::profile;

constexpr std::array table{
    Verb{"enroll",
         "CODE [--server HOST:PORT] [--accept-unencrypted]",
         {"用注册码注册这台设备", "Enrol this device with a code"},
         in_place,
         true,
         verb_enroll},
    Verb{"login",
         "",
         {"核对密码，连线时续租", "Test the password, renew the lease when online"},
         in_profile,
         true,
         verb_login},
    Verb{"lock",
         "",
         {"锁定打开着的窗口（两次调用之间本来就是锁着的）",
          "Lock an open window (between calls nothing is unlocked anyway)"},
         in_place,
         false,
         verb_lock},
    Verb{"passwd",
         "[--new-password-file F]",
         {"更改密码", "Change the password"},
         in_profile,
         false,
         verb_passwd},
    Verb{"schema",
         "[ENTITY]",
         {"数据字典：字段、规则、状态、步骤", "The data dictionary: fields, rules, states, steps"},
         anywhere,
         false,
         verb_schema},
    Verb{"new",
         "ENTITY [FIELD=VALUE …] [--from FILE.json]",
         {"新建", "Create"},
         in_profile,
         false,
         verb_new},
    Verb{"set",
         "ENTITY ID FIELD=VALUE …",
         {"修改字段，null 清空，+= -= 用于集合与累计",
          "Change fields; null clears, += -= for sets and sums"},
         in_profile,
         false,
         verb_set},
    Verb{"do",
         "ENTITY ID STEP [FIELD=VALUE …]",
         {"办理一步", "Take a step of its states"},
         in_profile,
         false,
         verb_do},
    Verb{"show",
         "ENTITY ID [--history]",
         {"查看一条", "Show one record"},
         in_profile,
         false,
         verb_show},
    Verb{"list",
         "ENTITY [--where EXPR] [--sort F[:desc]] [--limit N] [--after CURSOR] [--search TEXT]",
         {"列表", "List records"},
         in_profile,
         false,
         verb_list},
    Verb{"delete", "ENTITY ID", {"删除", "Delete"}, in_profile, false, verb_delete},
    Verb{"undo", "[N]", {"撤销", "Undo"}, in_profile, false, verb_undo},
    Verb{"redo", "", {"重做", "Redo"}, in_profile, false, verb_redo},
    Verb{"import",
         "ENTITY FILE.csv [--map FIELD=COLUMN …] [--dry-run]",
         {"从文件导入", "Import a file"},
         in_profile,
         true,
         verb_import},
    Verb{"export",
         "ENTITY FILE.csv [--where EXPR]",
         {"导出到文件", "Export to a file"},
         in_profile,
         true,
         verb_export},
    Verb{"sync",
         "[--watch] [--timeout S] [--server HOST:PORT]",
         {"与总部完整交换一次", "One full exchange with head office"},
         in_profile,
         true,
         verb_sync},
    Verb{"status", "", {"同步状态", "State of synchronisation"}, in_profile, false, verb_status},
    Verb{"conflicts",
         "[--all | show ID | resolve ID --take mine|theirs|PROPOSAL|FIELD=VALUE]",
         {"冲突", "Conflicts"},
         in_profile,
         false,
         verb_conflicts},
    Verb{"attention",
         "[show ID | resend ID | discard ID]",
         {"被拒绝、待处理的改动", "Refused changes that need attention"},
         in_profile,
         false,
         verb_attention},
    Verb{"check", "[--repair]", {"自检", "Self-check"}, in_profile, true, verb_check},
    Verb{"commands",
         "[ENTITY [ID]]",
         {"所有命令", "All commands of the desk"},
         in_profile,
         false,
         verb_commands},
    Verb{"run",
         "COMMAND [NAME=VALUE …]",
         {"执行一个命令", "Run one of the commands"},
         in_profile,
         false,
         verb_run},
    Verb{"help", "[VERB]", {"帮助", "Help"}, anywhere, false, verb_help},
    Verb{"window", "", {"打开窗口", "Open the window"}, anywhere, false, nullptr},
    Verb{"attach", "ENTITY ID FILE", {"添加附件", "Attach a file"}, anywhere, false, nullptr},
    Verb{"fetch",
         "ATTACHMENT --out FILE",
         {"取附件", "Fetch an attachment"},
         anywhere,
         false,
         nullptr},
    Verb{"courier",
         "export FILE | import FILE",
         {"以文件交换", "Exchange by file"},
         in_profile,
         false,
         verb_courier},
    Verb{"report", "NAME [--from D --to D]", {"报表", "Reports"}, anywhere, false, nullptr},
    Verb{"document",
         "TEMPLATE ENTITY ID --out FILE.pdf",
         {"打印文件", "Documents"},
         anywhere,
         false,
         nullptr},
};

constexpr std::array options_with_value{
    "--profile", "--lang",    "--password-file", "--new-password-file",
    "--server",  "--from",    "--where",         "--sort",
    "--limit",   "--after",   "--search",        "--map",
    "--out",     "--timeout", "--take",          "--to",
    "--format",  "--reply"};

}  // namespace

std::span<const Verb> verbs() { return table; }

const Verb* find_verb(std::string_view name) {
    const auto at = std::ranges::find(table, name, &Verb::name);
    return at == table.end() ? nullptr : &*at;
}

bool takes_value(std::string_view option) {
    return std::ranges::find(options_with_value, option) != options_with_value.end();
}

}  // namespace branchline::cli
