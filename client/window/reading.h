// The reader's thread: its own read-only connection while the profile is open, the newest question
// of each place on the screen, one bounded piece of work at a time. What nobody waits for any more
// is broken off.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "live/reader.h"
#include "window/message.h"

namespace branchline::window {

class Reading {
  public:
    // `to_window` must outlive it.
    Reading(std::string directory, const Clock& clock, MessageInbox& to_window);

    // From any thread; false when there is no room now.
    bool give(const ReaderOrder& order);

    // Waits for room: for the writer.
    void tell(ReaderOrder order) { inbox_.push(std::move(order)); }

    // Returns when the replica is closed here: whoever closes it last takes the write-ahead log
    // into the file, which a reader cannot. For the writer.
    void close_replica();

    // run() ends. From any thread.
    void stop();

    // --- on the reader's thread ---
    void run();
    // Deals with what has come, waiting at most so long if there is nothing to do. False: it has
    // been stopped.
    bool step(std::chrono::milliseconds wait);

  private:
    // The reader as others may see it, for the one call that SQLite allows from another thread. The
    // lock is held for that call and for the moment in which the reader comes or goes, never while
    // anything is read.
    class Interruptible {
      public:
        void set(live::Reader* reader);
        void interrupt();

      private:
        std::mutex mutex_;
        live::Reader* reader_ = nullptr;
    };

    void take(ReaderOrder order);
    void open();
    void close();
    void fail(const Error& error);

    const std::string directory_;
    const Clock& clock_;
    MessageInbox& to_window_;
    Inbox<ReaderOrder> inbox_;
    std::atomic<bool> stop_ = false;
    Interruptible interruptible_;
    std::unique_ptr<live::Reader> reader_;
    bool wanted_ = false;  // the profile is open
};

}  // namespace branchline::window
