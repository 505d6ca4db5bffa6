#include "hub/hub_tables.h"

namespace branchline::hub {

std::string hub_ddl() {
    return store::sync_tables_ddl() + store::hub_log_ddl() + store::hub_registry_ddl() +
           store::hub_scope_ddl() + store::hub_heal_ddl() + std::string(store::depot_ddl);
}

}  // namespace branchline::hub
