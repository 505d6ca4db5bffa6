// The office of the program: a thread that writes, one that reads, and inboxes between them and the
// window. Nothing here waits but the end; what finds no room now is kept and given later. To be
// used on the thread of the window.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <variant>

#include "base/platform.h"
#include "window/message.h"
#include "window/reading.h"
#include "window/writer.h"

namespace branchline::window {

class ThreadedOffice final : public live::Office {
  public:
    // `wake` ends the wait of the window's thread; called from other threads, once until deliver().
    ThreadedOffice(WriterSetup setup, const Clock& clock, std::function<void()> wake);
    ThreadedOffice(const ThreadedOffice&) = delete;
    ThreadedOffice& operator=(const ThreadedOffice&) = delete;
    // What was ordered to be saved is saved; waits for it.
    ~ThreadedOffice() override;

    void ask(std::uint64_t number, const live::Question& question, std::uint64_t replaces) override;
    void forget(std::uint64_t number) override;
    void perform(live::Ticket ticket, live::Action action) override;
    void stop(live::Ticket ticket) override;
    // How the window looks now, for its next start.
    void remember(const Look& look);

    // Gives the model what has come. False: nothing.
    bool deliver(live::Model& model);

    [[nodiscard]] const schema::Catalogue& catalogue() const;

  private:
    void give(Order order);
    void give(ReaderOrder order);
    void catch_up();
    void hear(const Message& message);

    SystemRandom random_;  // the writer's
    std::function<void()> wake_;
    std::atomic<bool> woken_ = false;
    MessageInbox to_window_;
    Reading reading_;
    Writer writer_;
    std::deque<Order> orders_;  // without room until now
    std::deque<ReaderOrder> questions_;
    std::jthread reader_thread_;
    std::jthread writer_thread_;
};

}  // namespace branchline::window
