#include "live/folders.h"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

using namespace branchline;
using namespace branchline::live;

namespace fs = std::filesystem;

TEST_CASE(
    "a folder lists its folders first, then the files that are asked for, hidden ones left out") {
    const fs::path folder =
        fs::temp_directory_path() / ("branchline-folders-" + std::to_string(std::rand()));
    fs::create_directories(folder / "客户");
    for (const char* name : {"b.csv", "A.CSV", "notes.txt", ".hidden.csv"})
        std::ofstream(folder / name) << "12345";
    FolderQuestion question;
    question.path = folder.string();
    question.endings = {".csv"};
    const auto answer = list_folder(question);
    REQUIRE(answer.has_value());
    REQUIRE(answer->entries.size() == 3);
    CHECK(answer->entries[0].name == "客户");
    CHECK(answer->entries[0].is_folder);
    CHECK(answer->entries[1].name == "A.CSV");
    CHECK(answer->entries[2].name == "b.csv");
    CHECK(answer->entries[2].size_bytes == 5);
    fs::last_write_time(folder / "A.CSV",
                        fs::last_write_time(folder / "b.csv") + std::chrono::hours(1));
    const auto later = list_folder(question);
    REQUIRE(later.has_value());
    CHECK(later->entries[1].changed > later->entries[2].changed);
    CHECK(answer->parent == folder.parent_path().string());
    fs::remove_all(folder);
    CHECK(list_folder(question).error().code == Code::not_found);
}
