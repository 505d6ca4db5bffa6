#include "live/folders.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/platform.h"
#include "base/text.h"

namespace branchline::live {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_entries = 2'000;

struct Named {
    Label label;
    std::string_view below_home;
};

constexpr std::array usual{
    Named{{"主目录", "Home"}, ""},        Named{{"桌面", "Desktop"}, "Desktop"},
    Named{{"桌面", "Desktop"}, "桌面"},   Named{{"下载", "Downloads"}, "Downloads"},
    Named{{"下载", "Downloads"}, "下载"}, Named{{"文档", "Documents"}, "Documents"},
    Named{{"文档", "Documents"}, "文档"}};

std::vector<FolderAnswer::Spot> spots_of(const fs::path& home) {
    std::vector<FolderAnswer::Spot> spots;
    std::error_code ignored;
    for (const Named& each : usual) {
        const fs::path path = each.below_home.empty() ? home : home / each.below_home;
        if (fs::is_directory(path, ignored)) spots.push_back({each.label, path.string()});
    }
    for (const fs::path& root : {fs::path("/media"), fs::path("/mnt")}) {
        if (fs::is_directory(root, ignored)) spots.push_back({{"外接盘", "Drives"}, root.string()});
    }
    return spots;
}

bool is_wanted(const std::string& name, const std::vector<std::string>& endings) {
    const std::string lower = normal_form(name);
    return endings.empty() || std::ranges::any_of(endings, [&](const std::string& each) {
               return lower.ends_with(each);
           });
}

}  // namespace

Result<FolderAnswer> list_folder(const FolderQuestion& question) {
    const std::string home = environment_variable("HOME");
    const fs::path path =
        question.path.empty() ? fs::path(home.empty() ? "/" : home) : fs::path(question.path);
    std::error_code error;
    if (!fs::is_directory(path, error)) return refuse(Code::not_found, path.string());
    FolderAnswer answer;
    answer.path = fs::absolute(path, error).lexically_normal().string();
    const fs::path above = fs::path(answer.path).parent_path();
    if (above != fs::path(answer.path)) answer.parent = above.string();
    answer.spots = spots_of(home.empty() ? "/" : home);
    fs::directory_iterator entries(path, fs::directory_options::skip_permission_denied, error);
    if (error) return refuse(Code::io_error, path.string(), error.message());
    for (; entries != fs::directory_iterator() && answer.entries.size() < most_entries;
         entries.increment(error)) {
        if (error) return refuse(Code::io_error, path.string(), error.message());
        const std::string name = entries->path().filename().string();
        std::error_code ignored;
        const bool folder = entries->is_directory(ignored);
        if (name.starts_with('.') || !is_valid_utf8(name) ||
            (!folder && !is_wanted(name, question.endings)))
            continue;
        const auto size = folder ? 0 : entries->file_size(ignored);
        const std::int64_t bytes = ignored ? 0 : static_cast<std::int64_t>(size);
        const auto changed = entries->last_write_time(ignored).time_since_epoch().count();
        answer.entries.push_back({name, folder, bytes, ignored ? 0 : changed});
    }
    std::ranges::sort(answer.entries, [](const auto& a, const auto& b) {
        return std::pair(!a.is_folder, a.name) < std::pair(!b.is_folder, b.name);
    });
    return answer;
}

}  // namespace branchline::live
