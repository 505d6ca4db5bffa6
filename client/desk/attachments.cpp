#include "desk/attachments.h"

#include <algorithm>
#include <array>

#include "base/ensure.h"
#include "base/text.h"
#include "domain/attached_files.h"

namespace branchline::desk {

namespace {

using domain::attachment_numbers;
constexpr std::int64_t piece_bytes = 64 * 1024;
constexpr std::int64_t bytes_a_transaction = 4 * 1024 * 1024;

struct MediaType {
    std::string_view ending;
    std::string_view type;
};

constexpr std::array media_types{
    MediaType{"pdf", "application/pdf"},
    MediaType{"jpg", "image/jpeg"},
    MediaType{"jpeg", "image/jpeg"},
    MediaType{"png", "image/png"},
    MediaType{"gif", "image/gif"},
    MediaType{"tif", "image/tiff"},
    MediaType{"tiff", "image/tiff"},
    MediaType{"webp", "image/webp"},
    MediaType{"txt", "text/plain"},
    MediaType{"csv", "text/csv"},
    MediaType{"zip", "application/zip"},
    MediaType{"doc", "application/msword"},
    MediaType{"xls", "application/vnd.ms-excel"},
    MediaType{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    MediaType{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    MediaType{"mp4", "video/mp4"},
};

tl::unexpected<Error> broken_off(const std::string& file_name) {
    return refuse(Code::timed_out, file_name, "interrupted");
}

std::optional<Digest> digest_of_text(const std::string& hex) {
    if (hex.size() != 2 * sizeof(Digest)) return std::nullopt;
    const std::size_t half = hex.size() / 2;
    const auto first = parse_id(std::string_view(hex).substr(0, half));
    const auto second = parse_id(std::string_view(hex).substr(half));
    if (!first || !second) return std::nullopt;
    const Bytes bytes = to_bytes(*first) + to_bytes(*second);
    Digest digest{};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

}  // namespace

std::string media_type_of(const std::string& file_name) {
    const std::size_t dot = file_name.rfind('.');
    const std::string ending =
        dot == std::string::npos ? "" : normal_form(file_name.substr(dot + 1));
    const auto* found = std::ranges::find(media_types, ending, &MediaType::ending);
    return std::string(found == media_types.end() ? "application/octet-stream" : found->type);
}

Result<Attachments::Measured> Attachments::measure(const std::string& file_name, const Read& read,
                                                   const GoOn& go_on) {
    Measured measured;
    for (;;) {
        auto bytes = read(measured.size, static_cast<std::size_t>(store::chunk_bytes));
        if (!bytes) return refuse(bytes.error());
        if (bytes->empty()) return measured;
        measured.chunks.push_back(digest_of(*bytes));
        measured.size += static_cast<std::int64_t>(bytes->size());
        if (measured.size > domain::attachment::max_size_bytes) {
            return refuse(Code::too_large, file_name);
        }
        if (!go_on()) return broken_off(file_name);
        // Whoever gives less than was asked for is at the end.
        if (bytes->size() < static_cast<std::size_t>(store::chunk_bytes)) return measured;
    }
}

Status Attachments::keep_some(store::DepotFile& file, const std::string& file_name,
                              const Read& read) {
    store::Depot& depot = desk_.replica().depot();
    const auto known = depot.find(file.digest);  // a session may have gone on with it
    if (!known || !known->is_listed()) return refuse(Code::bad_bytes, file_name);
    file = *known;
    std::int64_t kept = 0;
    for (std::int64_t at = depot.first_missing(file); at < file.size && kept < bytes_a_transaction;
         at = depot.first_missing(file, at)) {
        const std::int64_t chunk_end = (at / store::chunk_bytes + 1) * store::chunk_bytes;
        const std::int64_t size = std::min({piece_bytes, chunk_end - at, file.size - at});
        auto bytes = read(at, static_cast<std::size_t>(size));
        if (!bytes) return refuse(bytes.error());
        const bool same =
            static_cast<std::int64_t>(bytes->size()) == size && depot.put(file, at, *bytes);
        if (!same) return refuse(Code::bad_file, file_name, "changed");
        kept += size;
    }
    return {};
}

Status Attachments::keep(const Measured& measured, const std::string& file_name, const Read& read,
                         const GoOn& go_on) {
    Replica& replica = desk_.replica();
    store::Depot& depot = replica.depot();
    store::DepotFile file;
    Status kept = replica.in_one_transaction([&]() -> Status {
        file = depot.open(store::file_digest(measured.chunks), measured.size);
        if (!file.is_listed()) {
            const auto known = static_cast<std::size_t>(file.listed);
            const bool listed = depot.list(file, std::span(measured.chunks).subspan(known)) ||
                                depot.list(file, measured.chunks);
            ENSURE(listed);
        }
        file.wanted = !file.whole;  // what is unfinished and wanted is not evicted
        file.confirmed = {};        // head office is asked once more, should it have lost it
        file.used_ms = replica.fold_time().now_ms;
        depot.note(file);
        return {};
    });
    while (kept && !file.whole) {
        kept = replica.in_one_transaction(
            [&]() -> Status { return keep_some(file, file_name, read); });
        if (kept && !file.whole && !go_on()) return broken_off(file_name);
    }
    return kept;
}

Result<Created> Attachments::create_row(const sync::RowKey& about, const std::string& file_name,
                                        const Measured& measured) {
    schema::Record values;
    values.set(attachment_numbers.about, schema::AnyRef{about.entity, about.row});
    values.set(attachment_numbers.file_name, file_name);
    values.set(attachment_numbers.media_type, media_type_of(file_name));
    values.set(attachment_numbers.size_bytes, measured.size);
    values.set(attachment_numbers.hash, to_hex(view_of(store::file_digest(measured.chunks))));
    return desk_.create(desk_.catalogue().at(attachment_numbers.entity), std::move(values));
}

Result<Created> Attachments::attach(const sync::RowKey& about, const std::string& file_name,
                                    const Read& read, const GoOn& go_on) {
    if (about.entity == attachment_numbers.entity)
        return refuse(Code::reference, "attachment.about");
    if (!is_valid_utf8(file_name)) return refuse(Code::bad_value, "attachment.file_name");
    auto measured = measure(file_name, read, go_on);
    if (!measured) return refuse(measured.error());
    if (Status kept = keep(*measured, file_name, read, go_on); !kept) return refuse(kept.error());
    auto created = create_row(about, file_name, *measured);
    if (created) keeper_.make_room(store::file_digest(measured->chunks));
    return created;
}

Result<AttachedFile> Attachments::file_of(const RowId& attachment) {
    const auto row = desk_.viewer().live_row({attachment_numbers.entity, attachment});
    if (!row) return refuse(Code::not_found, "attachment", to_text(attachment));
    const auto digest = digest_of_text(row->values.text(attachment_numbers.hash));
    if (!digest) return refuse(Code::bad_bytes, row->values.text(attachment_numbers.file_name));
    AttachedFile file;
    file.name = row->values.text(attachment_numbers.file_name);
    file.digest = *digest;
    file.size = row->values.integer(attachment_numbers.size_bytes);
    store::Depot& depot = desk_.replica().depot();
    if (const auto known = depot.find(*digest)) {
        file.here = known->whole;
        file.pinned = known->pinned;
        file.confirmed = keeper_.is_confirmed(*known);
        file.present = depot.first_missing(*known);
    }
    return file;
}

void Attachments::change(const AttachedFile& file,
                         const std::function<void(store::DepotFile&)>& change) {
    Replica& replica = desk_.replica();
    const Status changed = replica.in_one_transaction([&]() -> Status {
        store::DepotFile known = replica.depot().open(file.digest, file.size);
        change(known);
        known.used_ms = replica.fold_time().now_ms;
        replica.depot().note(known);
        return {};
    });
    ENSURE(changed.has_value());
}

void Attachments::want(const AttachedFile& file, bool wanted) {
    change(file, [&](store::DepotFile& known) { known.wanted = wanted && !known.whole; });
}

void Attachments::pin(const AttachedFile& file, bool pinned) {
    change(file, [&](store::DepotFile& known) { known.pinned = pinned; });
}

Status Attachments::write(const AttachedFile& file, const Write& write, const GoOn& go_on) {
    store::Depot& depot = desk_.replica().depot();
    for (std::int64_t at = 0; at == 0 || at < file.size; at += store::chunk_bytes) {
        auto known = depot.find(file.digest);  // others are served between two parts
        if (!known || !known->whole) return refuse(Code::not_here, file.name);
        if (known->size == 0) break;
        if (!depot.is_sound(*known, at)) {
            const Status gone = desk_.replica().in_one_transaction([&]() -> Status {
                depot.throw_away(*known, at);
                return {};
            });
            ENSURE(gone.has_value());
            return refuse(Code::bad_bytes, file.name);
        }
        const Bytes bytes = depot.read(*known, at, store::chunk_bytes);
        if (Status written = write(bytes); !written) return written;
        if (!go_on()) return broken_off(file.name);
    }
    change(file, [](store::DepotFile& known) { known.wanted = false; });  // it was used now
    return {};
}

FilesWaiting Attachments::waiting() const {
    Replica& replica = desk_.replica();
    FilesWaiting waiting;
    for (const store::DepotFile& file : replica.depot().unconfirmed(replica.cursor().epoch)) {
        if (!keeper_.is_named(file.digest)) continue;
        ++waiting.uploads;
        waiting.upload_bytes += file.size;
    }
    for (const store::DepotFile& file : replica.depot().missing()) {
        if (!keeper_.is_named(file.digest)) continue;
        ++waiting.downloads;
        waiting.download_bytes += file.size - replica.depot().first_missing(file);
    }
    return waiting;
}

}  // namespace branchline::desk
