#include "store/depot_check.h"

namespace branchline::store {

namespace {

constexpr std::int64_t files_at_a_time = 100;

bool is_sound(const Depot& depot, const DepotFile& file) {
    for (std::int64_t at = 0; at < file.size; at += chunk_bytes) {
        if (!depot.is_sound(file, at)) return false;
    }
    return true;
}

}  // namespace

std::vector<Digest> unsound_files(const Depot& depot) {
    std::vector<Digest> unsound;
    std::int64_t last = 0;
    for (;;) {
        const std::vector<DepotFile> files = depot.after(last, files_at_a_time);
        if (files.empty()) return unsound;
        last = files.back().number;
        for (const DepotFile& file : files) {
            if (file.whole && !is_sound(depot, file)) unsound.push_back(file.digest);
        }
    }
}

}  // namespace branchline::store
