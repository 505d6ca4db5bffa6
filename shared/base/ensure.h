// ENSURE(condition): an invariant of ours, checked in every build. A violation is a bug: it is
// reported and the process ends before a wrong state can become durable (SQLite rolls back).
#pragma once

namespace branchline {

[[noreturn]] void ensure_failed(const char* condition, const char* file, int line);

}  // namespace branchline

#define ENSURE(condition)               \
    ((condition) ? static_cast<void>(0) \
                 : ::branchline::ensure_failed(#condition, __FILE__, __LINE__))
