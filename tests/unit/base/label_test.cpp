#include "base/label.h"

#include <doctest/doctest.h>

namespace branchline {

TEST_CASE("a label speaks the language asked for") {
    constexpr Label label{"客户", "Customer"};
    static_assert(label.in(Lang::en) == "Customer");
    CHECK(label.in(Lang::zh) == "客户");
    CHECK(label.in(Lang::en) == "Customer");
}

}  // namespace branchline
