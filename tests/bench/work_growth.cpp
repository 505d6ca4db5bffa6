// W7: W1b, W1c, W3 and W4 in smaller amounts, in a company that has 10,000 orders, and again when
// it has ten times as many, and so on up to the size: the server and both desks have grown alike.
// The floor is what the same took with the 10,000; the target is that it stays flat.
#include <algorithm>
#include <optional>

#include "bench/exchanges.h"
#include "bench/works.h"

namespace branchline::bench {

namespace {

constexpr std::size_t first_size = 10'000;
constexpr std::size_t moved_rows = 2'000;
constexpr std::size_t merged_rows = 300;
constexpr std::size_t passed_changes = 100;
constexpr std::size_t rounds = 3;  // the median of these counts

struct Took {
    double up_s = 0;
    double down_s = 0;
    double merge_s = 0;
    double pass_s = 0;
};

class GrowingCompany {
  public:
    explicit GrowingCompany(const std::string& directory)
        : server_(directory + "/hub"),
          one_(server_, directory + "/one", "lin"),
          other_(server_, directory + "/other", "chen") {
        one_.go_online();
        one_.settle();
        one_.run([&](desk::Desk& desk) { customers_ = create_customers(desk, 300); });
        both_level();
    }

    void grow_to(std::size_t orders) {
        while (orders_ < orders) move(std::min(orders - orders_, first_size));
    }

    Took measure() {
        std::vector<double> up;
        std::vector<double> down;
        std::vector<double> merge;
        std::vector<double> pass;
        for (std::size_t i = 0; i < rounds; ++i) {
            Moved moved = move(moved_rows);
            up.push_back(moved.up_s);
            down.push_back(moved.down_s);
            moved.orders.resize(merged_rows);
            merge.push_back(merge_between(one_, other_, moved.orders));
            both_level();
            pass.push_back(quantile(pass_between(one_, other_, moved.orders, passed_changes), 0.5));
        }
        return {quantile(up, 0.5), quantile(down, 0.5), quantile(merge, 0.5), quantile(pass, 0.5)};
    }

  private:
    Moved move(std::size_t rows) {
        both_level();
        one_.go_offline();
        other_.go_offline();
        Moved moved = move_between(one_, other_, sample_rows(++seed_, rows), customers_);
        both_level();
        orders_ += rows;
        return moved;
    }

    void both_level() {
        one_.go_online();
        one_.settle();
        other_.go_online();
        other_.settle();
    }

    Server server_;
    Seat one_;
    Seat other_;
    std::vector<RowId> customers_;
    std::size_t orders_ = 0;
    std::uint64_t seed_ = 0;
};

}  // namespace

void grow(const std::string& directory, std::size_t size, Figures& figures) {
    constexpr double flat = 1.3;
    GrowingCompany company(directory);
    std::optional<Took> first;
    for (std::size_t orders = first_size; orders <= size; orders *= 10) {
        company.grow_to(orders);
        const Took took = company.measure();
        if (!first) {
            first = took;
            continue;
        }
        const std::string at = "W7/" + std::to_string(orders);
        figures.at(at + "/up", flat).add(took.up_s, first->up_s);
        figures.at(at + "/down", flat).add(took.down_s, first->down_s);
        figures.at(at + "/merge", flat).add(took.merge_s, first->merge_s);
        figures.at(at + "/pass", flat).add(took.pass_s, first->pass_s);
    }
}

}  // namespace branchline::bench
