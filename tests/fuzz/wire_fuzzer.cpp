// The libFuzzer program. To run it (it adds what it finds to the first folder; what crashed it goes
// to tests/data/fuzz/wire, for ever):
//   cmake --preset clang -DBRANCHLINE_FUZZ=ON
//       -DBRANCHLINE_SANITIZE=address,undefined,fuzzer-no-link
//   cmake --build --preset clang --target wire_fuzzer
//   mkdir -p build/corpus
//   build/clang/bin/wire_fuzzer -rss_limit_mb=512 -max_len=8192 build/corpus tests/data/fuzz/wire
#include <cstddef>
#include <cstdint>

#include "fuzz/wire_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    branchline::fuzz::feed_wire({reinterpret_cast<const char*>(data), size});
    return 0;
}
