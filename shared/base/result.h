// Result<T>: a value or the Error that says why not. tl::expected until std::expected is there.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace branchline {

template <class T>
using Result = tl::expected<T, Error>;
using Status = tl::expected<void, Error>;

inline tl::unexpected<Error> refuse(Code code, std::string where = {}, std::string detail = {}) {
    return tl::unexpected<Error>(Error{code, std::move(where), std::move(detail), {}});
}

inline tl::unexpected<Error> refuse(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace branchline
