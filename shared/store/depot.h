// The bytes of files, apart from the rows that name them (SYNC 6.5). A file is the list of its
// chunks; both are named by BLAKE2b digests, so equal content is kept once, whoever brought it, and
// nothing counts as there before its digest says so. The same on a desk and at the hub.
//
//   chunk   256 KiB, the last one of a file shorter; its digest is over its bytes
//   file    its digest is over the digests of its chunks, one after another
//
// A chunk grows piece by piece from its start, so what was interrupted goes on at the next byte. On
// the thread of the database; writes need an open transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/id.h"
#include "store/sqlite.h"

namespace branchline::store {

inline constexpr std::int64_t chunk_bytes = 256 * 1024;

Digest file_digest(std::span<const Digest> chunks);

constexpr std::int64_t chunk_count(std::int64_t size) {
    return (size + chunk_bytes - 1) / chunk_bytes;
}

struct DepotFile {
    std::int64_t number = 0;  // in this database
    Digest digest{};
    std::int64_t size = 0;
    std::int64_t listed = 0;   // chunks whose digests are known; all or fewer
    bool whole = false;        // every byte is there and was found right
    bool pinned = false;       // shall be here, and stay
    bool wanted = false;       // shall be here, once
    Id confirmed;              // the epoch in which the hub said that it has the file; null: never
    std::int64_t used_ms = 0;  // at the hub: until when a row named it; 0: one does

    [[nodiscard]] bool is_listed() const { return listed == chunk_count(size); }
};

class Depot {
  public:
    explicit Depot(Database& database) : database_(database) {}

    [[nodiscard]] std::optional<DepotFile> find(const Digest& digest) const;
    // As find(), making it where it is not known. A file of nothing is whole at once.
    DepotFile open(const Digest& digest, std::int64_t size);

    // The digests of its chunks that follow those known. False: the list is not that of the file
    // and was thrown away.
    bool list(DepotFile& file, std::span<const Digest> chunks);
    [[nodiscard]] std::vector<Digest> listed(const DepotFile& file, std::int64_t first,
                                             std::int64_t most) const;

    // The first byte that is not there, looked for from the chunk that holds `from`; the size where
    // none is missing.
    [[nodiscard]] std::int64_t first_missing(const DepotFile& file, std::int64_t from = 0) const;
    // Bytes of a file that is listed, from its first missing one on and within its chunk; `file`
    // becomes whole with the last. False: the chunk was not what its digest says and was thrown
    // away.
    bool put(DepotFile& file, std::int64_t offset, BytesView bytes);
    // At most so many bytes, never beyond the end of the chunk or the first missing byte.
    [[nodiscard]] Bytes read(const DepotFile& file, std::int64_t offset, std::int64_t most) const;
    // Whether the chunk that holds the offset is what its digest says.
    [[nodiscard]] bool is_sound(const DepotFile& file, std::int64_t offset) const;
    // A chunk that is not sound: its bytes go, whatever file they belong to.
    void throw_away(DepotFile& file, std::int64_t offset);

    // Pinned, wanted, confirmed and used, as they are in `file`.
    void note(const DepotFile& file);
    // The file with the chunks that no other file shares.
    void erase(const DepotFile& file);

    [[nodiscard]] std::int64_t bytes() const;  // of all chunks
    // Whole ones that the hub has not confirmed in this epoch · those to be here that are not.
    [[nodiscard]] std::vector<DepotFile> unconfirmed(const Id& epoch) const;
    [[nodiscard]] std::vector<DepotFile> missing() const;
    // Neither pinned nor wanted, least recently used first.
    [[nodiscard]] std::vector<DepotFile> evictable() const;
    // All, in the order of their numbers.
    [[nodiscard]] std::vector<DepotFile> after(std::int64_t number, std::int64_t limit) const;

    // Grows with every change that concerns who fetches and brings: files made, listed, noted,
    // become whole, erased. Of this object.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }

  private:
    struct Chunk {
        std::int64_t number = 0;
        Digest digest{};
        std::int64_t size = 0;
        std::int64_t have = 0;
    };

    [[nodiscard]] Chunk chunk_at(const DepotFile& file, std::int64_t offset) const;
    [[nodiscard]] Bytes content(const Chunk& chunk) const;
    std::int64_t chunk_number(const Digest& digest, std::int64_t size);
    void forget_list(DepotFile& file);
    void settle(DepotFile& file, std::int64_t from);

    Database& database_;
    std::uint64_t changes_ = 0;
};

extern const std::string_view depot_ddl;

}  // namespace branchline::store
