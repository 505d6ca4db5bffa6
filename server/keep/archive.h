// The file of a backup: everything that a server cannot run without, in one piece that is whole or
// refused.
//
//   "BLBK" | version u8 = 1 | string head | the parts, one after another | check 32
//   head: id installation | string company | zigzag head seq | zigzag made at, ms
//         | varint count, each: string name | fixed64 size
//
// The check is the last link of a chain of BLAKE2b digests over blocks of 1 MiB of all before it.
// It tells damage, not malice: who can write a backup can write the server's directory as well.
// Files of any size pass through in blocks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace branchline::keep {

struct ArchivePart {
    std::string name;
    std::uint64_t size = 0;

    friend bool operator==(const ArchivePart&, const ArchivePart&) = default;
};

struct ArchiveHead {
    Id installation;
    std::string company;
    std::int64_t head_seq = 0;
    std::int64_t made_ms = 0;
    std::vector<ArchivePart> parts;  // sizes are filled in by write_archive
};

// Made beside `path` and put in its place when it is durable. `sources`: a file for each part.
Result<ArchiveHead> write_archive(const std::string& path, ArchiveHead head,
                                  const std::vector<std::string>& sources);
// Every part becomes a file of `directory`, readable by the owner only. foreign_file · newer_file ·
// damaged: then nothing of it is to be used.
Result<ArchiveHead> read_archive(const std::string& path, const std::string& directory);

}  // namespace branchline::keep
