#include "keep/backup.h"

#include "base/platform.h"
#include "hub/hub_tables.h"
#include "keep/data_files.h"

namespace branchline::keep {

Backup::Backup(std::string directory, store::Database& database, hub::HubCore& core,
               std::string path)
    : directory_(std::move(directory)),
      database_(database),
      core_(core),
      path_(std::move(path)),
      copy_(std::make_unique<store::OnlineCopy>(database, copy_path())) {}

Backup::~Backup() {
    copy_.reset();
    for (const char* rest : {"", "-journal", "-wal", "-shm"}) remove_file(copy_path() + rest);
}

bool Backup::step(int pages_most) { return copy_->step(pages_most); }

Result<ArchiveHead> Backup::finish(const Clock& clock) {
    ArchiveHead head;
    store::HubFacts facts(database_);
    const store::LogPoint at = store::HubLog(database_).head();
    head.installation = facts.id(hub::fact::installation);
    head.company = facts.get(hub::fact::company).value_or(Bytes());
    head.head_seq = at.seq;
    head.made_ms = clock.wall_ms();
    std::vector<std::string> sources{copy_path()};
    head.parts.push_back({std::string(file::store)});
    for (const std::string_view name : {file::authority, file::address}) {
        const std::string path = path_in(directory_, name);
        if (!file_exists(path)) continue;
        head.parts.push_back({std::string(name)});
        sources.push_back(path);
    }
    auto written = write_archive(path_, std::move(head), sources);
    if (written) core_.note_backup(at.seq);
    return written;
}

}  // namespace branchline::keep
