// The writing half of a desk for a window: carries out actions, one bounded step at a time, and
// answers what needs the replica itself. Short actions come first, in the order they were given;
// files are worked through in between, so that saving never waits for an import. What concerns the
// profile and the line (unlock, enrol, exchange …) is the program's to carry out. On the writer's
// thread.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "desk/desk.h"
#include "live/messages.h"
#include "live/model.h"

namespace branchline::live {

// What the program knows of the line; the rest of a status is read from the replica.
struct LineState {
    desk::LinkState link = desk::LinkState::down;
    std::optional<Error> error;
    std::int64_t offline_since_ms = 0;
    bool paused = false;
    double loading = 1;
    std::int64_t bytes_up = 0;
    std::int64_t bytes_down = 0;
};

// Long work of the clerk, a step at a time (works.cpp).
class Work;

class Clerk {
  public:
    using Happened = std::variant<Outcome, Progress>;

    explicit Clerk(desk::Desk& desk);
    ~Clerk();

    // Whether it is the clerk that carries this out; else it is the program.
    static bool carries_out(const Action& action);

    void take(Ticket ticket, Action action);
    void stop(Ticket ticket);
    // The next step of what there is to do. Nothing happened: all is done. Throws store::Failure.
    std::vector<Happened> step();

    [[nodiscard]] bool idle() const {
        return actions_.empty() && rows_ == nullptr && files_.empty();
    }

    // History, inbox, messages, waiting; the status with what is known of the line.
    Result<Answer> answer(const Question& question);
    [[nodiscard]] StatusAnswer status();

    void set_line(LineState line) { line_ = std::move(line); }

    // What the window is told when something has changed; settings and drafts are in it where the
    // gate has just opened.
    [[nodiscard]] News news(bool opening);

  private:
    struct Given {
        Ticket ticket = 0;
        Action action;
    };

    Outcome carry_out(Ticket ticket, const Action& action);
    Outcome save(const SaveRecord& action);
    OpId save_new(const SaveRecord& action, std::vector<desk::ChildEdit> children,
                  const desk::RefusedItem* replaced, desk::CommitOptions options, Outcome& outcome);

    struct NewRecord {
        sync::RowKey key;
        const schema::Record& values;
    };

    std::optional<Error> make_along(const ChildChange& wanted, const NewRecord& record,
                                    const desk::CommitOptions& options);
    OpId save_changes(const SaveRecord& action, std::vector<desk::ChildEdit> children,
                      const desk::CommitOptions& options, Outcome& outcome);
    Outcome undo(bool redo);
    Outcome resolve(const ResolveCase& action);
    Outcome deal_with_refused(const Id& item, bool resend);
    Outcome keep(store::LocalTexts::Kind kind, const std::string& name, const std::string& text);
    // Steps it; at its end the outcome takes its place.
    bool step(Work& work, std::vector<Happened>& happened);

    desk::Desk& desk_;
    LineState line_;
    Messages messages_;
    std::deque<Given> actions_;
    std::unique_ptr<Work> rows_;               // goes on before the next action
    std::deque<std::unique_ptr<Work>> files_;  // by turns, when there is nothing else
};

}  // namespace branchline::live
