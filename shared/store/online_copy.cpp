#include "store/online_copy.h"

#include <sqlite3.h>

#include "base/ensure.h"
#include "base/platform.h"
#include "store/failure.h"
#include "store/native.h"

namespace branchline::store {

struct OnlineCopy::Job {
    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    ~Job() {
        if (backup != nullptr) sqlite3_backup_finish(backup);
        sqlite3_close_v2(target);
    }

    sqlite3* target = nullptr;
    sqlite3_backup* backup = nullptr;
};

OnlineCopy::OnlineCopy(Database& source, const std::string& path) : job_(std::make_unique<Job>()) {
    for (const char* rest : {"", "-journal", "-wal", "-shm"}) remove_file(path + rest);
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int opened = sqlite3_open_v2(path.c_str(), &job_->target, flags, nullptr);
    if (opened != SQLITE_OK) fail(job_->target, opened, "open " + path);
    job_->backup = sqlite3_backup_init(job_->target, "main", source.handle(), "main");
    if (job_->backup == nullptr) fail(job_->target, sqlite3_errcode(job_->target), "copy");
}

OnlineCopy::~OnlineCopy() = default;

bool OnlineCopy::step(int pages_most) {
    if (job_ == nullptr) return true;
    const int result = sqlite3_backup_step(job_->backup, pages_most);
    if (result == SQLITE_OK) return false;
    if (result != SQLITE_DONE) fail(job_->target, result, "copy");
    const int finished = sqlite3_backup_finish(std::exchange(job_->backup, nullptr));
    if (finished != SQLITE_OK) fail(job_->target, finished, "copy");
    job_.reset();
    return true;
}

}  // namespace branchline::store
