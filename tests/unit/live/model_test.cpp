#include "live/model.h"

#include <doctest/doctest.h>

#include "domain/catalogue.h"

using namespace branchline;
using namespace branchline::live;

namespace {

// Writes down what it is asked; answers when the test says so.
class PaperOffice final : public Office {
  public:
    struct Asked {
        std::uint64_t number;
        Question question;
        std::uint64_t replaces;
    };

    void ask(std::uint64_t number, const Question& question, std::uint64_t replaces) override {
        asked.push_back({number, question, replaces});
    }

    void forget(std::uint64_t number) override { forgotten.push_back(number); }

    void perform(Ticket ticket, Action action) override {
        performed.emplace_back(ticket, std::move(action));
    }

    void stop(Ticket ticket) override { stopped.push_back(ticket); }

    std::vector<Asked> asked;
    std::vector<std::uint64_t> forgotten;
    std::vector<std::pair<Ticket, Action>> performed;
    std::vector<Ticket> stopped;
};

RowsQuestion list(std::int64_t first) {
    RowsQuestion question;
    question.entity = 8;
    question.first = first;
    return question;
}

struct Desk {
    PaperOffice office;
    Model model{domain::catalogue(), office};
    std::int64_t now_ms = 1'000;

    auto frame(const RowsQuestion& question) {
        model.begin_frame(now_ms);
        auto seen = model.see("list", question);
        model.end_frame();
        return seen;
    }

    void answer(std::uint64_t number, std::int64_t count) {
        RowsAnswer rows;
        rows.count = count;
        model.take(Reply{number, rows, std::nullopt});
    }

    void change(std::uint64_t count) {
        News news;
        news.change_count = count;
        model.take(news);
    }
};

}  // namespace

TEST_CASE("a place on the screen asks once, and shows the answer in every frame") {
    Desk d;
    CHECK(d.frame(list(0)) == nullptr);
    CHECK(d.frame(list(0)) == nullptr);
    REQUIRE(d.office.asked.size() == 1);
    d.answer(1, 7);
    const auto seen = d.frame(list(0));
    REQUIRE(seen != nullptr);
    CHECK(seen->value.count == 7);
    CHECK(d.frame(list(0)) == seen);
    CHECK(d.office.asked.size() == 1);
}

TEST_CASE("the answer before stays while a new question is out, and says what it answers") {
    Desk d;
    d.frame(list(0));
    d.answer(1, 7);
    const auto before = d.frame(list(100));
    REQUIRE(before != nullptr);
    CHECK(before->question == list(0));
    REQUIRE(d.office.asked.size() == 2);
    CHECK(d.office.asked[1].replaces == 0);
    d.frame(list(200));
    CHECK(d.office.asked[2].replaces == 2);
    d.answer(3, 8);
    CHECK(d.frame(list(200))->question == list(200));
}

TEST_CASE("an answer to an older question is shown until the newer one is there, never after") {
    Desk d;
    d.frame(list(0));
    d.frame(list(100));
    d.frame(list(200));
    d.answer(2, 5);
    CHECK(d.frame(list(200))->question == list(100));
    d.answer(1, 4);
    CHECK(d.frame(list(200))->question == list(100));
    d.answer(3, 6);
    d.answer(2, 5);
    CHECK(d.frame(list(200))->question == list(200));
}

TEST_CASE("a question may be answered twice, the second time with the whole count") {
    Desk d;
    d.frame(list(0));
    d.answer(1, 101);
    d.answer(1, 5'000);
    CHECK(d.frame(list(0))->value.count == 5'000);
    CHECK(d.office.asked.size() == 1);
}

TEST_CASE("changed rows are asked for again by themselves, costly ones not at once") {
    Desk d;
    d.frame(list(0));
    d.now_ms += 100;
    d.model.begin_frame(d.now_ms);
    d.answer(1, 7);
    d.change(1);
    CHECK(d.frame(list(0))->value.count == 7);
    CHECK(d.office.asked.size() == 1);
    const auto wake = d.model.wake_at_ms();
    REQUIRE(wake.has_value());
    d.now_ms = *wake;
    d.frame(list(0));
    REQUIRE(d.office.asked.size() == 2);
    CHECK_FALSE(d.model.wake_at_ms().has_value());
    d.answer(2, 8);
    CHECK(d.frame(list(0))->value.count == 8);
    CHECK(d.office.asked.size() == 2);
}

TEST_CASE("what nobody looks at any more is forgotten") {
    Desk d;
    d.frame(list(0));
    d.model.begin_frame(d.now_ms);
    d.model.end_frame();
    CHECK(d.office.forgotten == std::vector<std::uint64_t>{1});
    d.answer(1, 7);
    CHECK(d.frame(list(0)) == nullptr);
    CHECK(d.office.asked.size() == 2);
}

TEST_CASE("an action is busy until its outcome, which is told once and noted") {
    Desk d;
    const Ticket ticket = d.model.perform(Undo{});
    CHECK(d.model.is_busy(ticket));
    CHECK_FALSE(d.model.outcome_of(ticket).has_value());
    Outcome outcome;
    outcome.ticket = ticket;
    outcome.command = "undo";
    d.model.take(Progress{ticket, "undo", 0.5, 10, true});
    CHECK(d.model.work().size() == 1);
    d.model.take(outcome);
    CHECK_FALSE(d.model.is_busy(ticket));
    CHECK(d.model.work().empty());
    CHECK(d.model.outcome_of(ticket).has_value());
    CHECK_FALSE(d.model.outcome_of(ticket).has_value());
    REQUIRE(d.model.notices().size() == 1);
}

TEST_CASE("settings and drafts are there at once, and are kept only when they change") {
    Desk d;
    News news;
    news.gate = Gate::open;
    news.settings = {{"theme", "dark"}};
    news.drafts = {{"order/new", "{}"}};
    d.model.take(news);
    CHECK(d.model.setting("theme") == "dark");
    CHECK(d.model.setting("zoom", "100") == "100");
    d.model.keep("theme", "dark");
    CHECK(d.office.performed.empty());
    d.model.keep("theme", "light");
    CHECK(d.model.setting("theme") == "light");
    CHECK(d.office.performed.size() == 1);
    REQUIRE(d.model.draft("order/new") != nullptr);
    SUBCASE("a draft is forgotten by hand") {
        d.model.keep_draft("order/new", "");
        CHECK(d.model.draft("order/new") == nullptr);
    }
    SUBCASE("a draft goes with the save that finishes it, and stays where that is refused") {
        SaveRecord save;
        save.draft = "order/new";
        Outcome outcome;
        outcome.ticket = d.model.perform(save);
        outcome.error = Error{Code::required, "order", {}, {"customer"}};
        d.model.take(outcome);
        CHECK(d.model.draft("order/new") != nullptr);
        outcome.ticket = d.model.perform(save);
        outcome.error.reset();
        d.model.take(outcome);
        CHECK(d.model.draft("order/new") == nullptr);
    }
}
