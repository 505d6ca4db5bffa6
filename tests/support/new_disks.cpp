#include "support/new_disks.h"

#include "desk/replica.h"
#include "domain/catalogue.h"
#include "hub/hub_setup.h"
#include "store/rows.h"

namespace branchline::test {

namespace {

using Prepare = void (*)(store::Database& database, const schema::Catalogue& catalogue);

support::FaultVfs::Files disk_with(const std::string& file, Prepare prepare) {
    support::FaultVfs disk("new " + file, 1);
    {
        store::OpenOptions open;
        open.vfs = disk.name();
        store::Database database = store::Database::open(file, open);
        prepare(database, domain::catalogue());
    }
    return disk.snapshot();
}

}  // namespace

void prepare_desk(store::Database& database, const schema::Catalogue& catalogue) {
    store::prepare_database(database, catalogue, store::desk_application_id, desk::Replica::ddl());
}

const support::FaultVfs::Files& new_hub_disk() {
    static const support::FaultVfs::Files files = disk_with("hub.db", hub::prepare_hub);
    return files;
}

const support::FaultVfs::Files& new_desk_disk() {
    static const support::FaultVfs::Files files = disk_with("replica.db", prepare_desk);
    return files;
}

}  // namespace branchline::test
