#include "desk/page_budget.h"

#include <doctest/doctest.h>

#include <set>

using namespace branchline;

namespace {

// A line that carries so much and takes so long there and back.
struct SteadyLine {
    std::int64_t bytes_per_s;
    std::int64_t round_trip_ms;

    [[nodiscard]] std::int64_t took_ms(std::int64_t bytes) const {
        return round_trip_ms + bytes * 1000 / bytes_per_s;
    }
};

// The sizes of the last four of forty pages.
std::set<std::uint32_t> settled(const SteadyLine& line) {
    desk::PageBudget budget;
    budget.begin_connection();
    budget.note_answer(line.took_ms(1'500));
    std::set<std::uint32_t> last;
    for (int page = 0; page < 40; ++page) {
        budget.note_page(line.took_ms(budget.bytes()));
        if (page >= 36) last.insert(budget.bytes());
    }
    return last;
}

}  // namespace

TEST_CASE("a page takes a half to one and a half seconds of the line, however long the way is") {
    CHECK(settled({8'000, 600}) == std::set<std::uint32_t>{8 * 1024});
    CHECK(settled({8'000, 20}) == std::set<std::uint32_t>{8 * 1024});
    for (const std::int64_t round_trip_ms : {5, 600, 2'000}) {
        CAPTURE(round_trip_ms);
        CHECK(settled({125'000, round_trip_ms}) == std::set<std::uint32_t>{64 * 1024});
        CHECK(settled({12'500'000, round_trip_ms}) == std::set<std::uint32_t>{768 * 1024});
    }
}

TEST_CASE("a new connection begins with a small page, after a slow one with a smaller one") {
    desk::PageBudget budget;
    budget.begin_connection();
    CHECK(budget.bytes() == desk::PageBudget::first_bytes);
    for (int page = 0; page < 10; ++page) budget.note_page(50);
    CHECK(budget.bytes() == desk::PageBudget::most_bytes);
    budget.begin_connection();
    CHECK(budget.bytes() == desk::PageBudget::first_bytes);

    budget.note_answer(100);
    for (int page = 0; page < 10; ++page) budget.note_page(5'000);
    CHECK(budget.bytes() == desk::PageBudget::least_bytes);
    budget.begin_connection();
    CHECK(budget.bytes() == desk::PageBudget::least_bytes);
}
