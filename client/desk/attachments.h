// Files on records, as a user has them: hung on a record and kept, brought back as a file, pinned
// to this desk. What is attached is saved when attach() returns, rows and bytes, with or without a
// connection. On the writer's thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "desk/desk.h"
#include "desk/file_keeper.h"

namespace branchline::desk {

struct AttachedFile {
    std::string name;
    Digest digest{};
    std::int64_t size = 0;
    bool here = false;  // whole on this desk
    bool pinned = false;
    bool confirmed = false;    // head office has it
    std::int64_t present = 0;  // bytes that are on this desk
};

struct FilesWaiting {
    std::int64_t uploads = 0;
    std::int64_t upload_bytes = 0;  // of whole files: how far each is the hub knows
    std::int64_t downloads = 0;
    std::int64_t download_bytes = 0;  // that are missing
};

class Attachments {
  public:
    // At most so many bytes from there on; none at the end.
    using Read = std::function<Result<Bytes>(std::int64_t offset, std::size_t most)>;
    using Write = std::function<Status(BytesView)>;
    // Asked between two parts of long work; false breaks it off.
    using GoOn = std::function<bool()>;

    explicit Attachments(Desk& desk) : desk_(desk), keeper_(desk.replica()) {}

    // bad_file: it was another one when it was read a second time; timed_out: broken off.
    Result<Created> attach(const sync::RowKey& about, const std::string& file_name,
                           const Read& read, const GoOn& go_on);

    Result<AttachedFile> file_of(const RowId& attachment);
    // To be fetched as soon as there is a connection.
    void want(const AttachedFile& file, bool wanted);
    void pin(const AttachedFile& file, bool pinned);
    // What is here goes out, checked once more. not_here; bad_bytes: the disk has lost something,
    // which is forgotten, to be fetched again.
    Status write(const AttachedFile& file, const Write& write, const GoOn& go_on);

    [[nodiscard]] FilesWaiting waiting() const;

    [[nodiscard]] FileKeeper& keeper() { return keeper_; }

  private:
    struct Measured {
        std::vector<Digest> chunks;
        std::int64_t size = 0;
    };

    Result<Measured> measure(const std::string& file_name, const Read& read, const GoOn& go_on);
    Status keep(const Measured& measured, const std::string& file_name, const Read& read,
                const GoOn& go_on);
    Status keep_some(store::DepotFile& file, const std::string& file_name, const Read& read);
    Result<Created> create_row(const sync::RowKey& about, const std::string& file_name,
                               const Measured& measured);
    void change(const AttachedFile& file, const std::function<void(store::DepotFile&)>& change);

    Desk& desk_;
    FileKeeper keeper_;
};

// By the ending of its name.
std::string media_type_of(const std::string& file_name);

}  // namespace branchline::desk
