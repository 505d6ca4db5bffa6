// expects: a reference names its entity
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto customer = ref(16, "customer", {"客户", "Customer"}, "");

}  // namespace branchline::schema
