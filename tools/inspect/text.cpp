#include "base/civil.h"
#include "inspect/report.h"

namespace branchline::inspect {

namespace {

constexpr std::size_t key_columns = 22;

std::string of_scalar(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return "-";
    return value.dump();
}

// An object of scalars on one line: "position 7  command customer.edit".
std::string on_one_line(const Json& object) {
    std::string line;
    for (const auto& [key, value] : object.items()) {
        if (!line.empty()) line += "  ";
        line += key + " " + (value.is_structured() ? value.dump() : of_scalar(value));
    }
    return line;
}

void append(std::string& text, const Json& document, std::size_t depth) {
    for (const auto& [key, value] : document.items()) {
        std::string line(2 * depth, ' ');
        line += key;
        if (!value.is_structured()) {
            line.resize(std::max(line.size() + 1, key_columns + 2 * depth), ' ');
            text += line + of_scalar(value) + "\n";
            continue;
        }
        text += line + (value.empty() ? std::string(" -\n") : std::string("\n"));
        if (value.is_object()) {
            append(text, value, depth + 1);
            continue;
        }
        for (const Json& each : value) {
            text += std::string(2 * depth + 2, ' ') +
                    (each.is_object() ? on_one_line(each) : of_scalar(each)) + "\n";
        }
    }
}

}  // namespace

Json json_of(const Id& id) { return id.is_null() ? Json() : Json(to_text(id)); }

Json json_of_instant(std::int64_t ms) { return ms == 0 ? Json() : Json(format_instant(ms)); }

Json json_of(const store::SizeReport& size) {
    return {{"data_bytes", size.data},
            {"history_bytes", size.history},
            {"metadata_bytes", size.metadata},
            {"metadata_of", size.metadata_of},
            {"unused_bytes", size.unused}};
}

std::string to_text(const Json& document) {
    std::string text;
    append(text, document, 0);
    return text;
}

}  // namespace branchline::inspect
