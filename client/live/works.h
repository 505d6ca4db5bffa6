// Actions that take more than one step: many rows, files, the self-check. Each works through a
// bounded part a step; what is done when it is stopped stands, and is told. On the writer's thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "desk/desk.h"
#include "live/model.h"

namespace branchline::live {

class Work {
  public:
    explicit Work(Ticket ticket) { outcome_.ticket = ticket; }

    virtual ~Work() = default;

    // False: it has come to its end, and the outcome is complete.
    virtual bool step() = 0;
    [[nodiscard]] Progress progress() const;

    // Between two steps: what is done stands.
    void stop() { outcome_.stopped = true; }

    [[nodiscard]] bool stopped() const { return outcome_.stopped; }

    [[nodiscard]] Ticket ticket() const { return outcome_.ticket; }

    [[nodiscard]] Outcome& outcome() { return outcome_; }

  protected:
    Outcome outcome_;
    double done_ = 0;
    std::int64_t rows_ = 0;
};

// nullptr: the action is none of these.
std::unique_ptr<Work> work_on_rows(desk::Desk& desk, Ticket ticket, const Action& action);
std::unique_ptr<Work> work_on_files(desk::Desk& desk, Ticket ticket, const Action& action);

}  // namespace branchline::live
