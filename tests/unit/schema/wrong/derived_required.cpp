// expects: a derived field is neither required nor a natural key
#include "schema/declare.h"

namespace branchline::schema {

inline constexpr auto key = text(16, "key", {"键", "Key"}).derived().required();
inline constexpr auto all = fields(key);
inline constexpr auto spec = entity(1, "thing", {"事物", "Thing"}, all);

}  // namespace branchline::schema
