#include "store/failure.h"

#include <utility>

namespace branchline::store {

Failure::Failure(Code code, std::string detail, int sqlite_code)
    : code_(code), detail_(std::move(detail)), sqlite_code_(sqlite_code) {
    text_.append(code_name(code_)).append(": ").append(detail_);
    if (sqlite_code_ != 0) text_.append(" (").append(std::to_string(sqlite_code_)).append(")");
}

}  // namespace branchline::store
