// Folders of this computer, for choosing a file to import or a place to export to. On the reader's
// thread: a slow disk or a network share makes nobody wait.
#pragma once

#include "base/result.h"
#include "live/question.h"

namespace branchline::live {

// not_found, io_error. Hidden files are left out; at most 2,000 entries are given.
Result<FolderAnswer> list_folder(const FolderQuestion& question);

}  // namespace branchline::live
