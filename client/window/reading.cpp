#include "window/reading.h"

#include "desk/profile.h"
#include "domain/catalogue.h"
#include "store/failure.h"

namespace branchline::window {

namespace {

constexpr std::size_t inbox_size = 1024;
constexpr std::chrono::milliseconds longest_wait{60'000};

}  // namespace

void Reading::Interruptible::set(live::Reader* reader) {
    const std::lock_guard lock(mutex_);
    reader_ = reader;
}

void Reading::Interruptible::interrupt() {
    const std::lock_guard lock(mutex_);
    if (reader_ != nullptr) reader_->interrupt();
}

Reading::Reading(std::string directory, const Clock& clock, MessageInbox& to_window)
    : directory_(std::move(directory)), clock_(clock), to_window_(to_window), inbox_(inbox_size) {}

// The order lies in the inbox before what it replaces is broken off: the reader finds it there when
// it comes back from that.
bool Reading::give(const ReaderOrder& order) {
    if (!inbox_.try_push(order)) return false;
    const auto* asked = std::get_if<AskReader>(&order);
    if (std::holds_alternative<Forget>(order) || (asked != nullptr && asked->replaces != 0)) {
        interruptible_.interrupt();
    }
    return true;
}

void Reading::close_replica() {
    auto closed = std::make_shared<std::promise<void>>();
    const std::future<void> done = closed->get_future();
    inbox_.push(CloseReplica{std::move(closed)});
    interruptible_.interrupt();
    done.wait();
}

void Reading::stop() {
    inbox_.close();  // first: what run() leaves behind is all there will be
    stop_ = true;
    interruptible_.interrupt();
}

void Reading::run() {
    while (step(longest_wait)) {
    }
    close();
    while (inbox_.try_pop()) {
    }
}

bool Reading::step(std::chrono::milliseconds wait) {
    const bool busy = reader_ != nullptr && !reader_->idle();
    if (auto order = inbox_.pop(busy ? std::chrono::milliseconds(0) : wait)) {
        take(std::move(*order));
        while ((order = inbox_.try_pop())) take(std::move(*order));
    }
    if (stop_) return false;
    if (reader_ == nullptr) return true;
    if (auto reply = reader_->step()) to_window_.push(std::move(*reply));
    return true;
}

void Reading::take(ReaderOrder order) {
    if (std::holds_alternative<OpenReplica>(order) || std::holds_alternative<CloseReplica>(order)) {
        wanted_ = std::holds_alternative<OpenReplica>(order);
        close();
    }
    // Also the next attempt after a failure.
    if (wanted_ && reader_ == nullptr) open();
    if (reader_ == nullptr) return;
    if (auto* asked = std::get_if<AskReader>(&order)) {
        reader_->ask(asked->number, std::move(asked->question), asked->replaces);
    } else if (const auto* forgotten = std::get_if<Forget>(&order)) {
        reader_->forget(forgotten->number);
    }
}

void Reading::open() {
    try {
        auto database = desk::Profile::open_to_read(directory_);
        if (!database) return fail(database.error());
        reader_ = std::make_unique<live::Reader>(domain::catalogue(), std::move(*database), clock_);
        interruptible_.set(reader_.get());
    } catch (const store::Failure& failure) {
        fail(failure.error());
    }
}

void Reading::close() {
    interruptible_.set(nullptr);
    reader_.reset();
}

// What was asked for is not answered; the user hears why the screen stays as it is.
void Reading::fail(const Error& error) {
    close();
    live::Outcome outcome;
    outcome.command = "read";
    outcome.error = error;
    to_window_.push(std::move(outcome));
}

}  // namespace branchline::window
