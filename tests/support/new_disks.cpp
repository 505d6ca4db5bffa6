#include "support/new_disks.h"

#include "desk/replica.h"
#include "domain/catalogue.h"
#include "hub/hub_setup.h"
#include "store/rows.h"

namespace branchline::test {

namespace {

support::FaultVfs::Files disk_with(const std::string& file, void (*prepare)(store::Database&)) {
    support::FaultVfs disk("new " + file, 1);
    {
        store::OpenOptions open;
        open.vfs = disk.name();
        store::Database database = store::Database::open(file, open);
        prepare(database);
    }
    return disk.snapshot();
}

}  // namespace

void prepare_desk(store::Database& database) {
    store::prepare_database(database, domain::catalogue(), store::desk_application_id,
                            desk::Replica::ddl());
}

void prepare_hub(store::Database& database) { hub::prepare_hub(database, domain::catalogue()); }

const support::FaultVfs::Files& new_hub_disk() {
    static const support::FaultVfs::Files files = disk_with("hub.db", prepare_hub);
    return files;
}

const support::FaultVfs::Files& new_desk_disk() {
    static const support::FaultVfs::Files files = disk_with("replica.db", prepare_desk);
    return files;
}

}  // namespace branchline::test
