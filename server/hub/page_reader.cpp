#include "hub/page_reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/planted.h"
#include "hub/entry_maker.h"
#include "store/failure.h"
#include "sync/row_codec.h"
#include "sync/row_hash.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace {

// What an entry takes in a frame is estimated from what the log holds: packing it just to measure
// it would double the work. An entry is never much larger than its effects.
constexpr std::size_t header_bytes = 80;
constexpr std::size_t page_bytes_max = 640 * 1024;
// Where more lies before a new desk than this it begins at the head.
constexpr std::int64_t entries_worth_reading = 2'000;
// A desk that nothing concerns is told that much late where the log is by now: else the horizon
// would pass it, and it would have to load everything anew.
constexpr std::int64_t idle_entries_most = 500;
// A part costs 33 bytes to be told. So many of them, each divided again where it differs, down to
// so few rows, are the fewest bytes for a few bad rows among thousands.
constexpr std::size_t parts_most = 64;
constexpr std::size_t rows_in_part_least = 4;
constexpr std::size_t page_memory_max = sync::decoded_bytes_max(sync::frame_bytes_max) - 256 * 1024;

}  // namespace

sync::Point point_of(const store::LogPoint& at) { return {at.epoch, at.seq, at.chain, at.mac}; }

PageReader::PageReader(store::Database& database, const schema::Catalogue& catalogue)
    : tables_(database, catalogue) {}

std::optional<sync::Point> PageReader::point_at(std::int64_t seq) {
    if (seq == 0) return sync::Point{};
    const auto at = tables_.log.point_at(seq);
    if (!at) return std::nullopt;
    return point_of(*at);
}

bool PageReader::has(const sync::Point& point) {
    const auto at = point_at(point.seq);
    return at.has_value() && at->chain == point.chain;
}

// Between it and the horizon there may be anything: what is left of the log does not tell.
bool PageReader::is_beyond(const sync::Point& point) {
    return point.seq < tables_.log.horizon() && !planted(Planted::horizon_not_told);
}

bool PageReader::has_news(const PageRequest& request) {
    const DeviceView view(tables_, request.device, request.user);
    const std::int64_t seq = request.pull.cursor.seq;
    return view.holdings().version() != request.pull.scope_version || view.has_news(seq) ||
           is_beyond(request.pull.cursor) || tables_.log.head().seq - seq >= idle_entries_most;
}

namespace {

// Fills one page, in the order in which it is read.
class Filling {
  public:
    Filling(HubTables& tables, const PageRequest& request, const DeviceView& view, sync::Page& page)
        : tables_(tables),
          request_(request),
          page_(page),
          maker_(tables, view, request),
          bringer_(tables, view),
          budget_(std::min<std::size_t>(request.pull.budget_bytes, page_bytes_max)),
          view_(view) {}

    void add_log();
    void bring_rows();

    void finish() { page_.brought = bringer_.take(page_.end.seq); }

  private:
    bool add(const store::LogRow& row);
    void show_referred(const sync::Entry& entry);

    HubTables& tables_;
    const PageRequest& request_;
    sync::Page& page_;
    EntryMaker maker_;
    RowBringer bringer_;
    std::size_t budget_;
    const DeviceView& view_;
    std::size_t bytes_ = 0;
    std::size_t memory_ = 0;
    std::set<sync::RowKey> entered_;
};

// False: the page is full.
bool Filling::add(const store::LogRow& row) {
    std::optional<sync::Entry> entry = maker_.entry_for(row);
    for (const sync::RowKey& key : maker_.take_moved()) bringer_.show_followed(key);
    if (entry) {
        const bool is_header = entry->kind != sync::EntryKind::change;
        const std::size_t size = header_bytes + (is_header ? 0 : row.effects.size());
        const std::size_t cost = sync::memory_cost(*entry);
        const bool full = bytes_ + size > budget_ || memory_ + cost > page_memory_max;
        if (full && !page_.entries.empty()) return false;
        bytes_ += size;
        memory_ += cost;
        show_referred(*entry);
        for (const sync::Effect& effect : entry->effects) {
            if (effect.kind == sync::EffectKind::enter) entered_.insert(effect.key());
        }
        page_.entries.push_back(std::move(*entry));
    }
    page_.end = {row.epoch, row.seq, row.chain, row.mac};
    return bytes_ < budget_;
}

void Filling::show_referred(const sync::Entry& entry) {
    for (const sync::Effect& effect : entry.effects) {
        const schema::EntitySpec* entity = tables_.catalogue.entity(effect.entity);
        if (entity != nullptr) bringer_.show_referred(*entity, effect.values);
    }
}

void Filling::add_log() {
    constexpr std::size_t entries_at_a_time = 512;
    for (;;) {
        const auto seqs = view_.logs_after(page_.end.seq, entries_at_a_time);
        for (const std::int64_t seq : seqs) {
            const auto row = tables_.log.at(seq);
            if (!row) throw store::Failure(Code::damaged, "log " + std::to_string(seq));
            if (!add(*row)) return;
        }
        if (!seqs.empty()) continue;
        page_.end = point_of(tables_.log.head());
        return;
    }
}

// Only at the head: then they are exactly what the log leads up to, and nothing has to be
// remembered of when they were read.
void Filling::bring_rows() {
    if (page_.end.seq != page_.head_seq) return;
    const auto room = [&] { return bytes_ + bringer_.bytes() < budget_; };
    for (const sync::RowKey& key : entered_) {
        if (room()) bringer_.bring(key);
    }
    for (const sync::RowKey& key : request_.pull.wanted) {
        if (room() || bringer_.bytes() == 0) bringer_.bring(key);
    }
    if (request_.pull.load && (room() || bringer_.bytes() == 0)) {
        const std::size_t left = bytes_ < budget_ ? budget_ - bytes_ : 1;
        page_.loaded = bringer_.bring(*request_.pull.load, left);
    }
}

}  // namespace

std::optional<sync::Page> PageReader::tail(const PageRequest& request) {
    const store::Snapshot snapshot(tables_.database);
    if (!has(request.pull.cursor)) return std::nullopt;
    const DeviceView view(tables_, request.device, request.user);
    sync::Page page;
    page.page_class = sync::PageClass::tail;
    page.start = *point_at(request.pull.cursor.seq);
    page.end = page.start;
    page.head_seq = tables_.log.head().seq;
    page.scope_version = view.holdings().version();
    const bool told = planted(Planted::scope_not_told) && request.pull.scope_version != 0;
    if (told) page.scope_version = request.pull.scope_version;
    const bool beyond = is_beyond(page.start);
    if (beyond || page.scope_version != request.pull.scope_version) {
        page.rescoped = true;
        page.held = view.holdings().list();
        // To a new desk the rows say more than how they came to be, and sooner; to one that comes
        // from beyond the horizon nothing else can say it.
        const bool long_way = page.head_seq - page.start.seq > entries_worth_reading;
        if (beyond || (request.pull.fresh && long_way)) page.end = point_of(tables_.log.head());
        return page;
    }
    Filling filling(tables_, request, view, page);
    filling.add_log();
    filling.bring_rows();
    filling.finish();
    page.with_hashes = request.pull.with_hashes && page.end.seq == page.head_seq;
    if (page.with_hashes) page.hashes = hashes_for(view.holdings());
    if (request.pull.compare && page.end.seq == page.head_seq) {
        page.compared = request.pull.compare;
        page.parts = parts_of(*request.pull.compare, view.holdings());
    }
    return page;
}

std::vector<RowId> PageReader::rows_of(const sync::Stretch& stretch, std::int64_t bucket) {
    constexpr std::size_t rows_at_a_time = 4'096;
    std::vector<RowId> all;
    for (RowId after = stretch.after;;) {
        const auto rows = tables_.buckets.rows_in(bucket, stretch.entity, after, rows_at_a_time);
        for (const RowId& row : rows) {
            if (!stretch.until.is_null() && row > stretch.until) return all;
            all.push_back(row);
        }
        if (rows.size() < rows_at_a_time) return all;
        after = rows.back();
    }
}

// Each of them about as large: what differs in one can be asked for in parts again.
std::vector<sync::PartHash> PageReader::parts_of(const sync::Stretch& stretch,
                                                 const sync::Holdings& holdings) {
    const auto number = tables_.buckets.find(stretch.bucket);
    const schema::EntitySpec* entity = tables_.catalogue.entity(stretch.entity);
    if (!number || entity == nullptr) return {};
    const auto rights = sync::reading_class(tables_.catalogue, *entity,
                                            holdings.reading(*entity, nullptr, stretch.bucket));
    if (rights == 0) return {};
    const std::vector<RowId> rows = rows_of(stretch, *number);
    const std::size_t in_one = std::max(rows.size() / parts_most + 1, rows_in_part_least);
    std::vector<sync::PartHash> parts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % in_one == 0) parts.emplace_back();
        sync::PartHash& part = parts.back();
        part.last = rows[i];
        const auto stored = tables_.rows.get(entity->id, rows[i]);
        if (!stored || stored->deleted) continue;
        const auto* holder = sync::holder_entity(tables_.catalogue, entity->id, stored->values);
        if (holdings.reading(*entity, holder, stretch.bucket) == 0) continue;
        const sync::RowState row = sync::from_stored(tables_.origins, *stored);
        part.hash = hash_add(part.hash, sync::row_hash(tables_.catalogue, row, rights));
        ++part.rows;
    }
    return parts;
}

std::vector<sync::ClassHash> PageReader::hashes_for(const sync::Holdings& holdings) {
    using Key = std::tuple<Id, schema::EntityId, schema::RightsClass>;
    std::map<Key, sync::ClassHash> told;
    for (const auto& [bucket, roles] : holdings.roles()) {
        const auto number = tables_.buckets.find(bucket);
        if (!number) continue;  // nothing was ever in it
        for (const store::BucketHash& sum : tables_.hashes.of_bucket(*number)) {
            const store::HashPlace& place = sum.place;
            const schema::EntitySpec* entity = tables_.catalogue.entity(place.entity);
            if (entity == nullptr) continue;
            const schema::EntitySpec* holder = tables_.catalogue.entity(place.holder);
            const schema::RoleMask readers = holdings.reading(*entity, holder, bucket);
            const auto rights = sync::reading_class(tables_.catalogue, *entity, readers);
            if (rights == 0 || place.rights_class != rights) continue;
            sync::ClassHash& all = told[{bucket, place.entity, rights}];
            const Id hash = hash_add(all.hash, sum.hash);
            all = {bucket, place.entity, rights, hash, all.rows + sum.rows};
        }
    }
    std::vector<sync::ClassHash> out;
    for (const auto& [key, hash] : told) out.push_back(hash);
    return out;
}

}  // namespace branchline::hub
