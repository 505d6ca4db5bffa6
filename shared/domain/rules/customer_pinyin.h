// A customer's pinyin, from its name (derived, never stored or sent). Pure.
#pragma once

#include "schema/record.h"

namespace branchline::domain::rules {

// Sets `pinyin`; with several readings every combination, "zq cq". Null where there is no name.
void add_customer_pinyin(schema::Record& customer);

}  // namespace branchline::domain::rules
