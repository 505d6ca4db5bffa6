#include "window/options.h"

namespace branchline::window {

namespace {

struct Taken {
    std::string_view name;
    std::string Options::* into;
};

constexpr Taken with_value[] = {
    {"--profile", &Options::profile}, {"--sample", &Options::sample}, {"--probe", &Options::probe}};

Status take_lang(std::string_view value, Options& options) {
    if (value != "zh" && value != "en") {
        return refuse(Code::unknown_option, "--lang", std::string(value));
    }
    options.lang = value == "zh" ? Lang::zh : Lang::en;
    return {};
}

Status take(const std::string& name, const std::string& value, Options& options) {
    if (name == "--lang") return take_lang(value, options);
    for (const Taken& each : with_value) {
        if (name != each.name) continue;
        if (value.empty()) return refuse(Code::unknown_option, name);
        options.*each.into = value;
        return {};
    }
    return refuse(Code::unknown_option, name);
}

}  // namespace

Result<Options> read_options(const std::vector<std::string>& arguments) {
    Options options;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        const std::string& each = arguments[at];
        if (each == "--help" || each == "-h") {
            options.help = true;
        } else if (each == "--version") {
            options.version = true;
        } else if (!each.starts_with("--")) {
            return refuse(Code::unknown_option, each);
        } else {
            const std::size_t sign = each.find('=');
            const bool inside = sign != std::string::npos;
            if (!inside && at + 1 == arguments.size()) return refuse(Code::unknown_option, each);
            const std::string value = inside ? each.substr(sign + 1) : arguments[++at];
            if (Status taken = take(each.substr(0, sign), value, options); !taken) {
                return refuse(taken.error());
            }
        }
    }
    return options;
}

std::string_view help_text(Lang lang) {
    constexpr Label text{
        "用法：branchline [选项]\n"
        "  --profile 目录    使用该目录中的资料（默认：用户数据目录）\n"
        "  --sample 目录     打开 tools/seed 生成的样例公司\n"
        "  --lang zh|en      界面语言\n"
        "  --probe 文件      把界面内容逐帧写入文件（测试用）\n"
        "  --help            显示本帮助\n"
        "  --version         显示版本\n",
        "Usage: branchline [OPTIONS]\n"
        "  --profile DIR     use the profile in DIR (default: the user's data directory)\n"
        "  --sample DIR      open the sample company that tools/seed has made in DIR\n"
        "  --lang zh|en      language of the window\n"
        "  --probe FILE      write what is shown to FILE (for tests)\n"
        "  --help            show this\n"
        "  --version         show the version\n"};
    return text.in(lang);
}

Lang lang_of(std::string_view locale) { return locale.starts_with("zh") ? Lang::zh : Lang::en; }

}  // namespace branchline::window
