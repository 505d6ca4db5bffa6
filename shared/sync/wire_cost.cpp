// What an item takes in memory once decoded: at least what its decoder charges to the meter.
#include "sync/wire_streams.h"

namespace branchline::sync {

namespace {

std::size_t cost(const std::string& text) { return text.size(); }

std::size_t cost(const std::vector<Id>& ids) { return ids.size() * sizeof(Id); }

// Ids and words may be new to the table of the frame.
constexpr std::size_t table_cost = 4 * sizeof(Id);

std::size_t word_cost(const std::string& word) { return 3 * word.size() + 2 * sizeof word; }

std::size_t cost(const schema::Value& value) {
    std::size_t bytes = table_cost;
    if (const auto* text = std::get_if<std::string>(&value))
        bytes += cost(*text) + 2 * sizeof(BytesView);
    if (const auto* set = std::get_if<schema::Set>(&value)) {
        for (const std::string& element : *set) bytes += sizeof element + cost(element);
    }
    return bytes;
}

std::size_t cost(const Record& record) {
    std::size_t bytes = 0;
    for (const auto& [field, value] : record) bytes += 2 * sizeof(Record::Entry) + cost(value);
    return bytes;
}

std::size_t cost(const std::vector<CoverMark>& covers) {
    std::size_t bytes = covers.size() * sizeof(CoverMark);
    for (const CoverMark& it : covers)
        bytes += it.since.size() * (sizeof(Version) + 2 * table_cost);
    return bytes;
}

std::size_t cost(const Change& change) {
    return sizeof change + cost(change.element) + cost(change.values) + cost(change.seen) +
           change.settles.size() * (sizeof(Id) + table_cost) + 5 * table_cost;
}

std::size_t cost(const Effect& effect) {
    const std::size_t ids = effect.origins.size() + effect.writers.size();
    return sizeof effect + cost(effect.unit.element) + cost(effect.values) + cost(effect.text) +
           cost(effect.proposal.values) + cost(effect.origins) + cost(effect.writers) +
           cost(effect.covers) + (ids + 12) * table_cost;
}

std::size_t cost(const RowState& row) {
    std::size_t bytes = sizeof row + cost(row.values) + cost(row.writers) + cost(row.covers) +
                        (row.writers.size() + 6) * table_cost;
    for (const UnitVersion& it : row.versions) {
        bytes += sizeof it + cost(it.unit.element) + 2 * table_cost;
    }
    return bytes;
}

}  // namespace

// Lists whose length is not told grow by doubling: three times their size at the worst moment.
std::size_t memory_cost(const Group& group) {
    std::size_t bytes = 3 * sizeof group + word_cost(group.command) + 8 * table_cost +
                        group.depends_on.size() * (sizeof(Id) + table_cost);
    for (const Change& change : group.changes) bytes += cost(change);
    return bytes;
}

std::size_t memory_cost(const Entry& entry) {
    std::size_t bytes = sizeof entry + word_cost(entry.command) + word_cost(entry.rule) +
                        8 * table_cost + entry.fields.size() * (sizeof(FieldPlace) + table_cost) +
                        entry.origins.size() * (sizeof(store::OriginInfo) + 3 * table_cost);
    for (const Effect& effect : entry.effects) bytes += cost(effect);
    for (const RowState& row : entry.rows) bytes += cost(row);
    return bytes;
}

}  // namespace branchline::sync
