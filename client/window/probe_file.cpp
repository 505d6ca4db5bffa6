#include "window/probe_file.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace branchline::window {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kind_names{"text", "button", "field", "check", "tab", "row",
                                "cell", "chip",   "item",  "chart", "pane"};

Json json_of(const ui::Seen& seen) {
    Json made{{"kind", kind_names[static_cast<std::size_t>(seen.kind)]},
              {"path", seen.path},
              {"label", seen.label}};
    if (!seen.value.empty() || seen.kind == ui::Seen::Kind::field) made["value"] = seen.value;
    if (!seen.enabled) made["enabled"] = false;
    if (seen.focused) made["focused"] = true;
    if (!seen.reason.empty()) made["reason"] = seen.reason;
    made["box"] = {std::lround(seen.left), std::lround(seen.top), std::lround(seen.right),
                   std::lround(seen.bottom)};
    return made;
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const ui::Probe& probe) {
    Json seen = Json::array();
    for (const ui::Seen& each : probe.seen()) seen.push_back(json_of(each));
    return dump(seen);
}

Result<ProbeFile> ProbeFile::open(const std::string& path) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    if (!out) return refuse(Code::io_error, path);
    return ProbeFile(std::move(out));
}

void ProbeFile::write(const ui::Probe& probe, std::uint64_t frames, std::uint64_t drawn) {
    std::string seen = to_json(probe);
    if (seen == last_) return;
    last_ = std::move(seen);
    out_ << "{\"frames\":" << frames << ",\"drawn\":" << drawn << ",\"seen\":" << last_ << "}\n"
         << std::flush;
}

}  // namespace branchline::window
