// Courier files at the desk (SYNC 6.4): what a session would send, as a file for head office, and
// the reply taken in. A branch without any network works by these alone. Files may be lost, late,
// doubled or out of order: what is not answered goes again with the next one. On the writer's
// thread.
#pragma once

#include "desk/replica.h"
#include "keys/device_key.h"

namespace branchline::desk {

struct CourierCounts {
    std::int64_t groups = 0;    // export: waiting groups in it; import: verdicts
    std::int64_t received = 0;  // entries of others
    std::int64_t rejected = 0;
    bool useful = false;  // import: something of it was new here
};

struct CourierFile {
    Bytes bytes;
    CourierCounts counts;
};

// not_in_version where this profile was enrolled before courier files were: it must be online once.
Result<CourierFile> export_courier(Replica& replica, const keys::DeviceKey& key);
// foreign_file · damaged …: then nothing of it was applied.
Result<CourierCounts> import_courier(Replica& replica, const keys::DeviceKey& key, BytesView file);

}  // namespace branchline::desk
