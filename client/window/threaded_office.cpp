#include "window/threaded_office.h"

#include <type_traits>

#include "domain/catalogue.h"

namespace branchline::window {

namespace {

constexpr std::size_t messages_size = 512;
constexpr int messages_a_frame = 200;  // the rest comes with the next one

}  // namespace

ThreadedOffice::ThreadedOffice(WriterSetup setup, const Clock& clock, std::function<void()> wake)
    : wake_(std::move(wake)),
      to_window_(messages_size,
                 [this] {
                     if (!woken_.exchange(true)) wake_();
                 }),
      reading_(setup.directory, clock, to_window_),
      writer_(std::move(setup), clock, random_, to_window_, reading_),
      reader_thread_([this] { reading_.run(); }),
      writer_thread_([this] { writer_.run(); }) {}

ThreadedOffice::~ThreadedOffice() {
    // Nobody listens any more; who is just telling something goes on.
    to_window_.close();
    reading_.stop();
    catch_up();
    while (!orders_.empty()) {
        std::this_thread::yield();
        catch_up();
    }
    writer_.stop();
    reader_thread_.join();
    writer_thread_.join();
}

const schema::Catalogue& ThreadedOffice::catalogue() const { return domain::catalogue(); }

// Order matters: what waits goes first.
void ThreadedOffice::catch_up() {
    while (!orders_.empty() && writer_.give(orders_.front())) orders_.pop_front();
    while (!questions_.empty() && reading_.give(questions_.front())) questions_.pop_front();
}

void ThreadedOffice::give(Order order) {
    catch_up();
    if (!orders_.empty() || !writer_.give(order)) orders_.push_back(std::move(order));
}

void ThreadedOffice::give(ReaderOrder order) {
    catch_up();
    if (!questions_.empty() || !reading_.give(order)) questions_.push_back(std::move(order));
}

void ThreadedOffice::ask(std::uint64_t number, const live::Question& question,
                         std::uint64_t replaces) {
    if (live::Reader::answers(question)) {
        give(ReaderOrder(AskReader{number, question, replaces}));
    } else {
        give(Order(Ask{number, question}));
    }
}

// The writer's answers are quick: they come, and are thrown away.
void ThreadedOffice::forget(std::uint64_t number) { give(ReaderOrder(Forget{number})); }

void ThreadedOffice::perform(live::Ticket ticket, live::Action action) {
    give(Order(Perform{ticket, std::move(action)}));
}

void ThreadedOffice::stop(live::Ticket ticket) { give(Order(StopWork{ticket})); }

void ThreadedOffice::remember(const Look& look) { give(Order(Remember{look})); }

// The reader cannot lock the window; the writer can.
void ThreadedOffice::hear(const Message& message) {
    const auto* reply = std::get_if<live::Reply>(&message);
    if (reply != nullptr && reply->error && reply->error->code == Code::damaged) {
        give(Order(FoundDamage{*reply->error}));
    }
}

bool ThreadedOffice::deliver(live::Model& model) {
    woken_ = false;
    catch_up();
    bool any = false;
    for (int count = 0; count < messages_a_frame; ++count) {
        auto message = to_window_.try_pop();
        if (!message) return any;
        any = true;
        hear(*message);
        std::visit([&](auto&& value) { model.take(std::forward<decltype(value)>(value)); },
                   std::move(*message));
    }
    // More may be there: come again at once.
    wake_();
    return any;
}

}  // namespace branchline::window
