// The one queue between threads: bounded, many producers, one consumer. `push` blocks while full,
// `try_push` does not; closing wakes everybody, what is inside can still be taken. It must outlive
// every thread that pushes: an item can be taken before the push that brought it has returned.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace branchline {

template <class T>
class Inbox {
  public:
    explicit Inbox(std::size_t capacity, std::function<void()> wake = {})
        : capacity_(capacity), wake_(std::move(wake)) {}

    bool push(T item) {
        {
            std::unique_lock lock(mutex_);
            room_.wait(lock, [this] { return closed_ || items_.size() < capacity_; });
            if (closed_) return false;
            items_.push_back(std::move(item));
        }
        announce();
        return true;
    }

    bool try_push(T item) {
        {
            std::lock_guard lock(mutex_);
            if (closed_ || items_.size() >= capacity_) return false;
            items_.push_back(std::move(item));
        }
        announce();
        return true;
    }

    std::optional<T> try_pop() {
        std::lock_guard lock(mutex_);
        return take_front();
    }

    // Waits for an item, at most `timeout`; nothing on time-out or when closed and empty.
    std::optional<T> pop(std::chrono::milliseconds timeout) {
        std::unique_lock lock(mutex_);
        filled_.wait_for(lock, timeout, [this] { return closed_ || !items_.empty(); });
        return take_front();
    }

    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
        room_.notify_all();
        announce();
    }

    [[nodiscard]] bool closed() const {
        std::lock_guard lock(mutex_);
        return closed_;
    }

  private:
    void announce() {
        filled_.notify_one();
        if (wake_) wake_();
    }

    std::optional<T> take_front() {
        if (items_.empty()) return std::nullopt;
        std::optional<T> item(std::move(items_.front()));
        items_.pop_front();
        room_.notify_one();
        return item;
    }

    const std::size_t capacity_;
    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    std::condition_variable room_;
    std::deque<T> items_;
    bool closed_ = false;
};

}  // namespace branchline
