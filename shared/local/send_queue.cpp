#include "local/send_queue.h"

#include <utility>

#include "base/ensure.h"

namespace branchline::local {

bool SendQueue::add(Bytes message) {
    if (message.size() > bytes_max_ - bytes_) return false;
    bytes_ += message.size();
    if (!message.empty()) messages_.push_back(std::move(message));
    return true;
}

BytesView SendQueue::piece() {
    if (sent_of_current_ == current_.size()) {
        current_.clear();
        sent_of_current_ = 0;
        while (!messages_.empty() && current_.size() < piece_bytes) {
            // A large message is taken as it is, only small ones are worth copying together.
            if (current_.empty()) {
                current_ = std::move(messages_.front());
            } else if (current_.size() + messages_.front().size() <= piece_bytes) {
                current_ += messages_.front();
            } else {
                break;
            }
            messages_.pop_front();
        }
    }
    return BytesView(current_).substr(sent_of_current_, piece_bytes);
}

void SendQueue::sent(std::size_t bytes) {
    ENSURE(bytes <= current_.size() - sent_of_current_);
    sent_of_current_ += bytes;
    bytes_ -= bytes;
}

}  // namespace branchline::local
