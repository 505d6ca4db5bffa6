// Text that must not be found in memory afterwards: passwords as they are typed and handed on.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace branchline {

// Overwrites it, in a way that no compiler leaves out.
void wipe_memory(void* memory, std::size_t size);
// Empties it; what stood in its memory is overwritten.
void wipe(std::string& text);

// Overwritten when it goes, and where it has been moved from.
class Secret {
  public:
    Secret() = default;

    Secret(std::string text) : text_(std::move(text)) { wipe(text); }

    Secret(std::string_view text) : text_(text) {}

    Secret(const char* text) : text_(text) {}

    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept;
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;

    ~Secret() { wipe(text_); }

    [[nodiscard]] const std::string& text() const { return text_; }

    [[nodiscard]] bool empty() const { return text_.empty(); }

  private:
    std::string text_;
};

}  // namespace branchline
