#include "screens/draft_keeper.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "domain/catalogue.h"

using namespace branchline;
using namespace branchline::screens;

namespace {

// Notes what is to be kept, and answers nothing.
class NotingOffice final : public live::Office {
  public:
    void ask(std::uint64_t, const live::Question&, std::uint64_t) override {}

    void perform(live::Ticket, live::Action action) override {
        if (auto* keep = std::get_if<live::KeepDraft>(&action)) kept.push_back(std::move(*keep));
    }

    void stop(live::Ticket) override {}

    std::vector<live::KeepDraft> kept;
};

struct Desk {
    NotingOffice office;
    live::Model model{domain::catalogue(), office};
    DraftKeeper keeper;
    Draft draft;

    Desk() {
        draft.name = "record/customer/new";
        draft.record.entity = domain::catalogue().entity("customer")->id;
    }

    void type(std::string text) {
        draft.type(draft.record, *domain::catalogue().entity("customer")->field("name"),
                   std::move(text));
    }
};

}  // namespace

TEST_CASE("a draft asks for the frame in which it is kept, and for no further one") {
    Desk desk;
    CHECK_FALSE(desk.keeper.look(desk.model, desk.draft, 1'000).has_value());
    desk.type("样");
    CHECK(desk.keeper.look(desk.model, desk.draft, 10'000) == 12'000);
    desk.type("样例");
    CHECK(desk.keeper.look(desk.model, desk.draft, 11'000) == 12'000);
    CHECK(desk.office.kept.empty());
    CHECK_FALSE(desk.keeper.look(desk.model, desk.draft, 12'000).has_value());
    REQUIRE(desk.office.kept.size() == 1);
    CHECK(desk.office.kept.front().content == desk.draft.encode());
    CHECK_FALSE(desk.keeper.look(desk.model, desk.draft, 60'000).has_value());
    CHECK(desk.office.kept.size() == 1);
    desk.type("样例物");
    CHECK(desk.keeper.look(desk.model, desk.draft, 61'000) == 63'000);
}

TEST_CASE("who leaves the place keeps his draft at once") {
    Desk desk;
    desk.type("样例");
    desk.keeper.look(desk.model, desk.draft, 1'000);
    desk.keeper.keep_now(desk.model, desk.draft);
    REQUIRE(desk.office.kept.size() == 1);
    CHECK_FALSE(desk.keeper.look(desk.model, desk.draft, 1'001).has_value());
    desk.keeper.keep_now(desk.model, desk.draft);
    CHECK(desk.office.kept.size() == 1);
}

TEST_CASE("a draft that is taken back to its beginning is forgotten") {
    Desk desk;
    desk.type("样例");
    desk.keeper.keep_now(desk.model, desk.draft);
    desk.draft.record.typed.clear();
    desk.keeper.keep_now(desk.model, desk.draft);
    REQUIRE(desk.office.kept.size() == 2);
    CHECK(desk.office.kept.back().content.empty());
    CHECK_FALSE(desk.keeper.has_kept());
}

TEST_CASE("a draft that was found and has nothing typed in it stays") {
    Desk desk;
    desk.keeper.took_up(desk.draft.encode());
    desk.keeper.keep_now(desk.model, desk.draft);
    CHECK_FALSE(desk.keeper.look(desk.model, desk.draft, 1'000).has_value());
    CHECK(desk.office.kept.empty());
}
