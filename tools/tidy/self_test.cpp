#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>

#include "tidy/check.h"

namespace branchline::tidy {

namespace {

struct Planted {
    std::string_view path;
    std::string text;
};

struct Plant {
    std::string_view check;
    std::vector<Planted> files;
    std::string_view expected;  // part of the message
};

std::string function_of(int lines) {
    std::string text = "namespace branchline {\n\nint long_one(int x) {\n";
    for (int i = 0; i < lines - 3; ++i) {
        text += "    ++x;\n";
    }
    return text + "    return x;\n}\n\n}  // namespace branchline\n";
}

std::string lines_of_comment(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += "// a line\n";
    }
    return text;
}

std::string coroutine_of(std::string_view statement) {
    return "Task run() {\n    " + std::string(statement) + "\n}\n";
}

constexpr std::string_view header_start = "// What it is.\n#pragma once\n";

// Correct in every respect, and near to a violation wherever a check could be too eager.
std::vector<Planted> clean_tree() {
    return {
        {"shared/base/result.h", std::string(header_start) + "#include <string>\n"},
        {"shared/base/platform_linux.cpp",
         "#include <unistd.h>\n\nauto now = system_clock::now();\n"},
        {"shared/schema/spec.h", "#pragma once\n\n// What it is.\n#include \"base/result.h\"\n"},
        {"shared/store/sqlite.cpp",
         "#include <sqlite3.h>\n\nauto sql = \"SELECT x\" R\"(FROM \"t\" // no comment)\";\n"},
        {"shared/sync/merge.cpp",
         "#include \"store/replica.h\"\n// #include \"hub/hub.h\"; std::thread is elsewhere,\n"
         "/* SELECT x */ std::thread::id owner = std::this_thread::get_id();\n"
         "const char* text = \"std::cout\"; int operand(int); int n = 1'000 + operand(2);\n"},
        {"shared/domain/order.h",
         std::string(header_start) + "const char* label = \"\xE8\xAE\xA2\xE5\x8D\x95\";\n"},
        {"client/link/link.cpp",
         "#include <asio.hpp>\n\nTask run() {\n    auto body = [x] { return x; };\n"
         "    co_await post(body);\n    if (any_of(list, [](int i) { return i > 0; })) {\n"
         "        stop();\n    }\n    auto [error, size] = co_await read(buffer[1]);\n"
         "    while (co_await more()) {\n        spawn(pool, [s] { s->go(); }, detached);\n"
         "    }\n    std::vector<int> list{1, 2};\n    switch (co_await next()) {\n"
         "        case 1: {\n            co_return;\n        }\n    }\n}\n"},
        {"client/window/main.cpp", "#include <GLFW/glfw3.h>\n"},
        {"tests/unit/base/result_test.cpp",
         "#include \"base/result.h\"\n\nTEST_CASE(\"a, b\") { f(\";\"); }\n"},
        {"tests/data/golden.txt", "kept \t\r\n \nas it is"},
        {"tools/work", "#!/usr/bin/env bash\ndirectory=$(mktemp -d /tmp/work.XXXXXX)\n"},
        {"README.md", "# \xE5\xAE\xA2\xE6\x88\xB7\n"},
        {"build/release/ignored.cpp", "#include <sqlite3.h>\t"},
    };
}

std::vector<Plant> include_plants() {
    const std::string asio = "#include <asio.hpp>\n";
    return {
        {"layers",
         {{"shared/store/bad.cpp", "#include \"sync/merge.h\"\n"}},
         "must not include sync"},
        {"layers", {{"shared/store/bad.cpp", "#include \"domain/order.h\"\n"}}, "(layer 2)"},
        {"layers", {{"shared/sync/bad.cpp", "#include \"domain/order.h\"\n"}}, "names no entity"},
        {"layers", {{"client/screens/bad.cpp", "#include \"hub/hub.h\"\n"}}, "only in shared"},
        {"layers", {{"client/main.cpp", "#include \"main/serve.h\"\n"}}, "must not include main"},
        {"layers", {{"shared/sync/bad.cpp", "#include \"../store/replica.h\"\n"}}, "from the root"},
        {"layers", {{"shared/sync/bad.cpp", "#include \"merge.h\"\n"}}, "from the root"},
        {"layers", {{"shared/sync/bad.cpp", "#  include <store/replica.h>\n"}}, "with quotes"},
        {"layers", {{"shared/sync/bad.cpp", "#include \"stores/replica.h\"\n"}}, "no library"},
        {"externals", {{"shared/sync/bad.cpp", "#include <sqlite3.h>\n"}}, "SQLite"},
        {"externals", {{"shared/store/bad.h", "#include <sqlite3.h>\n"}}, "SQLite"},
        {"externals", {{"client/desk/bad.cpp", "#include <asio/ssl.hpp>\n"}}, "Asio"},
        {"externals",
         {{"server/gate/a.cpp", asio}, {"server/gate/b.cpp", asio}, {"server/gate/c.cpp", asio}},
         "more than 2 files"},
        {"externals", {{"shared/sync/bad.cpp", "#include <cereal/cereal.hpp>\n"}}, "cereal"},
        {"externals", {{"client/desk/bad.cpp", "#include <imgui.h>\n"}}, "ImGui"},
        {"externals", {{"client/ui/bad.cpp", "#include <GLFW/glfw3.h>\n"}}, "GLFW"},
        {"externals", {{"shared/base/bad.cpp", "#include <sys/stat.h>\n"}}, "POSIX"},
        {"externals", {{"server/main/bad.cpp", "#include <unistd.h>\n"}}, "POSIX"},
    };
}

std::vector<Plant> word_plants() {
    return {
        {"words", {{"shared/sync/bad.cpp", "void f() { std::cout << 1; }\n"}}, "std::cout"},
        {"words", {{"client/desk/bad.cpp", "std::jthread worker;\n"}}, "std::jthread"},
        {"words",
         {{"server/hub/bad.cpp", "auto now = std::chrono::system_clock::now();\n"}},
         "time"},
        {"words", {{"shared/domain/bad.cpp", "int dice = std::rand();\n"}}, "rand("},
        {"words", {{"client/desk/bad.cpp", "auto q = \"SELECT id FROM t\";\n"}}, "SQL"},
        {"words", {{"client/desk/bad.cpp", "auto q = R\"(UPDATE t SET a=1)\";\n"}}, "SQL"},
        {"words", {{"shared/sync/bad.cpp", "// TODO: finish\n"}}, "leftover"},
        {"words", {{"tools/work", "#!/bin/sh\n# FIXME\n"}}, "leftover"},
        {"words",
         {{"tools/work", "#!/bin/sh\ncurl http://packages.debian.example\n"}},
         "package host"},
        {"characters", {{"shared/sync/bad.cpp", "// \xE5\xAE\xA2\n"}}, "Chinese"},
        {"characters", {{"tools/work", "#!/bin/sh\n# \xEF\xBC\x8C\n"}}, "Chinese"},
        {"test_names", {{"tests/unit/base/bad_test.cpp", "TEST_CASE(\"a; b\") {}\n"}}, "two tests"},
    };
}

std::vector<Plant> text_plants() {
    const std::string wide(101, 'x');
    return {
        {"text", {{"shared/sync/bad.cpp", "// " + wide + "\n"}}, "104 columns"},
        {"text", {{"shared/sync/bad.cpp", "\tint x;\n"}}, "a tab"},
        {"text", {{"README.md", "# Title\r\n"}}, "CR LF"},
        {"text", {{"README.md", "# Title \n"}}, "trailing"},
        {"text", {{"README.md", "# Title"}}, "no newline"},
        {"text", {{"README.md", "\xEF\xBB\xBF# Title\n"}}, "byte order"},
        {"headers", {{"shared/sync/bad.h", "// What it is.\nint f();\n"}}, "#pragma once"},
        {"headers", {{"shared/sync/bad.h", "#pragma once\n\nint f();\n"}}, "no head comment"},
        {"sizes", {{"shared/sync/bad.cpp", function_of(61)}}, "long_one: 61 lines (limit 60)"},
        {"sizes", {{"shared/sync/bad.cpp", lines_of_comment(501)}}, "501 lines (limit 500)"},
        {"sizes",
         {{"shared/sync/bad.cpp", function_of(63)},
          {ratchet_path, "# list\n62 function shared/sync/bad.cpp long_one\n"}},
         "63 lines (limit 62)"},
        {"sizes",
         {{"shared/sync/bad.cpp", function_of(60)},
          {ratchet_path, "62 function shared/sync/bad.cpp long_one\n"}},
         "no longer too long"},
    };
}

// Every way to begin a function that the code uses; the name must come out right as well.
std::vector<Plant> function_plants() {
    struct Head {
        std::string_view text;
        std::string_view name;
    };

    std::vector<Plant> plants;
    for (const Head& head : {
             Head{"template <class T = decltype(f(1))> requires(sizeof(T) > 2) void f(T x) {",
                  "f:"},
             Head{"Store::Store(int a) : a_{a}, b_(a), c_{{1, 2}} {", "Store::Store:"},
             Head{"class Store : public Base {\n  public:\n    int size() const noexcept {",
                  "size:"},
             Head{"bool operator==(const A& a, const A& b) {", "="},
             Head{"auto later(int x = 1) -> std::vector<int> {", "later:"},
             Head{"struct Point { int x{1}; } p = {2};\nint after() {", "after:"},
             Head{"[[nodiscard]] static constexpr int marked(int x[3]) {", "marked:"},
             Head{"extern \"C\" {\nvoid plain() {", "plain:"},
             Head{"TEST_CASE(\"a sentence (with braces {)\") {", "\"a sentence (with braces {)\""},
         }) {
        std::string text(head.text);
        for (int i = 0; i < 61; ++i) {
            text += "\n    run([] { return 1; });";
        }
        plants.push_back({"sizes", {{"shared/sync/bad.cpp", text + "\n}\n"}}, head.name});
    }
    return plants;
}

std::vector<Plant> coroutine_plants() {
    std::vector<Plant> plants;
    for (const std::string_view statement : {
             "co_await run([big]() -> Task { co_return; });",
             "auto size = co_await write({buffer, 2});",
             "if (co_await send(Request{1})) { stop(); }",
             "use(Request{1}, co_await next());",
             "for (int i = co_await first(Bound{}); i < 3; ++i) { stop(); }",
             "return [x] { use(Pair{co_await x}); };",
             "if (any_of([](int i) { return i; }, co_await list())) { stop(); }",
         }) {
        plants.push_back({"coroutines",
                          {{"client/link/bad.cpp", coroutine_of(statement)}},
                          "destroys it twice"});
    }
    return plants;
}

// A folder that is gone when the test ends, however it ends.
class Scratch {
  public:
    Scratch()
        : path_(std::filesystem::temp_directory_path() /
                ("branchline-tidy-" +
                 std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()))) {}

    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    Tree fill(const std::vector<Planted>& more) const {
        std::filesystem::remove_all(path_);
        for (const auto& files : {clean_tree(), more}) {
            for (const Planted& file : files) {
                const std::filesystem::path path = path_ / file.path;
                std::filesystem::create_directories(path.parent_path());
                std::ofstream(path, std::ios::binary) << file.text;
            }
        }
        return load_tree(path_);
    }

  private:
    std::filesystem::path path_;
};

bool finds(const Plant& plant, const Tree& tree) {
    for (const Check& check : all_checks()) {
        if (check.name == plant.check) {
            return std::ranges::any_of(check.run(tree), [&](const Violation& violation) {
                return violation.message.find(plant.expected) != std::string::npos;
            });
        }
    }
    return false;
}

bool blames_nobody(const Tree& tree) {
    bool quiet = true;
    for (const Check& check : all_checks()) {
        for (const Violation& violation : check.run(tree)) {
            std::cout << "wrongly blamed: " << violation.path << ":" << violation.line << ": ["
                      << check.name << "] " << violation.message << "\n";
            quiet = false;
        }
    }
    return quiet;
}

}  // namespace

bool self_test() {
    const Scratch scratch;
    bool passed = blames_nobody(scratch.fill({}));
    // What --bless writes must satisfy the check it is written for.
    std::vector<Planted> blessed = {{"shared/sync/long.cpp", function_of(80)}};
    blessed.push_back({ratchet_path, present_ratchet(scratch.fill(blessed))});
    passed = blames_nobody(scratch.fill(blessed)) && passed;

    std::size_t planted = 0;
    std::size_t found = 0;
    for (const auto& plants :
         {include_plants(), word_plants(), text_plants(), function_plants(), coroutine_plants()}) {
        for (const Plant& plant : plants) {
            ++planted;
            if (finds(plant, scratch.fill(plant.files))) {
                ++found;
            } else {
                std::cout << "not found: [" << plant.check << "] " << plant.expected << "\n";
            }
        }
    }
    std::cout << found << " of " << planted << " planted violations found\n";
    return passed && found == planted;
}

}  // namespace branchline::tidy
