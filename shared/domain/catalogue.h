// The catalogue of Branchline: every entity, built on first use and immutable from then on.
#pragma once

#include "schema/catalogue.h"

namespace branchline::domain {

const schema::Catalogue& catalogue();

}  // namespace branchline::domain
