#include "screens/palette.h"

#include <doctest/doctest.h>

using namespace branchline::screens;

TEST_CASE(
    "the beginning of a name fits best, then of a word, then any part, then letters in order") {
    CHECK(fit_of("New order", "new") > fit_of("A new order", "new"));
    CHECK(fit_of("A new order", "new") > fit_of("Renewal", "new"));
    CHECK(fit_of("Renewal", "new") > 0);
    CHECK(fit_of("Submit order", "sord") > 0);
    CHECK(fit_of("Submit order", "xyz") == 0);
    CHECK(fit_of("提交审核", "审核") > 0);
    CHECK(fit_of("anything", "") > 0);
}
