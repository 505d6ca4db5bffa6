// story FILE      tells it; 1 and the line with what was seen instead if it is not so
// story --wrong FILE   a story that is not so: its first line says "# wrong at LINE: WHAT WAS SEEN"
// story --language     the sentences one can use
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/text.h"
#include "stories/story.h"

namespace {

using namespace branchline;

// Which line is wrong, and why; the first line of a story that should be.
std::string expectation(std::string_view text) {
    const auto lines = split_lines(text);
    constexpr std::string_view mark = "# wrong at ";
    if (lines.empty() || !lines.front().starts_with(mark)) return {};
    return std::string(lines.front().substr(mark.size()));
}

int tell(const std::string& path, bool wrong) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    if (!in) {
        std::cerr << "story: " << path << " cannot be read\n";
        return 2;
    }
    const test::Trouble trouble = test::Story().tell(text.str());
    const std::string seen = std::to_string(trouble.line) + ": " + trouble.text;
    if (wrong) {
        if (trouble.line != 0 && seen == expectation(text.str())) return 0;
        std::cout << path << ": should be wrong at " << expectation(text.str()) << "\n  it is "
                  << (trouble.line == 0 ? "told to the end" : "wrong at " + seen) << '\n';
        return 1;
    }
    if (trouble.line == 0) return 0;
    const std::string told = text.str();
    const auto lines = split_lines(told);
    const std::size_t at = trouble.line - 1;
    std::cout << path << ":" << trouble.line << ": "
              << (at < lines.size() ? std::string(trim(lines[at])) : "") << "\n  " << trouble.text
              << '\n';
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    if (first == "--language") {
        std::cout << test::Story::language();
        return 0;
    }
    const bool wrong = first == "--wrong";
    if (argc != (wrong ? 3 : 2)) {
        std::cerr << "story FILE | story --wrong FILE | story --language\n";
        return 2;
    }
    return tell(argv[argc - 1], wrong);
}
