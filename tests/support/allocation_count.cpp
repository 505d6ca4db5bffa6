#include "support/allocation_count.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> held{0};
std::atomic<std::size_t> peak{0};

void* take(std::size_t size) {
    void* memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc();
    const std::size_t now = held += malloc_usable_size(memory);
    peak = std::max(peak.load(), now);
    return memory;
}

void give_back(void* memory) noexcept {
    held -= malloc_usable_size(memory);
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return take(size); }

void* operator new[](std::size_t size) { return take(size); }

void operator delete(void* memory) noexcept { give_back(memory); }

void operator delete[](void* memory) noexcept { give_back(memory); }

void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }

void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }

namespace branchline::support {

AllocationPeak::AllocationPeak() : before_(held) { peak = held.load(); }

std::size_t AllocationPeak::bytes() const { return peak - std::min(peak.load(), before_); }

}  // namespace branchline::support
