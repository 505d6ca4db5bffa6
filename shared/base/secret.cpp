#include "base/secret.h"

#include <sodium.h>

#include <utility>

namespace branchline {

void wipe_memory(void* memory, std::size_t size) {
    if (size > 0) sodium_memzero(memory, size);
}

void wipe(std::string& text) {
    text.resize(text.capacity());
    wipe_memory(text.data(), text.size());
    text.clear();
}

// A short text is copied by the move of a string, and stays where it was.
Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }

Secret& Secret::operator=(const Secret& other) {
    if (this == &other) return *this;
    wipe(text_);
    text_ = other.text_;
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe(text_);
    text_ = std::move(other.text_);
    wipe(other.text_);
    return *this;
}

}  // namespace branchline
