#include "hub/file_lanes.h"

#include <algorithm>

#include "domain/attached_files.h"
#include "hub/device_view.h"
#include "schema/validate.h"

namespace branchline::hub {

namespace {

using domain::attachment_numbers;
constexpr std::size_t rows_looked_at = 1'000;  // of one content that hangs on many records

std::vector<RowId> rows_naming(const HubTables& tables, const Digest& file, std::size_t most) {
    const schema::EntitySpec* entity = tables.catalogue.entity(attachment_numbers.entity);
    if (entity == nullptr) return {};
    const std::string key =
        schema::comparison_key(*entity->field(attachment_numbers.hash), to_hex(view_of(file)));
    return tables.rows.with_key(attachment_numbers.entity, attachment_numbers.hash, key, most);
}

bool is_within_chunk(const store::DepotFile& file, const sync::FilePiece& piece) {
    if (!file.is_listed() || piece.offset < 0 || piece.offset >= file.size) return false;
    const std::int64_t chunk = piece.offset / store::chunk_bytes * store::chunk_bytes;
    const std::int64_t end = std::min(chunk + store::chunk_bytes, file.size);
    const auto size = static_cast<std::int64_t>(piece.bytes.size());
    return size > 0 && size <= end - piece.offset;
}

}  // namespace

bool is_named(const HubTables& tables, const Digest& file) {
    return !rows_naming(tables, file, 1).empty();
}

std::vector<store::StoredRow> FileLanes::attachments_with(const Digest& file) const {
    std::vector<store::StoredRow> rows;
    for (const RowId& id : rows_naming(tables_, file, rows_looked_at)) {
        if (auto row = tables_.rows.get(attachment_numbers.entity, id))
            rows.push_back(std::move(*row));
    }
    return rows;
}

bool FileLanes::may_fetch(const Admitted& who, const Digest& file) const {
    const DeviceView view(tables_, who.device, who.user);
    return std::ranges::any_of(attachments_with(file), [&](const store::StoredRow& row) {
        return view.now({row.entity, row.id}) != 0;
    });
}

bool FileLanes::may_bring(const Admitted& who, const Digest& file) const {
    if (may_fetch(who, file)) return true;
    return std::ranges::any_of(attachments_with(file), [&](const store::StoredRow& row) {
        return row.created_by == who.user;
    });
}

sync::FileState FileLanes::state_of(const store::DepotFile& file) const {
    return {file.digest, Code::none, file.listed, tables_.depot.first_missing(file)};
}

sync::FileState FileLanes::take(const Admitted& who, const sync::FileOffer& offer) {
    if (offer.size < 0 || offer.size > domain::attachment::max_size_bytes ||
        offer.chunks.size() > sync::file_chunks_max) {
        return {offer.file, Code::too_large, 0, 0};
    }
    if (!may_bring(who, offer.file)) return {offer.file, Code::not_found, 0, 0};
    store::DepotFile file = tables_.depot.open(offer.file, offer.size);
    if (file.size != offer.size && !file.whole) {
        // One of the two sizes is a lie; only the true one ever becomes whole.
        tables_.depot.erase(file);
        file = tables_.depot.open(offer.file, offer.size);
    }
    const bool goes_on = !file.is_listed() && offer.first == file.listed;
    if (goes_on && !tables_.depot.list(file, offer.chunks)) {
        return {offer.file, Code::bad_bytes, 0, 0};
    }
    return state_of(file);
}

sync::FileState FileLanes::take(const Admitted& who, const sync::FilePiece& piece) {
    auto file = tables_.depot.find(piece.file);
    if (!file || !may_bring(who, piece.file)) return {piece.file, Code::not_found, 0, 0};
    const bool in_place = is_within_chunk(*file, piece) &&
                          tables_.depot.first_missing(*file, piece.offset) == piece.offset;
    if (!in_place) return state_of(*file);
    if (!tables_.depot.put(*file, piece.offset, piece.bytes)) return state_of(*file);
    // What lies before it was there when the desk was told where to go on.
    const std::int64_t next = tables_.depot.first_missing(*file, piece.offset);
    if (next == file->size && !file->whole) return state_of(*file);
    return {file->digest, Code::none, file->listed, next};
}

sync::FilePiece FileLanes::give(const Admitted& who, const sync::FileWant& want) {
    sync::FilePiece piece;
    piece.file = want.file;
    if (!may_fetch(who, want.file)) {
        piece.code = Code::not_found;
        return piece;
    }
    auto file = tables_.depot.find(want.file);
    const bool in_place = file && want.offset >= 0 && want.offset < file->size && want.listed >= 0;
    if (!file || !file->whole || !in_place) {
        piece.code = Code::not_here;
        return piece;
    }
    piece.offset = want.offset;
    if (want.listed < store::chunk_count(file->size)) {
        piece.first = want.listed;
        piece.chunks = tables_.depot.listed(*file, want.listed, sync::file_chunks_max);
        return piece;
    }
    give_bytes(*file, want, piece);
    return piece;
}

// A chunk is read whole once, when its first bytes go out: what a disk has lost is not handed on.
void FileLanes::give_bytes(store::DepotFile& file, const sync::FileWant& want,
                           sync::FilePiece& piece) {
    const bool begins = want.offset % store::chunk_bytes == 0;
    if (begins && !tables_.depot.is_sound(file, want.offset)) {
        tables_.depot.throw_away(file, want.offset);
        piece.code = Code::bad_bytes;
        return;
    }
    const std::size_t most = std::min<std::size_t>(want.bytes_most, sync::file_piece_bytes_max);
    piece.bytes = tables_.depot.read(file, want.offset, static_cast<std::int64_t>(most));
    if (piece.bytes.empty()) piece.code = Code::not_here;
}

}  // namespace branchline::hub
