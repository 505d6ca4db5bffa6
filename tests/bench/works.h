// The works of tools/bench: what each is, and its floor, stand beside its function. Every function
// makes everything anew in `directory`, measures one run, and adds to its figures.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bench/figure.h"

namespace branchline::bench {

// By name, in the order in which they are first asked for.
class Figures {
  public:
    Figure& at(const std::string& work, double target, const std::string& unit = "s");

    [[nodiscard]] const std::vector<std::string>& order() const { return order_; }

    [[nodiscard]] const Figure& of(const std::string& work) const { return figures_.at(work); }

  private:
    std::map<std::string, Figure> figures_;
    std::vector<std::string> order_;
};

struct Work {
    std::string_view name;
    void (*run)(const std::string& directory, std::size_t size, Figures& figures);
    std::size_t size;  // rows, edits: the size that the targets are about
};

void save_orders(const std::string& directory, std::size_t size, Figures& figures);
void move_orders(const std::string& directory, std::size_t size, Figures& figures);
void begin_desks(const std::string& directory, std::size_t size, Figures& figures);
void count_bytes(const std::string& directory, std::size_t size, Figures& figures);
void merge_edits(const std::string& directory, std::size_t size, Figures& figures);
void pass_changes(const std::string& directory, std::size_t size, Figures& figures);
void show_window(const std::string& directory, std::size_t size, Figures& figures);
void find_customers(const std::string& directory, std::size_t size, Figures& figures);
void weigh_processes(const std::string& directory, std::size_t size, Figures& figures);
void crowd_in(const std::string& directory, std::size_t size, Figures& figures);
void grow(const std::string& directory, std::size_t size, Figures& figures);
void open_lists(const std::string& directory, std::size_t size, Figures& figures);

// The process that weigh_processes() looks at: does what is to be weighed, says so in a file, and
// stays.
[[noreturn]] void weigh(const std::string& what, const std::string& folder,
                        const std::string& ready);

}  // namespace branchline::bench
