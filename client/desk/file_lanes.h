// The desk's end of the two lanes of bytes (SYNC 6.5): brings head office the files attached here,
// fetches those that are wanted or pinned. One message at a time is under way in each lane, and the
// pieces are of a size that takes a quarter of a second or less, so that rows never wait long. What
// was interrupted goes on where it stopped; nothing is kept in memory that a session needs again.
// On the writer's thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "desk/file_keeper.h"
#include "desk/replica.h"
#include "sync/message.h"

namespace branchline::desk {

class FileLanes {
  public:
    explicit FileLanes(Replica& replica) : replica_(replica), keeper_(replica) {}

    // A session begins or has ended: everything that was put off is tried again. (It is also after
    // a minute: the desk that has the bytes may have come meanwhile.)
    void restart();
    // What is to be said now; nothing while the lanes wait for answers or have nothing to do.
    std::optional<sync::Message> next();
    // Answers. Others than expected are passed over.
    void take(const sync::FileState& state);
    void take(const sync::FilePiece& piece);

    // Nothing to do that can be done now, as of the last next().
    [[nodiscard]] bool is_level() const;
    // Why this file is not brought or fetched for now; none: nothing stands against it.
    [[nodiscard]] Code trouble(const Digest& file) const;

  private:
    struct Lane {
        std::optional<Digest> file;
        bool asked = false;
        std::int64_t asked_ms = 0;
        std::int64_t listed = 0;  // upwards: as the hub says
        std::int64_t offset = -1;
        std::int64_t piece_bytes = 0;
        int bad = 0;  // chunks of this file that were not right
    };

    using Moment = std::pair<std::uint64_t, std::uint64_t>;

    [[nodiscard]] Moment moment() const;
    void choose_upload();
    void choose_download();
    std::optional<sync::Message> offer();
    std::optional<sync::Message> want();
    void ask(Lane& lane);
    void answered(Lane& lane);
    void put_off(Lane& lane, Code code);
    void bad_upload(store::DepotFile& file, std::int64_t offset);
    void confirm(store::DepotFile& file);
    bool take_content(store::DepotFile& file, const sync::FilePiece& piece);

    [[nodiscard]] std::int64_t now_ms() const { return replica_.clock().boot_time().ms; }

    Replica& replica_;
    FileKeeper keeper_;
    Lane up_;
    Lane down_;
    std::map<Digest, Code> put_off_;
    std::int64_t try_again_ms_ = 0;
    std::optional<Moment> nothing_to_do_at_;
};

}  // namespace branchline::desk
