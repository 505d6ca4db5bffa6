// A whole desk behind a Model, without threads: questions are answered and actions carried out when
// the test pumps. Rows, verdicts, cases and refusals come from DeskFixture; sample_desk() fills it
// with a small company.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "live/clerk.h"
#include "live/model.h"
#include "live/reader.h"
#include "support/desk_fixture.h"

namespace branchline::test {

class InPlaceOffice final : public live::Office {
  public:
    explicit InPlaceOffice(schema::Role role = schema::Role::clerk);
    ~InPlaceOffice() override;

    [[nodiscard]] DeskFixture& fixture() { return fixture_; }

    [[nodiscard]] live::Model& model() { return model_; }

    [[nodiscard]] live::Clerk& clerk() { return *clerk_; }

    void ask(std::uint64_t number, const live::Question& question, std::uint64_t replaces) override;
    void forget(std::uint64_t number) override;
    void perform(live::Ticket ticket, live::Action action) override;
    void stop(live::Ticket ticket) override;

    // Does one thing: an action's step, an answer, the news. False: nothing is left.
    bool pump_one();
    // Everything, until nothing is left.
    void pump();
    // Draws with `frame` until all that it asks for is answered and up to date.
    void settle(const std::function<void(live::Model&)>& frame);
    // As after the end of the process: what is on disk is what is left.
    void restart();
    // What a link would report; the next news tell it.
    void set_line(live::LineState line);
    void set_gate(live::Gate gate);
    // Damage that was found; nothing: it is repaired.
    void set_trouble(std::optional<Error> trouble);

    // Actions that the program would carry out (unlock, exchange …), as they came.
    std::vector<live::Action> for_the_program;
    // What comes of the next of them; nothing: it is done.
    std::optional<Error> program_says;

  private:
    struct Asked {
        std::uint64_t number = 0;
        live::Question question;
    };

    void open();
    void tell_news();

    DeskFixture fixture_;
    live::Model model_;
    std::unique_ptr<live::Clerk> clerk_;
    std::unique_ptr<live::Reader> reader_;
    std::deque<Asked> for_clerk_;
    live::LineState line_;
    live::Gate gate_ = live::Gate::open;
    std::optional<Error> trouble_;
    std::uint64_t told_ = 0;  // change count
    bool opening_ = true;
    bool news_due_ = true;
};

// What sample_desk() has made, by what a test wants to name.
struct SampleDesk {
    std::vector<RowId> customers;
    std::vector<RowId> orders;  // drafts first, then one in each further state
    std::vector<RowId> contracts;
    std::vector<RowId> tasks;
    // Null where the user's role does not write customers:
    RowId customer_in_conflict;  // an open case about its needs
    RowId customer_waiting;      // own changes without a verdict
    RowId customer_refused;      // a change that was refused
    RowId order_of_others;       // of another salesperson
};

// Customers with contacts, orders with lines in every state, contracts with obligations, tasks, an
// open case, a refused change and waiting ones.
SampleDesk sample_desk(DeskFixture& fixture);

}  // namespace branchline::test
