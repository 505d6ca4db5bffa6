// What the store throws when the environment fails below it: disk full, I/O error, damaged or
// foreign file. Caught only in the loops of the workers, which tell the user (style: three kinds of
// error, three means). An interrupted transaction is rolled back by its guard.
#pragma once

#include <exception>
#include <string>

#include "base/error.h"

namespace branchline::store {

class Failure final : public std::exception {
  public:
    Failure(Code code, std::string detail, int sqlite_code = 0);

    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

    [[nodiscard]] Error error() const { return Error{code_, "store", detail_, {}}; }

    [[nodiscard]] Code code() const { return code_; }  // disk_full, io_error, damaged, …

    [[nodiscard]] int sqlite_code() const { return sqlite_code_; }

  private:
    Code code_;
    std::string detail_;
    int sqlite_code_;
    std::string text_;
};

}  // namespace branchline::store
