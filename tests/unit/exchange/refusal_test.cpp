#include "exchange/refusal.h"

#include <doctest/doctest.h>

#include <string>

using namespace branchline;
using namespace branchline::exchange;

TEST_CASE("every fault has a sentence in both languages and a code") {
    for (int i = 0; i <= static_cast<int>(Fault::unreadable_text); ++i) {
        const auto fault = static_cast<Fault>(i);
        CHECK_FALSE(fault_label(fault).zh.empty());
        CHECK_FALSE(fault_label(fault).en.empty());
        CHECK(fault_code(fault) != Code::none);
    }
}

TEST_CASE("a refusal says where, what and why") {
    const Refusal refusal = refusal_of(Fault::cell_without_heading, 7, 7, "#4");
    CHECK(refusal.error.code == Code::bad_csv);
    const std::string english = refusal.message(Lang::en);
    CHECK(english.find("#4") != std::string::npos);
    CHECK(english.find("no heading above it") != std::string::npos);
    CHECK(refusal.message(Lang::zh).find("列名") != std::string::npos);

    Refusal value{3, 3, "税号", Error{Code::bad_value, "税号", "abc", {}}, {}};
    CHECK(value.message(Lang::zh).find("abc") != std::string::npos);
}
