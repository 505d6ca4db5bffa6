#include "base/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace branchline {

void ensure_failed(const char* condition, const char* file, int line) {
    // Nothing that allocates: the state that broke may be the heap's.
    std::fprintf(stderr, "branchline: bug at %s:%d: %s does not hold; stopping\n", file, line,
                 condition);
    std::fflush(stderr);
    std::abort();
}

}  // namespace branchline
