// The reading half of a desk for a window: answers the questions that need only rows, from WAL
// snapshots of its own read-only connection, one bounded piece of work a step. On one thread, but
// for interrupt().
#pragma once

#include <deque>
#include <optional>

#include "live/lists.h"
#include "live/model.h"

namespace branchline::live {

class Reader {
  public:
    // `database` was opened read-only, on the thread that calls step().
    Reader(const schema::Catalogue& catalogue, store::Database database, const Clock& clock);

    // Whether it is this half that answers the question; the other is the Clerk.
    static bool answers(const Question& question);

    void ask(std::uint64_t number, Question question, std::uint64_t replaces);
    void forget(std::uint64_t number);

    // Answers the next question, or counts the rest of a list that was shown already. Nothing:
    // there is nothing to do, or what was being done was interrupted and comes again unless nobody
    // waits for it any more. A failure of the file is the error of the reply.
    std::optional<Reply> step();

    [[nodiscard]] bool idle() const { return questions_.empty() && uncounted_.empty(); }

    // From any thread: what takes long is given up, so that a newer question comes sooner.
    void interrupt() { side_.database().interrupt(); }

  private:
    struct Asked {
        std::uint64_t number = 0;
        Question question;
    };

    struct Uncounted {
        std::uint64_t number = 0;
        RowsQuestion question;
        RowsAnswer answer;
    };

    Reply answer_to(const Asked& asked);
    std::optional<Reply> count_on();
    std::optional<Reply> give_up(const Error& error);
    void begin();

    ReadSide side_;
    Lists lists_;
    std::deque<Asked> questions_;
    std::deque<Uncounted> uncounted_;
};

}  // namespace branchline::live
