#include <algorithm>
#include <map>
#include <optional>

#include "tidy/check.h"
#include "tidy/rules.h"

namespace branchline::tidy {

namespace {

struct Include {
    std::string_view name;
    bool quoted = false;
    int line = 0;
};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

std::vector<Include> includes_of(const File& file) {
    std::vector<Include> found;
    const auto code = lines_of(file.code);
    const auto text = lines_of(file.text);
    for (std::size_t i = 0; i < code.size(); ++i) {
        // Asked of the code: an #include inside a comment is not one.
        if (!trimmed(code[i]).starts_with('#') ||
            !trimmed(trimmed(code[i]).substr(1)).starts_with("include")) {
            continue;
        }
        const std::size_t open = text[i].find_first_of("<\"");
        if (open == std::string_view::npos) {
            continue;
        }
        const bool quoted = text[i][open] == '"';
        const std::size_t close = text[i].find(quoted ? '"' : '>', open + 1);
        if (close != std::string_view::npos) {
            found.push_back(
                {text[i].substr(open + 1, close - open - 1), quoted, static_cast<int>(i) + 1});
        }
    }
    return found;
}

std::string_view folder_at(std::string_view path, int index) {
    for (; index > 0; --index) {
        path.remove_prefix(std::min(path.find('/') + 1, path.size()));
    }
    const std::size_t end = path.find('/');
    return end == std::string_view::npos ? std::string_view{} : path.substr(0, end);
}

const Library* library_named(std::string_view name) {
    const auto found = std::ranges::find(libraries(), name, &Library::name);
    return found == libraries().end() ? nullptr : &*found;
}

// Programs stand above their house, tests and tools above everything.
Library owner_of(std::string_view path) {
    const std::string_view house = folder_at(path, 0);
    const Library* library = library_named(folder_at(path, 1));
    if (library != nullptr && library->house == house) {
        return *library;
    }
    return {folder_at(path, 1), house, house == "client" || house == "server" ? 6 : 8};
}

std::string refused(const Library& from, const Include& include) {
    const std::string_view target = folder_at(include.name, 0);
    if (!include.quoted) {
        return library_named(target) != nullptr ? "our own headers are included with quotes" : "";
    }
    if (target.empty() || include.name.find("..") != std::string_view::npos) {
        return "written from the root of the layer, like \"base/result.h\"";
    }
    if (target == from.name) {
        return "";
    }
    const Library* to = library_named(target);
    if (to == nullptr) {
        // Only tests have folders that are no libraries and share headers.
        return from.house == "tests" ? "" : "there is no library '" + std::string(target) + "'";
    }
    if (to->layer >= from.layer) {
        return std::string(from.name.empty() ? from.house : from.name) + " (layer " +
               std::to_string(from.layer) + ") must not include " + std::string(to->name) +
               " (layer " + std::to_string(to->layer) + ")";
    }
    const bool houses_mixed = (from.house == "client" && to->house == "server") ||
                              (from.house == "server" && to->house == "client");
    if (houses_mixed) {
        return "client and server meet only in shared";
    }
    for (const RefusedEdge& edge : refused_edges()) {
        if (edge.from == from.name && edge.to == to->name) {
            return std::string(edge.reason);
        }
    }
    return "";
}

bool is_of(const External& external, std::string_view include) {
    return std::ranges::any_of(external.includes, [&](std::string_view name) {
        return name.ends_with('*') ? include.starts_with(name.substr(0, name.size() - 1))
                                   : include == name;
    });
}

std::optional<int> line_including(const File& file, const External& external) {
    for (const Include& include : includes_of(file)) {
        if (is_of(external, include.name)) {
            return include.line;
        }
    }
    return std::nullopt;
}

}  // namespace

Violations check_layers(const Tree& tree) {
    Violations found;
    for (const File& file : tree.files) {
        if (!file.is_cpp()) {
            continue;
        }
        const Library owner = owner_of(file.path);
        for (const Include& include : includes_of(file)) {
            if (std::string why = refused(owner, include); !why.empty()) {
                found.push_back({file.path, include.line,
                                 "#include " + std::string(include.name) + ": " + why});
            }
        }
    }
    return found;
}

Violations check_externals(const Tree& tree) {
    Violations found;
    for (const External& external : externals()) {
        std::map<std::string, int> files_in_folder;
        for (const File& file : tree.files) {
            const auto line = file.is_cpp() ? line_including(file, external) : std::nullopt;
            if (!line) {
                continue;
            }
            const std::string folder = file.path.substr(0, file.path.rfind('/'));
            const int files = ++files_in_folder[folder];
            if (!matches_any(external.allowed, file.path)) {
                found.push_back(
                    {file.path, *line, std::string(external.name) + " may not be included here"});
            } else if (external.files_per_folder > 0 && files > external.files_per_folder) {
                found.push_back({file.path, *line,
                                 "more than " + std::to_string(external.files_per_folder) +
                                     " files of " + folder + " include " +
                                     std::string(external.name)});
            }
        }
    }
    return found;
}

}  // namespace branchline::tidy
