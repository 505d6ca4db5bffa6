#include "desk/status.h"

#include <doctest/doctest.h>

#include "support/desk_fixture.h"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("verdicts are counted once, also over a restart") {
    DeskFixture f;
    const RowId customer = f.create("customer", {{"name", "甲"}}).id;
    f.change("customer", customer, {{"short_name", "甲一"}});
    CHECK(desk::status_of(f.desk()).accepted == 0);
    f.accept_all();
    CHECK(desk::status_of(f.desk()).accepted == 2);
    CHECK(desk::status_of(f.desk()).merged == 0);
    f.change("customer", customer, {{"short_name", "甲二"}});
    f.merge_into_case("customer", customer, "short_name", "甲三");
    f.reopen();
    const desk::DeskStatus status = desk::status_of(f.desk());
    CHECK(status.accepted == 2);
    CHECK(status.merged == 1);
}

TEST_CASE("an exchange leaves its figures, and its error until the next one goes well") {
    DeskFixture f;
    CHECK_FALSE(desk::status_of(f.desk()).data_age_ms.has_value());
    desk::SyncCounts moved;
    moved.bytes_up = 300;
    moved.bytes_down = 2'000;
    desk::note_exchange(f.desk(), moved, {});
    f.clock.now_ms += 60'000;
    moved.bytes_down = 0;
    desk::note_exchange(f.desk(), moved, Error{Code::offline, "link", {}, {}});
    desk::DeskStatus status = desk::status_of(f.desk());
    CHECK(status.bytes_up == 600);
    CHECK(status.bytes_down == 2'000);
    CHECK(status.data_age_ms == 60'000);
    CHECK(status.last_error == "offline");
    CHECK(status.last_error_ms == f.clock.now_ms);
    desk::note_exchange(f.desk(), {}, {});
    status = desk::status_of(f.desk());
    CHECK(status.data_age_ms == 0);
    CHECK(status.last_error.empty());
}
