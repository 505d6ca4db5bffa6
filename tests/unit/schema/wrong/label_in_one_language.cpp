// expects: a label is given in both languages
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto name = text(16, "name", {"名称", ""});

}  // namespace branchline::schema
