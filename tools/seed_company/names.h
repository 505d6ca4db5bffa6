// Made-up names of companies, people and goods in two scripts, the frequent ones more often. The
// same from the same chance on every machine.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/random.h"

namespace branchline::company {

struct CompanyName {
    std::string full;
    std::string brief;
};

class Names {
  public:
    explicit Names(Random& random) : random_(random) {}

    CompanyName company();  // each full name once
    std::string person();
    std::string place();  // a town, the large ones more often
    std::string district();
    std::string mobile();
    std::string landline();
    std::string cargo();
    std::string packaging();
    std::string requirement();  // often none
    std::string needs();
    std::string task();
    std::string obligation();
    std::string position();

    // 0 … count - 1: the first ones much more often, with a long tail.
    std::size_t skewed(std::size_t count, int power = 2);

    bool one_in(std::uint64_t count) { return random_.below(count) == 0; }

    std::int64_t between(std::int64_t least, std::int64_t most);

  private:
    using Words = std::span<const std::string_view>;

    std::string_view any(Words words);
    std::string_view frequent(Words words);
    CompanyName chinese();
    CompanyName latin();

    Random& random_;
    std::unordered_set<std::string> used_;
};

}  // namespace branchline::company
