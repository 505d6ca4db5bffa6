// A copy of a database that is in use, made bit by bit: between two steps the owner of the
// connection reads and writes on, and what he writes meanwhile is in the copy, too. After the last
// step the copy is the database of that moment. On the thread of the database.
#pragma once

#include <memory>
#include <string>

#include "store/sqlite.h"

namespace branchline::store {

class OnlineCopy {
  public:
    // `path` is made anew; it holds nothing of use before step() has said so. Throws Failure.
    OnlineCopy(Database& source, const std::string& path);
    OnlineCopy(const OnlineCopy&) = delete;
    OnlineCopy& operator=(const OnlineCopy&) = delete;
    ~OnlineCopy();

    // Copies at most so many pages. True: the copy is complete and closed.
    bool step(int pages_most);

  private:
    struct Job;
    std::unique_ptr<Job> job_;
};

}  // namespace branchline::store
