#include "desk/file_lanes.h"

#include <algorithm>

namespace branchline::desk {

namespace {

constexpr std::int64_t piece_bytes_least = 4 * 1024;
constexpr std::int64_t piece_bytes_most = 32 * 1024;
constexpr std::int64_t quick_ms = 120;
constexpr std::int64_t slow_ms = 500;
constexpr int bad_chunks_most = 3;
constexpr std::int64_t try_again_after_ms = 60'000;

// Bytes that arrive are on the disk for certain only later: a power cut takes the lane back, and
// what it takes back comes again (SYNC 5.0).
template <class Work>
void arrive(store::Database& database, const Work& work) {
    struct Relaxed {
        explicit Relaxed(store::Database& relaxed) : database(relaxed) {
            database.set_synchronous(store::Synchronous::normal);
        }

        Relaxed(const Relaxed&) = delete;
        Relaxed& operator=(const Relaxed&) = delete;

        ~Relaxed() { database.set_synchronous(store::Synchronous::full); }

        store::Database& database;
    };

    const Relaxed relaxed(database);
    store::Transaction transaction(database);
    work();
    transaction.commit();
}

}  // namespace

void FileLanes::restart() {
    up_ = {};
    down_ = {};
    put_off_.clear();
    nothing_to_do_at_.reset();
}

FileLanes::Moment FileLanes::moment() const {
    return {replica_.change_count(), replica_.depot().changes()};
}

bool FileLanes::is_level() const { return nothing_to_do_at_ == moment(); }

Code FileLanes::trouble(const Digest& file) const {
    const auto found = put_off_.find(file);
    return found == put_off_.end() ? Code::none : found->second;
}

std::optional<sync::Message> FileLanes::next() {
    if (!put_off_.empty() && now_ms() >= try_again_ms_) {
        put_off_.clear();
        nothing_to_do_at_.reset();
    }
    if (is_level()) return std::nullopt;
    if (!up_.file) choose_upload();
    if (!down_.file) choose_download();
    if (up_.file && !up_.asked) {
        if (auto message = offer()) return message;
    }
    if (down_.file && !down_.asked) {
        if (auto message = want()) return message;
    }
    if (!up_.file && !down_.file) nothing_to_do_at_ = moment();
    return std::nullopt;
}

void FileLanes::choose_upload() {
    for (const store::DepotFile& file : replica_.depot().unconfirmed(replica_.cursor().epoch)) {
        if (put_off_.contains(file.digest) || !keeper_.is_named(file.digest)) continue;
        up_.file = file.digest;
        up_.listed = 0;
        up_.offset = -1;
        up_.bad = 0;
        return;
    }
}

void FileLanes::choose_download() {
    for (const store::DepotFile& file : replica_.depot().missing()) {
        if (put_off_.contains(file.digest) || !keeper_.is_named(file.digest)) continue;
        down_.file = file.digest;
        down_.bad = 0;
        return;
    }
}

void FileLanes::ask(Lane& lane) {
    lane.asked = true;
    lane.asked_ms = now_ms();
    if (lane.piece_bytes == 0) lane.piece_bytes = piece_bytes_least;
}

void FileLanes::answered(Lane& lane) {
    const std::int64_t took = now_ms() - lane.asked_ms;
    lane.asked = false;
    if (took <= quick_ms) lane.piece_bytes = std::min(lane.piece_bytes * 2, piece_bytes_most);
    if (took > slow_ms) lane.piece_bytes = std::max(lane.piece_bytes / 2, piece_bytes_least);
}

void FileLanes::put_off(Lane& lane, Code code) {
    if (put_off_.empty()) try_again_ms_ = now_ms() + try_again_after_ms;
    put_off_[*lane.file] = code;
    lane.file.reset();
}

// --- up ------------------------------------------------------------------------------------------

std::optional<sync::Message> FileLanes::offer() {
    auto file = replica_.depot().find(*up_.file);
    if (!file || !file->whole) {
        up_.file.reset();  // it has gone meanwhile
        return std::nullopt;
    }
    if (up_.offset < 0 || up_.listed < store::chunk_count(file->size)) {
        sync::FileOffer offer{file->digest, file->size, up_.listed, {}};
        if (up_.offset >= 0) {
            offer.chunks = replica_.depot().listed(*file, up_.listed, sync::file_chunks_max);
        }
        ask(up_);
        return offer;
    }
    const bool begins = up_.offset % store::chunk_bytes == 0;
    if (begins && !replica_.depot().is_sound(*file, up_.offset)) {
        bad_upload(*file, up_.offset);
        return std::nullopt;
    }
    ask(up_);
    sync::FilePiece piece;
    piece.file = file->digest;
    piece.offset = up_.offset;
    piece.bytes = replica_.depot().read(*file, up_.offset, up_.piece_bytes);
    return piece;
}

// What this desk's own disk has lost cannot be brought; another copy may come by another desk.
void FileLanes::bad_upload(store::DepotFile& file, std::int64_t offset) {
    arrive(replica_.database(), [&] { replica_.depot().throw_away(file, offset); });
    put_off(up_, Code::bad_bytes);
}

void FileLanes::confirm(store::DepotFile& file) {
    file.confirmed = replica_.cursor().epoch;
    arrive(replica_.database(), [&] { replica_.depot().note(file); });
    up_.file.reset();
    keeper_.make_room(file.digest);
}

void FileLanes::take(const sync::FileState& state) {
    if (!up_.asked || up_.file != state.file) return;
    answered(up_);
    if (state.code != Code::none) return put_off(up_, state.code);
    auto file = replica_.depot().find(state.file);
    const std::int64_t count = file ? store::chunk_count(file->size) : 0;
    const bool sense = file && state.offset >= 0 && state.offset <= file->size &&
                       state.listed >= 0 && state.listed <= count;
    if (!sense) return put_off(up_, Code::bad_bytes);
    if (state.listed == count && state.offset == file->size) return confirm(*file);
    const bool went_back = up_.listed == count && state.offset <= up_.offset;
    if (went_back && ++up_.bad >= bad_chunks_most) return put_off(up_, Code::bad_bytes);
    up_.listed = state.listed;
    up_.offset = state.offset;
}

// --- down ----------------------------------------------------------------------------------------

std::optional<sync::Message> FileLanes::want() {
    const auto file = replica_.depot().find(*down_.file);
    if (!file || file->whole || !(file->wanted || file->pinned)) {
        down_.file.reset();
        return std::nullopt;
    }
    ask(down_);
    return sync::FileWant{file->digest, file->listed, replica_.depot().first_missing(*file),
                          static_cast<std::uint32_t>(down_.piece_bytes)};
}

// False: it is not what was asked for.
bool FileLanes::take_content(store::DepotFile& file, const sync::FilePiece& piece) {
    store::Depot& depot = replica_.depot();
    if (!file.is_listed()) {
        return !piece.chunks.empty() && piece.first == file.listed &&
               depot.list(file, piece.chunks);
    }
    const std::int64_t offset = depot.first_missing(file);
    const std::int64_t chunk = offset / store::chunk_bytes * store::chunk_bytes;
    const std::int64_t room = std::min(chunk + store::chunk_bytes, file.size) - offset;
    const auto size = static_cast<std::int64_t>(piece.bytes.size());
    if (piece.offset != offset || size == 0 || size > room) return false;
    return depot.put(file, offset, piece.bytes);
}

void FileLanes::take(const sync::FilePiece& piece) {
    if (!down_.asked || down_.file != piece.file) return;
    answered(down_);
    if (piece.code != Code::none) return put_off(down_, piece.code);
    auto file = replica_.depot().find(piece.file);
    if (!file || file->whole) return down_.file.reset();
    bool good = false;
    arrive(replica_.database(), [&] {
        good = take_content(*file, piece);
        if (file->whole) {
            file->confirmed = replica_.cursor().epoch;  // it came from there
            replica_.depot().note(*file);
        }
    });
    if (!good && ++down_.bad >= bad_chunks_most) return put_off(down_, Code::bad_bytes);
    if (!file->whole) return;
    down_.file.reset();
    keeper_.make_room(file->digest);
}

}  // namespace branchline::desk
