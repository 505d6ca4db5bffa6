#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "sync/judge.h"

namespace branchline::sync {

namespace {

using Lines = std::vector<std::string_view>;

// For each line of `base` the index of the line of `other` it is matched with, or -1: a longest
// common subsequence. Texts are a page at most, so the quadratic table is fine; beyond the cap the
// texts count as wholly different, which ends in a question to a person, never in a lost line.
std::vector<int> match(const Lines& base, const Lines& other) {
    const std::size_t n = base.size();
    const std::size_t m = other.size();
    std::vector<int> matched(n, -1);
    if (n * m > 4'000'000) return matched;
    std::vector<std::uint32_t> length((n + 1) * (m + 1), 0);
    auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
        return length[i * (m + 1) + j];
    };
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t j = m; j-- > 0;) {
            at(i, j) =
                base[i] == other[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
        }
    }
    for (std::size_t i = 0, j = 0; i < n && j < m;) {
        if (base[i] == other[j]) {
            matched[i++] = static_cast<int>(j++);
        } else if (at(i + 1, j) >= at(i, j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
    return matched;
}

// One edit: lines [base_from, base_to) of the base became [from, to) of the other text.
struct Hunk {
    std::size_t base_from;
    std::size_t base_to;
    std::size_t from;
    std::size_t to;
};

std::vector<Hunk> hunks(const Lines& base, const Lines& other) {
    const std::vector<int> matched = match(base, other);
    std::vector<Hunk> out;
    std::size_t b = 0;
    std::size_t o = 0;
    for (std::size_t i = 0; i <= base.size(); ++i) {
        const bool end = i == base.size();
        if (!end && matched[i] < 0) continue;
        const std::size_t to = end ? other.size() : static_cast<std::size_t>(matched[i]);
        if (b < i || o < to) out.push_back({b, i, o, to});
        b = i + 1;
        o = to + 1;
    }
    return out;
}

bool same_edit(const Hunk& a, const Lines& in_a, const Hunk& b, const Lines& in_b) {
    if (a.base_from != b.base_from || a.base_to != b.base_to) return false;
    const std::vector<std::string_view> x(in_a.begin() + static_cast<std::ptrdiff_t>(a.from),
                                          in_a.begin() + static_cast<std::ptrdiff_t>(a.to));
    const std::vector<std::string_view> y(in_b.begin() + static_cast<std::ptrdiff_t>(b.from),
                                          in_b.begin() + static_cast<std::ptrdiff_t>(b.to));
    return x == y;
}

// Edits of neighbouring lines do not clash; edits of one line, or two insertions at one place, do.
bool clash(const Hunk& a, const Hunk& b) {
    if (a.base_from == b.base_from && a.base_to == b.base_to) return true;
    return a.base_from < b.base_to && b.base_from < a.base_to;
}

void copy(const Lines& from, std::size_t first, std::size_t last, Lines& to) {
    for (std::size_t i = first; i < last; ++i) to.push_back(from[i]);
}

std::string join(const Lines& lines) {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i > 0) text += '\n';
        text += lines[i];
    }
    return text;
}

bool before(const Hunk& a, const Hunk& b) {
    return std::pair(a.base_from, a.base_to) < std::pair(b.base_from, b.base_to);
}

}  // namespace

// Edits of both sides against their common base, taken together in base order.
std::optional<std::string> merge_lines(const std::string& base, const std::string& mine,
                                       const std::string& theirs) {
    const Lines b = split_lines(base);
    const Lines m = split_lines(mine);
    const Lines t = split_lines(theirs);
    const std::vector<Hunk> mine_hunks = hunks(b, m);
    const std::vector<Hunk> their_hunks = hunks(b, t);
    Lines out;
    std::size_t done = 0;
    auto next_mine = mine_hunks.begin();
    auto next_their = their_hunks.begin();
    while (next_mine != mine_hunks.end() || next_their != their_hunks.end()) {
        const bool both = next_mine != mine_hunks.end() && next_their != their_hunks.end();
        if (both && same_edit(*next_mine, m, *next_their, t)) {
            ++next_their;
            continue;
        }
        if (both && clash(*next_mine, *next_their)) return std::nullopt;
        const bool take_mine =
            next_their == their_hunks.end() || (both && before(*next_mine, *next_their));
        const Hunk& hunk = take_mine ? *next_mine++ : *next_their++;
        copy(b, done, hunk.base_from, out);
        copy(take_mine ? m : t, hunk.from, hunk.to, out);
        done = hunk.base_to;
    }
    copy(b, done, b.size(), out);
    return join(out);
}

}  // namespace branchline::sync
