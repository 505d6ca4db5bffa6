#include "support/reference_text.h"

#include <algorithm>
#include <vector>

namespace branchline::test {

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
    Lines lines;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

// `lines` stand in place of base lines [first, last).
struct Hunk {
    std::size_t first;
    std::size_t last;
    Lines lines;

    friend bool operator==(const Hunk&, const Hunk&) = default;

    [[nodiscard]] bool inserts() const { return first == last; }
};

// Longest common subsequence by the table; memos are short.
std::vector<std::vector<std::size_t>> common_lengths(const Lines& a, const Lines& b) {
    std::vector<std::vector<std::size_t>> length(a.size() + 1,
                                                 std::vector<std::size_t>(b.size() + 1, 0));
    for (std::size_t i = a.size(); i-- > 0;) {
        for (std::size_t j = b.size(); j-- > 0;) {
            length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1
                                        : std::max(length[i + 1][j], length[i][j + 1]);
        }
    }
    return length;
}

std::vector<Hunk> hunks_between(const Lines& base, const Lines& other) {
    const auto length = common_lengths(base, other);
    std::vector<Hunk> hunks;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < base.size() || j < other.size()) {
        Hunk hunk{i, i, {}};
        while (!(i < base.size() && j < other.size() && base[i] == other[j]) &&
               (i < base.size() || j < other.size())) {
            if (j == other.size() || (i < base.size() && length[i + 1][j] >= length[i][j + 1])) {
                hunk.last = ++i;
            } else {
                hunk.lines.push_back(other[j++]);
            }
        }
        if (!hunk.inserts() || !hunk.lines.empty()) {
            hunks.push_back(hunk);
        } else {
            ++i;
            ++j;
        }
    }
    return hunks;
}

bool clash(const Hunk& a, const Hunk& b) {
    if (a == b) {
        return false;
    }
    if (a.inserts() && b.inserts()) {
        return a.first == b.first;
    }
    if (a.inserts()) {
        return b.first < a.first && a.first < b.last;
    }
    if (b.inserts()) {
        return a.first < b.first && b.first < a.last;
    }
    return std::max(a.first, b.first) < std::min(a.last, b.last);
}

}  // namespace

std::optional<std::string> merge_texts(const std::string& base, const std::string& mine,
                                       const std::string& theirs) {
    const Lines lines = lines_of(base);
    std::vector<Hunk> hunks = hunks_between(lines, lines_of(theirs));
    for (const Hunk& hunk : hunks_between(lines, lines_of(mine))) {
        for (const Hunk& other : hunks) {
            if (clash(hunk, other)) {
                return std::nullopt;
            }
        }
        if (std::ranges::find(hunks, hunk) == hunks.end()) {
            hunks.push_back(hunk);
        }
    }
    std::ranges::stable_sort(hunks, [](const Hunk& a, const Hunk& b) {
        return std::pair(a.first, a.last) < std::pair(b.first, b.last);
    });
    Lines merged;
    std::size_t at = 0;
    for (const Hunk& hunk : hunks) {
        merged.insert(merged.end(), lines.begin() + std::ptrdiff_t(at),
                      lines.begin() + std::ptrdiff_t(hunk.first));
        merged.insert(merged.end(), hunk.lines.begin(), hunk.lines.end());
        at = hunk.last;
    }
    merged.insert(merged.end(), lines.begin() + std::ptrdiff_t(at), lines.end());
    std::string text;
    for (std::size_t i = 0; i < merged.size(); ++i) {
        text += (i == 0 ? "" : "\n") + merged[i];
    }
    return text;
}

}  // namespace branchline::test
