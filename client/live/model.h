// What the thread of the window holds of the desk: the newest answers, what is being done, settings
// and drafts. Screens ask in every frame what they show; what nobody asks for any more is
// forgotten, and what is asked for is answered anew by itself when rows have changed.
//
//     const auto rows = model.see("customers", RowsQuestion{...});
//     if (rows == nullptr) ...      // not answered yet
//     rows->question                // what it is the answer to: the one before, while a new one is
//     out
//
// Everything here runs on the thread of the window and never waits: disk and network are behind the
// Office (threads in the program, in place in tests).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live/action.h"
#include "live/question.h"

namespace branchline::live {

template <class Q>
struct Answered {
    Q question;
    typename Q::Answer value;
    std::optional<Error> error;
};

// The setting "lock_minutes": after so long without a hand on it, a window locks; "0": never.
inline constexpr std::string_view default_lock_minutes = "15";

// The other side, as the model sees it. Replies come back through Model::take(). A question may be
// answered twice: rows at once, and again when they have been counted.
struct Reply {
    std::uint64_t asked = 0;  // number of the question
    Answer answer;
    std::optional<Error> error;
};

using Texts = std::map<std::string, std::string, std::less<>>;  // by name

enum class Gate : std::uint8_t { starting, first_run, locked, open };

// The desk's side has moved.
struct News {
    std::uint64_t change_count = 0;  // rows, cases or the log have changed
    Gate gate = Gate::open;
    std::optional<Error> trouble;  // damage was found: nothing is written until it is repaired
    StatusAnswer status;
    Texts settings;  // with the gate opening: all of them
    Texts drafts;
};

class Office {
  public:
    virtual ~Office() = default;
    // `replaces`: an earlier question that nobody waits for any more (0: none).
    virtual void ask(std::uint64_t number, const Question& question, std::uint64_t replaces) = 0;

    // Nobody waits for this question any more, and no other takes its place.
    virtual void forget(std::uint64_t number) { static_cast<void>(number); }

    virtual void perform(Ticket ticket, Action action) = 0;
    virtual void stop(Ticket ticket) = 0;  // long work, between two steps
};

// A result that is worth a line to the user (a toast, then the message list).
struct Notice {
    Outcome outcome;
    std::int64_t at_ms = 0;  // boot time: toasts go by it
};

class Model {
  public:
    Model(const schema::Catalogue& catalogue, Office& office);

    [[nodiscard]] const schema::Catalogue& catalogue() const { return catalogue_; }

    // --- looking ---
    // A slot is one place on the screen; it has one question at a time. nullptr: never answered.
    template <class Q>
    std::shared_ptr<const Answered<Q>> see(std::string_view slot, const Q& question) {
        const Seen& seen = look(slot, Question(question));
        if (seen.kind != &kind_of<Q>) return nullptr;
        return std::static_pointer_cast<const Answered<Q>>(seen.answered);
    }

    [[nodiscard]] const StatusAnswer& status() const { return status_; }

    [[nodiscard]] Gate gate() const { return gate_; }

    [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

    // --- acting ---
    Ticket perform(Action action);
    void stop(Ticket ticket);
    // What became of it, once; nothing while it is not done.
    std::optional<Outcome> outcome_of(Ticket ticket);
    [[nodiscard]] bool is_busy(Ticket ticket) const;

    // Newest last; the oldest go when there are many.
    [[nodiscard]] const std::vector<Notice>& notices() const { return notices_; }

    [[nodiscard]] const std::map<Ticket, Progress>& work() const { return work_; }

    // --- what stays on this desk ---
    [[nodiscard]] std::string setting(std::string_view name, std::string_view otherwise = {}) const;
    void keep(std::string_view name, std::string value);
    [[nodiscard]] const std::string* draft(std::string_view name) const;
    void keep_draft(std::string_view name, std::string content);  // empty: forget

    [[nodiscard]] const Texts& drafts() const { return drafts_; }

    // --- the frame ---
    void begin_frame(std::int64_t now_ms);
    void end_frame();  // slots that nobody looked at are forgotten
    // When a frame is due although nothing happens: an answer is out of date and was too costly to
    // ask for again at once. Boot time.
    [[nodiscard]] std::optional<std::int64_t> wake_at_ms() const;
    void take(Reply reply);
    void take(News news);
    void take(Outcome outcome);
    void take(Progress progress);

  private:
    // The newest answer that a slot has, its type erased.
    struct Seen {
        std::shared_ptr<const void> answered;
        const void* kind = nullptr;
    };

    struct Asked {
        std::uint64_t number = 0;
        Question question;
        std::uint64_t as_of = 0;  // change count of that moment
        std::int64_t at_ms = 0;
    };

    struct Slot {
        Asked newest;
        bool open = false;  // the newest question has no answer yet
        std::int64_t took_ms = 0;
        bool looked_at = false;
        Seen seen;
    };

    template <class Q>
    static constexpr char kind_of = 0;

    const Seen& look(std::string_view slot, Question question);
    void ask(Slot& slot, Question question);
    [[nodiscard]] std::int64_t due_ms(const Slot& slot) const;
    static Seen seen_of(const Question& question, Reply& reply);

    const schema::Catalogue& catalogue_;
    Office& office_;
    std::map<std::string, Slot, std::less<>> slots_;

    // By number, while an answer may come: one to an older question is better than none.
    struct Expected {
        std::string slot;
        Question question;
    };

    std::map<std::uint64_t, Expected> expected_;
    std::uint64_t last_number_ = 0;
    Ticket last_ticket_ = 0;
    std::map<Ticket, std::string> busy_;  // with the draft that is finished by it
    std::map<Ticket, Outcome> outcomes_;
    std::map<Ticket, Progress> work_;
    std::vector<Notice> notices_;
    Texts settings_;
    Texts drafts_;
    std::uint64_t change_count_ = 0;
    std::int64_t now_ms_ = 0;
    Gate gate_ = Gate::starting;
    std::optional<Error> trouble_;
    StatusAnswer status_;
};

}  // namespace branchline::live
