// The writer: what the window orders, and the gate.
#include <algorithm>

#include "base/ensure.h"
#include "base/platform.h"
#include "base/secret.h"
#include "cli/enrolling.h"
#include "cli/repairing.h"
#include "desk/status.h"
#include "keys/enrolment.h"
#include "window/writer.h"

namespace branchline::window {

namespace {

// Broken off at the end of the program, what is done of it stands.
bool is_long(const live::Action& action) {
    return std::holds_alternative<live::ImportFile>(action) ||
           std::holds_alternative<live::ExportFile>(action) ||
           std::holds_alternative<live::SelfCheck>(action);
}

}  // namespace

void Writer::take_orders() {
    while (auto order = orders_.try_pop()) next_.push_back(std::move(*order));
    while (!next_.empty()) {
        // Off the list first: what fails with the disk is refused, and not tried for ever.
        Order order = std::move(next_.front());
        next_.pop_front();
        if (carry_out(order)) continue;
        next_.push_front(std::move(order));
        return;
    }
}

bool Writer::carry_out(Order& order) {
    if (const auto* asked = std::get_if<Ask>(&order)) {
        answer(*asked);
    } else if (auto* given = std::get_if<Perform>(&order)) {
        return perform(*given);
    } else if (const auto* stopped = std::get_if<StopWork>(&order)) {
        if (clerk_ != nullptr) clerk_->stop(stopped->ticket);
    } else if (const auto* found = std::get_if<FoundDamage>(&order)) {
        take_damage(found->error);
    } else if (const auto* remember = std::get_if<Remember>(&order)) {
        // Lost it is no loss.
        static_cast<void>(
            write_file_atomically(look_path(directory_), to_text(remember->look), true));
    }
    return true;
}

void Writer::answer(const Ask& asked) {
    if (clerk_ == nullptr) return;  // locked since: the screen that asked is gone
    live::Reply reply;
    reply.asked = asked.number;
    auto answer = clerk_->answer(asked.question);
    if (answer) {
        reply.answer = std::move(*answer);
    } else {
        reply.error = answer.error();
    }
    to_window_.push(std::move(reply));
}

void Writer::refuse_action(live::Ticket ticket, Error error) {
    live::Outcome outcome;
    outcome.ticket = ticket;
    outcome.error = std::move(error);
    to_window_.push(std::move(outcome));
}

Error Writer::why_not_open() const {
    return {enrolled_ ? Code::profile_locked : Code::not_enrolled, directory_, {}, {}};
}

bool Writer::perform(Perform& given) {
    if (!live::Clerk::carries_out(given.action)) {
        // They open and close what a call of another process is using just now.
        if (session_.is_executing()) return false;
        doing_ = given.ticket;
        perform_on_profile(given.ticket, given.action);
        doing_ = 0;
    } else if (damaged_) {
        refuse_action(given.ticket, *damaged_);
    } else if (clerk_ != nullptr) {
        give_to_clerk(given.ticket, std::move(given.action));
    } else if (std::holds_alternative<live::KeepSetting>(given.action)) {
        early_.push_back(std::move(given));
    } else {
        refuse_action(given.ticket, why_not_open());
    }
    return true;
}

void Writer::give_to_clerk(live::Ticket ticket, live::Action action) {
    unfinished_.insert(ticket);
    if (is_long(action)) long_.insert(ticket);
    clerk_->take(ticket, std::move(action));
}

void Writer::perform_on_profile(live::Ticket ticket, const live::Action& action) {
    if (std::holds_alternative<live::SyncNow>(action)) {
        if (clerk_ == nullptr) return refuse_action(ticket, why_not_open());
        paused_ = false;
        session_.online().go();
        syncs_.push_back(ticket);
        syncs_since_ms_ = now_ms();
        return;
    }
    if (std::holds_alternative<live::PauseSync>(action)) pause();
    Status done;
    live::Outcome outcome;
    outcome.ticket = ticket;
    if (const auto* unlocking = std::get_if<live::Unlock>(&action)) {
        done = unlock(unlocking->password.text());
    } else if (const auto* repairing = std::get_if<live::Repair>(&action)) {
        done = repair(*repairing, outcome);
    } else if (const auto* enrolling = std::get_if<live::Enroll>(&action)) {
        done = enroll(*enrolling);
    } else if (const auto* change = std::get_if<live::ChangePassword>(&action)) {
        done = enrolled_ ? session_.change_password(change->present.text(), change->next.text())
                         : Status(refuse(why_not_open()));
    } else if (std::holds_alternative<live::LockDesk>(action) && clerk_ != nullptr) {
        close_gate();
    }
    if (!done) outcome.error = done.error();
    to_window_.push(std::move(outcome));
}

// A session that is cut anywhere loses nothing: what has no verdict goes again.
void Writer::pause() {
    if (clerk_ == nullptr) return;
    paused_ = true;
    session_.drop_link();
    live::Outcome outcome;
    outcome.command = "sync";
    outcome.stopped = true;
    for (const live::Ticket ticket : syncs_) {
        outcome.ticket = ticket;
        to_window_.push(outcome);
    }
    syncs_.clear();
}

// --- the gate ---

Status Writer::unlock(const std::string& password) {
    if (clerk_ != nullptr) return session_.check_password(password);
    const Status opened =
        session_.is_open() ? session_.check_password(password) : session_.open(password);
    if (opened) open_gate();
    return opened;
}

Status Writer::enroll(const live::Enroll& action) {
    if (enrolled_) return refuse(Code::already_enrolled, directory_);
    auto code = keys::parse_enrolment(action.code);
    if (!code) return refuse(code.error());
    if (!desk::replica_is_encrypted && !action.accept_unencrypted) {
        return refuse(Code::unencrypted);
    }
    const desk::ServerAddress server{code->host, code->port, code->authority};
    const Status done = cli::enrol(session_, *code, server, action.password.text(), "branchline");
    enrolled_ = session_.profile().is_enrolled();
    if (done) open_gate();
    return done;
}

// The same as `branchline-cli check --repair`; whatever goes wrong leaves everything as it was.
Status Writer::repair(const live::Repair& action, live::Outcome& outcome) {
    if (!enrolled_) return refuse(why_not_open());
    if (clerk_ != nullptr) return session_.check_password(action.password.text());
    cli::Call call;
    call.password = action.password.text();
    const auto unsaid = [](std::string_view) {};
    cli::Context context(call, unsaid, unsaid);
    context.set_session(&session_);
    context.set_between([this] {
        tell_repairing();
        return !session_.stopped();
    });
    tell_repairing();
    const auto repaired = cli::repair(context);
    wipe(call.password);
    if (!repaired) return refuse(repaired.error());
    damaged_.reset();
    troubled_until_ms_ = 0;
    outcome.command = "repair";
    outcome.unchanged = repaired->rows;
    outcome.lost = repaired->rebuilt.lost;
    open_gate();
    return {};
}

void Writer::tell_repairing() {
    live::Progress progress{doing_, "repair", 0, 0, false};
    if (session_.has_link()) {
        const double head = static_cast<double>(session_.online().core().head_seq());
        const double here = static_cast<double>(session_.desk().replica().cursor().seq);
        progress.done = head > 0 ? std::min(here / head, 0.99) : 0;
        for (const schema::EntitySpec* entity : session_.desk().catalogue().entities()) {
            progress.rows += session_.desk().replica().rows().count(entity->id);
        }
    }
    to_window_.push(progress);
}

void Writer::open_gate() {
    clerk_ = std::make_unique<live::Clerk>(session_.desk());
    for (Perform& each : early_) give_to_clerk(each.ticket, std::move(each.action));
    early_.clear();
    while (!clerk_->idle()) work();
    rested_at_ = 0;
    resting_ = true;
    level_at_ = -1;
    reading_.tell(OpenReplica{});
    tell(true);
}

void Writer::shut() {
    for (const live::Ticket ticket : syncs_) refuse_action(ticket, {Code::refused, "lock", {}, {}});
    syncs_.clear();
    clerk_.reset();
    paused_ = false;
    resting_ = false;
    reading_.close_replica();
    tell();
}

// What was given before is done before; an import is broken off.
void Writer::close_gate() {
    for (const live::Ticket ticket : long_) clerk_->stop(ticket);
    while (!clerk_->idle()) work();
    shut();
}

}  // namespace branchline::window
