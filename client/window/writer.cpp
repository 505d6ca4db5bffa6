#include "window/writer.h"

#include <algorithm>

#include "base/ensure.h"
#include "cli/serving.h"
#include "desk/status.h"
#include "store/failure.h"

namespace branchline::window {

namespace {

constexpr std::size_t orders_size = 1024;
constexpr std::chrono::milliseconds idle_wait{250};  // the session keeps time by it
constexpr std::int64_t news_gap_ms = 100;
constexpr std::int64_t figures_gap_ms = 1'000;  // of bytes that come and go
constexpr std::int64_t clock_gap_ms = 60'000;   // ages are shown in minutes
constexpr std::int64_t trouble_ms = 5'000;
constexpr std::int64_t note_gap_ms = 10'000;  // of "last in step", which costs a write

}  // namespace

// The one place on this thread where failures of the disk end.
template <class Work>
void Writer::guarded(const Work& work) {
    try {
        work();
    } catch (const store::Failure& failure) {
        take_failure(failure.error());
    }
}

Writer::Writer(WriterSetup setup, const Clock& clock, Random& random, MessageInbox& to_window,
               Reading& reading)
    : directory_(setup.directory),
      first_password_(std::move(setup.password)),
      clock_(clock),
      to_window_(to_window),
      reading_(reading),
      session_(std::move(setup.directory), std::move(setup.lock.value()), clock, random, stop_),
      orders_(orders_size, [this] { session_.wake(); }) {}

void Writer::stop() {
    stop_ = true;
    orders_.close();
}

void Writer::run() {
    guarded([this] { begin(); });
    session_.set_step([this] { step(); });
    bool going = true;
    while (going) guarded([&] { going = session_.pump(wait()); });
    session_.set_step({});
    guarded([this] { finish(); });
}

void Writer::begin() {
    // Without a socket other processes are told that the profile is in use, as they are while this
    // one is starting.
    if (Status served = session_.serve(cli::serve_request); !served) {
        live::Outcome outcome;
        outcome.command = "serve";
        outcome.error = served.error();
        to_window_.push(std::move(outcome));
    }
    enrolled_ = session_.profile().is_enrolled();
    if (!first_password_.empty() && enrolled_) {
        // A wrong one is asked for again.
        static_cast<void>(unlock(first_password_.text()));
    }
    first_password_ = {};
    if (clerk_ == nullptr) tell();
}

// What the window has given is carried out; files can go on another day.
void Writer::finish() {
    take_orders();
    if (clerk_ != nullptr) {
        for (const live::Ticket ticket : long_) clerk_->stop(ticket);
        while (!clerk_->idle()) work();
    }
    session_.stop_serving();
    if (clerk_ != nullptr) close_gate();
}

void Writer::step() {
    if (stepping_) return;  // an enrolment waits for the hub
    stepping_ = true;
    guarded([this] {
        take_orders();
        const bool locks = !session_.is_executing() && session_.take_lock_wish();
        if (locks && clerk_ != nullptr) close_gate();
        if (clerk_ != nullptr) {
            work();
            follow_line();
            answer_syncs();
        }
        if (has_news()) tell();
    });
    stepping_ = false;
    if (clerk_ == nullptr && session_.is_open() && !session_.is_in_use()) session_.close();
}

std::chrono::milliseconds Writer::wait() const {
    const bool busy = clerk_ != nullptr && !clerk_->idle();
    if (busy || !next_.empty() || resting_) return std::chrono::milliseconds(0);
    return idle_wait;
}

void Writer::work() {
    if (!clerk_->idle()) {
        for (live::Clerk::Happened& each : clerk_->step()) post(std::move(each));
        leisure_.disturbed(now_ms());
        return;
    }
    if (damaged_ || now_ms() < troubled_until_ms_) return;
    const std::uint64_t changes = session_.desk().replica().change_count();
    if (resting_ || rested_at_ != changes) {
        rested_at_ = changes;
        resting_ = session_.desk().rest();
    } else if (!session_.is_executing() && leisure_.is_due(now_ms())) {
        use_leisure();
    }
}

void Writer::use_leisure() {
    switch (session_.desk().use_leisure([this] { return session_.is_wanted(); })) {
        case store::IndexWork::done:
            return leisure_.done();
        case store::IndexWork::more:
            return;
        case store::IndexWork::given_up:
            return leisure_.given_up(now_ms());
    }
}

void Writer::post(live::Clerk::Happened happened) {
    if (auto* outcome = std::get_if<live::Outcome>(&happened)) {
        unfinished_.erase(outcome->ticket);
        long_.erase(outcome->ticket);
        const std::optional<Error> error = outcome->error;
        to_window_.push(std::move(*outcome));
        if (error && error->code == Code::damaged) next_.emplace_back(FoundDamage{*error});
    } else {
        to_window_.push(std::move(std::get<live::Progress>(happened)));
    }
}

// What the disk refuses is refused with all that waited behind it; nothing waits for ever. What was
// reported as saved stands.
void Writer::take_failure(const Error& error) {
    resting_ = false;
    troubled_until_ms_ = now_ms() + trouble_ms;
    session_.drop_link();
    if (clerk_ != nullptr) clerk_ = std::make_unique<live::Clerk>(session_.desk());
    std::set<live::Ticket> refused;
    refused.swap(unfinished_);
    long_.clear();
    if (doing_ != 0) refused.insert(doing_);
    doing_ = 0;
    if (refused.empty()) refused.insert(0);
    for (const live::Ticket ticket : refused) refuse_action(ticket, error);
    if (error.code == Code::damaged) take_damage(error);
}

// Once: who unlocks it all the same wants to read in it.
void Writer::take_damage(const Error& error) {
    if (damaged_) return;
    damaged_ = error;
    if (clerk_ != nullptr) shut();
}

// --- the line ---

live::LineState Writer::line_state() {
    live::LineState line;
    line.offline_since_ms = offline_since_ms_;
    line.paused = paused_;
    if (damaged_) line.error = damaged_;
    if (!session_.has_link()) return line;
    const desk::ClientCore& core = session_.online().core();
    line.link = core.state();
    line.bytes_up = core.counts().bytes_up;
    line.bytes_down = core.counts().bytes_down;
    if (line.link == desk::LinkState::online) {
        const std::int64_t here = session_.desk().replica().cursor().seq;
        if (core.head_seq() > here) {
            line.loading = static_cast<double>(here) / static_cast<double>(core.head_seq());
        }
    } else if (session_.online().failure()) {
        line.error = session_.online().failure();
    } else if (core.last_error().code != Code::none) {
        line.error = core.last_error();
    }
    return line;
}

void Writer::note_offline() {
    if (offline_since_ms_ != 0) return;
    desk::Replica& replica = session_.desk().replica();
    const std::int64_t heard = replica.settings().integer(desk::setting::last_contact_ms);
    offline_since_ms_ = heard > 0 ? heard : replica.fold_time().now_ms;
}

void Writer::follow_line() {
    if (now_ms() < troubled_until_ms_ || damaged_) return;
    if (paused_) return note_offline();
    if (!session_.has_link()) session_.online().go();
    const desk::ClientCore& core = session_.online().core();
    if (core.state() == desk::LinkState::online) {
        offline_since_ms_ = 0;
    } else {
        note_offline();
    }
    if (core.state() != desk::LinkState::online) return note_trouble();
    if (core.progress() == level_at_ || now_ms() - noted_ms_ < note_gap_ms || !core.is_level())
        return;
    level_at_ = core.progress();
    noted_ms_ = now_ms();
    note_exchange({});
}

// Each trouble of the line once, until it has been level again.
void Writer::note_trouble() {
    const Error& error = session_.online().core().last_error();
    if (error.code == Code::none || error.code == noted_trouble_) return;
    note_exchange(error);
}

void Writer::note_exchange(const std::optional<Error>& error) {
    const desk::SyncCounts& counts = session_.online().core().counts();
    if (counts.bytes_up < noted_counts_.bytes_up) noted_counts_ = {};  // of a line that is no more
    desk::note_exchange(session_.desk(), counts.since(noted_counts_), error);
    noted_counts_ = counts;
    noted_trouble_ = error ? error->code : Code::none;
}

// "Exchange now" has come to its end when everything is level, or when there is no hope of it.
void Writer::answer_syncs() {
    if (syncs_.empty() || !session_.has_link()) return;
    constexpr std::int64_t patience_ms = 30'000;
    live::Outcome outcome;
    outcome.command = "sync";
    if (!session_.online().core().is_level()) {
        outcome.error = session_.online().failure();
        if (!outcome.error && now_ms() - syncs_since_ms_ > patience_ms) {
            outcome.error = Error{Code::timed_out, "sync", {}, {}};
        }
        if (!outcome.error) return;
    }
    for (const live::Ticket ticket : syncs_) {
        outcome.ticket = ticket;
        to_window_.push(outcome);
    }
    syncs_.clear();
}

// --- telling ---

live::Gate Writer::gate() const {
    if (clerk_ != nullptr) return live::Gate::open;
    return enrolled_ ? live::Gate::locked : live::Gate::first_run;
}

bool Writer::has_news() {
    const std::int64_t since = now_ms() - told_.at_ms;
    if (gate() != told_.gate || since >= clock_gap_ms) return true;
    if (clerk_ == nullptr || since < news_gap_ms) return false;
    if (session_.desk().replica().change_count() != told_.change_count) return true;
    const live::LineState line = line_state();
    if (line.link != told_.link || line.paused != told_.paused) return true;
    return since >= figures_gap_ms && line.bytes_up + line.bytes_down != told_.progress;
}

void Writer::tell(bool opening) {
    live::News news;
    news.gate = gate();
    news.trouble = damaged_;
    const live::LineState line = clerk_ != nullptr ? line_state() : live::LineState{};
    if (clerk_ != nullptr) {
        clerk_->set_line(line);
        news = clerk_->news(opening);
        news.trouble = damaged_;
    }
    told_ = {news.change_count, news.gate, line.link, line.paused, line.bytes_up + line.bytes_down,
             now_ms()};
    to_window_.push(std::move(news));
}

}  // namespace branchline::window
