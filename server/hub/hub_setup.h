// The beginning of a company's database, and its opening at every start. The keys of the TLS
// authority are files beside it and not of this library.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "schema/catalogue.h"
#include "store/sqlite.h"

namespace branchline::hub {

struct NewCompany {
    std::string name;
    std::int64_t offset_minutes = 480;  // of its days from UTC, for ever
};

// Tables of the catalogue and of the hub: created, or upgraded. At every start, before HubCore.
void prepare_hub(store::Database& database, const schema::Catalogue& catalogue);
bool is_initialised(store::Database& database);

// A prepared database becomes the company's: installation id, keys, first epoch, and the user
// `admin` with the company-wide role. Code::exists where it is one already.
Status init_hub(store::Database& database, const schema::Catalogue& catalogue,
                const NewCompany& company, const Clock& clock, Random& random);

}  // namespace branchline::hub
