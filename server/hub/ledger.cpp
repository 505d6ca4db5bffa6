#include "hub/ledger.h"

#include <algorithm>

#include "base/civil.h"
#include "base/ensure.h"
#include "base/planted.h"
#include "hub/people.h"
#include "hub/token_rule.h"
#include "store/failure.h"
#include "sync/compose.h"
#include "sync/judge.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace {

constexpr std::size_t salt_bytes = 16;

bool is_oversize(const sync::Group& group, BytesView payload) {
    return group.changes.size() > sync::group_changes_max || payload.size() > sync::group_bytes_max;
}

sync::Outcome refused(Code code) {
    sync::Outcome outcome;
    outcome.verdict = sync::Verdict::rejected;
    outcome.code = code;
    return outcome;
}

}  // namespace

sync::Group stored_group(BytesView payload, const OpId& op) {
    auto group = sync::decode_group(payload);
    if (!group) throw store::Failure(Code::damaged, "group " + to_text(op));
    return std::move(*group);
}

sync::Receipt stored_receipt(BytesView frame, const OpId& op) {
    auto message = sync::decode_frame(frame);
    if (!message) throw store::Failure(Code::damaged, "offer " + to_text(op));
    return std::get<sync::Receipts>(*message).receipts.at(0);
}

namespace {

store::LogRow row_of(const sync::Group& group) {
    store::LogRow row;
    row.op = group.op;
    row.origin = group.origin;
    row.supersedes = group.supersedes;
    row.batch = group.batch;
    row.batch_position = group.batch_position;
    row.device = group.device;
    row.incarnation = group.incarnation;
    row.counter = static_cast<std::int64_t>(group.counter);
    row.user = group.user;
    row.edit_boot = group.edit.boot;
    row.edit_ms = group.edit.corrected_ms;
    row.command = group.command;
    return row;
}

}  // namespace

sync::Fate LogGroups::fate(const OpId& op) {
    if (const auto verdict = log_.verdict_of(op)) {
        const bool taken = is_taken(*verdict) || log_.verdict_of(sync::reinstated_op(op));
        return taken ? sync::Fate::taken : sync::Fate::rejected;
    }
    return deferred_.by_op(op) ? sync::Fate::deferred : sync::Fate::unknown;
}

std::optional<sync::Lineage> LogGroups::lineage(const OpId& op) {
    const auto row = log_.by_op(op);
    if (!row || row->payload.empty()) return std::nullopt;
    sync::Group group = stored_group(row->payload, op);
    return sync::Lineage{group.origin, std::move(group.depends_on)};
}

Ledger::Ledger(HubTables& tables, const Seal& seal, HubClock& clock, Random& random)
    : tables_(tables),
      seal_(seal),
      clock_(clock),
      random_(random),
      heal_(tables, clock),
      audit_(tables, *this, clock, random),
      groups_(tables.log, tables.deferred),
      roles_(tables.rows, grant_fields),
      state_(tables.catalogue, {tables.rows, tables.origins, tables.cases, tables.tombstones},
             groups_, roles_),
      author_scope_(tables, state_),
      indexer_(tables, state_, roles_) {
    state_.observe(&indexer_);
}

sync::Receipt Ledger::submit(const sync::Group& group) {
    auto known = receipt_of(group.op);
    if (planted(Planted::archived_ops_forgotten) && known && known->seq <= tables_.log.horizon()) {
        known.reset();
    }
    if (known) {
        if (!planted(Planted::hub_forgets_ops)) return *known;
        sync::Group again = group;
        again.op = random_id(random_);
        return *enter(submission(again, std::nullopt, group.device));
    }
    auto receipt = enter(submission(group, std::nullopt, group.device));
    wake_all();
    ENSURE(receipt.has_value());
    return *receipt;
}

std::optional<sync::Receipt> Ledger::receipt_of(const OpId& op) {
    if (const auto row = standing_row(op)) {
        sync::Outcome outcome;
        decode_details(row->details, outcome);
        sync::Receipt receipt;
        receipt.op = op;
        // A group that is too large to be read back has no other copy to be compared with either.
        if (const auto group = sync::decode_group(row->payload)) {
            receipt.content = sync::content_digest(*group);
        }
        receipt.verdict = static_cast<sync::Verdict>(row->verdict);
        receipt.code = static_cast<Code>(row->code);
        receipt.rule = outcome.rule;
        receipt.fields = outcome.fields;
        receipt.cause = outcome.cause;
        receipt.epoch = row->epoch;
        receipt.seq = row->seq;
        receipt.mac = seal_.of_receipt(receipt);
        return receipt;
    }
    if (const auto waiting = tables_.deferred.by_op(op)) {
        return deferred_receipt(stored_group(waiting->payload, op));
    }
    return std::nullopt;
}

Ledger::Submission Ledger::submission(const sync::Group& group,
                                      std::optional<sync::Receipt> offered, const DeviceId& from) {
    return {group, sync::encode_group(group), clock_.now_ms(), std::move(offered), from};
}

sync::Receipt Ledger::deferred_receipt(const sync::Group& group) const {
    sync::Receipt receipt;
    receipt.op = group.op;
    receipt.content = sync::content_digest(group);
    receipt.verdict = sync::Verdict::deferred;
    receipt.mac = seal_.of_receipt(receipt);
    return receipt;
}

// Judged and logged, or deferred, or (offers only) kept. Nothing: no verdict so far.
std::optional<sync::Receipt> Ledger::enter(const Submission& it) {
    const sync::Group& group = it.group;
    const std::int64_t corrected_ms = corrected(group, it.received_ms);
    const bool offered = it.offered.has_value();
    if (offered && it.offered->verdict == sync::Verdict::rejected) {
        sync::Outcome known = refused(it.offered->code);
        known.rule = it.offered->rule;
        known.fields = it.offered->fields;
        known.cause = it.offered->cause;
        return append(it, known, corrected_ms);
    }
    if (is_oversize(group, it.payload)) return append(it, refused(Code::too_large), corrected_ms);
    const sync::Outcome outcome = judge(it, corrected_ms);
    if (outcome.verdict == sync::Verdict::deferred) {
        store::DeferredGroup waiting;
        waiting.op = group.op;
        waiting.device = group.device;
        waiting.received_ms = it.received_ms;
        waiting.payload = it.payload;
        if (offered) waiting.offer = sync::encode_frame(sync::Receipts{{*it.offered}});
        tables_.deferred.put(waiting, outcome.waits_for);
        if (offered) return std::nullopt;
        return deferred_receipt(group);
    }
    // What was acknowledged once is never refused (CATCHUP A6).
    if (offered && !outcome.taken()) {
        keep_offer(it, true);
        return std::nullopt;
    }
    if (offered) returned_.insert(group.origin);
    return append(it, outcome, corrected_ms);
}

sync::Outcome Ledger::judge(const Submission& it, std::int64_t corrected_ms) {
    const sync::Group& group = it.part != nullptr ? *it.part : it.group;
    sync::Judging judging;
    judging.mode = sync::Mode::hub;
    judging.corrected_ms = corrected_ms;
    judging.received_ms = it.received_ms;
    judging.today = date_of(it.received_ms, tables_.facts.integer(fact::offset_minutes));
    judging.acknowledged = it.offered.has_value();
    judging.waits = it.waits;
    judging.renumber = [this](const std::string& printed) { return renumber(printed); };
    if (!planted(Planted::handed_over_refused)) {
        judging.branches_left = [this, corrected_ms](const sync::RowKey& key) {
            return tables_.buckets.branches_left({key.entity, key.row}, corrected_ms);
        };
    }
    judging.knows = [this, &group, corrected_ms](const sync::RowKey& key) {
        return author_scope_.knows(group, key, corrected_ms);
    };
    sync::Outcome outcome = sync::judge(tables_.catalogue, state_, group, judging);
    const bool several = outcome.verdict == sync::Verdict::merged && outcome.effects.size() > 1;
    if (planted(Planted::hub_drops_an_effect) && several) outcome.effects.pop_back();
    return outcome;
}

// The clamp needs the group that stood before this one in its author's own order.
std::int64_t Ledger::corrected(const sync::Group& group, std::int64_t received_ms) {
    const std::pair key{group.device, group.incarnation};
    auto at = last_of_.find(key);
    if (at == last_of_.end()) {
        at = last_of_.emplace(key, tables_.log.last_of(group.device, group.incarnation)).first;
    }
    const auto counter = static_cast<std::int64_t>(group.counter);
    const std::int64_t previous =
        counter > at->second.counter
            ? at->second.corrected_ms
            : tables_.log.corrected_before(group.device, group.incarnation, counter);
    return sync::corrected_time(state_, group, previous, received_ms);
}

// Two different groups under one counter: somewhere there are two copies (CATCHUP A12). It is only
// noted; the token rule decides.
void Ledger::note_counter(const store::LogRow& row) {
    if (row.incarnation.is_null()) return;  // as others saw it
    store::HubLog::Last& last = last_of_[{row.device, row.incarnation}];
    if (row.counter > last.counter) {
        last = {row.counter, row.corrected_ms};
        return;
    }
    if (!tables_.log.has_other_op(row)) return;
    auto incarnation = tables_.incarnations.get(row.device, row.incarnation);
    if (!incarnation || incarnation->forked) return;
    incarnation->forked = true;
    tables_.incarnations.put(*incarnation);
}

sync::Receipt Ledger::append(const Submission& it, const sync::Outcome& outcome,
                             std::int64_t corrected_ms) {
    const sync::Group& group = it.group;
    store::LogRow row = row_of(group);
    if (!it.entered_as.is_null()) {
        row.op = it.entered_as;
        row.supersedes = group.op;
    }
    row.seq = head().seq + 1;
    row.corrected_ms = corrected_ms;
    row.received_ms = it.received_ms;
    row.verdict = static_cast<std::int64_t>(outcome.verdict);
    row.code = static_cast<std::int64_t>(outcome.code);
    row.details = encode_details(outcome);
    row.payload = it.payload;
    row.effects = sync::encode_effects(outcome.effects);
    if (outcome.taken()) {
        state_.put_origin({group.origin, corrected_ms, row.seq, group.user, group.device});
        state_.apply(outcome.effects, {group.origin, group.user, group.device, corrected_ms});
    }
    write(row);
    for (const sync::Effect& effect : outcome.effects) {
        if (!sync::is_row_effect(effect.kind)) indexer_.concerned(effect.key());
    }
    indexer_.logged(row.seq, group.device);
    while (indexer_.has_moves_left()) log_moves(row);
    note_counter(row);
    tables_.offers.erase(group.op);
    if (it.offered) heal_.returned(group.op, it.from);
    arrived_.push_back(group.op);
    if (group.origin != group.op) arrived_.push_back(group.origin);
    sync::Receipt receipt;
    receipt.op = group.op;
    receipt.content = sync::content_digest(group);
    receipt.verdict = outcome.verdict;
    receipt.code = outcome.code;
    receipt.rule = outcome.rule;
    receipt.fields = outcome.fields;
    receipt.cause = outcome.cause;
    receipt.epoch = epoch();
    receipt.seq = row.seq;
    receipt.mac = seal_.of_receipt(receipt);
    return receipt;
}

// A customer with ten thousand rows moves as a batch (SYNC 4.1): an entry says no more than what
// goes into a frame.
void Ledger::log_moves(const store::LogRow& cause) {
    sync::Group group;
    group.op = group.origin = random_id(random_);
    group.device = sync::hub_device;
    group.user = sync::hub_user;
    group.command = "moved";
    store::LogRow row = row_of(group);
    row.seq = head().seq + 1;
    row.corrected_ms = cause.corrected_ms;
    row.received_ms = cause.received_ms;
    row.verdict = static_cast<std::int64_t>(sync::Verdict::accepted);
    row.payload = sync::encode_group(group);
    write(row);
    indexer_.logged(row.seq, group.device);
}

void Ledger::write(store::LogRow row) {
    row.epoch = epoch();
    row.salt.resize(salt_bytes);
    random_.fill(row.salt.data(), row.salt.size());
    row.digest = store::digest_of_row(row);
    row.chain = store::next_chain(head().chain, row.digest);
    row.mac = seal_.of_point(row.epoch, row.seq, row.chain);
    tables_.log.append(row);
    head_ = store::LogPoint{row.seq, row.epoch, row.chain, row.mac};
    wrote_ = true;
}

// Groups that waited for this id and for nothing else are judged again, in order of arrival; what
// they were waiting for may also have been refused.
void Ledger::wake(const Id& id) {
    for (const store::DeferredGroup& waiting : tables_.deferred.arrived(id)) take_up(waiting, true);
}

void Ledger::take_up(const store::DeferredGroup& waiting, bool waits) {
    tables_.deferred.erase(waiting.op);
    const sync::Group group = stored_group(waiting.payload, waiting.op);
    Submission it{group, waiting.payload, waiting.received_ms, std::nullopt, waiting.device};
    it.waits = waits;
    if (!waiting.offer.empty()) it.offered = stored_receipt(waiting.offer, waiting.op);
    const auto receipt = it.offered ? enter_offer(std::move(it)) : enter(it);
    if (receipt) late_.emplace_back(waiting.device, *receipt);
}

void Ledger::wake_all() {
    while (!arrived_.empty()) {
        std::vector<Id> ids;
        ids.swap(arrived_);
        for (const Id& id : ids) wake(id);
    }
}

// What was acknowledged in another history is not refused for it: it is taken as far as it goes.
void Ledger::expire_deferred() {
    for (const store::DeferredGroup& waiting :
         tables_.deferred.received_before(clock_.now_ms() - deferred_longest_ms)) {
        // One that was woken by the end of another is not there any more.
        if (!tables_.deferred.by_op(waiting.op)) continue;
        if (!waiting.offer.empty()) {
            take_up(waiting, false);
            wake_all();
            continue;
        }
        const sync::Group group = stored_group(waiting.payload, waiting.op);
        tables_.deferred.erase(waiting.op);
        const Submission it{group, waiting.payload, waiting.received_ms, std::nullopt,
                            waiting.device};
        const sync::Receipt receipt =
            append(it, refused(Code::missing_predecessor), corrected(group, waiting.received_ms));
        late_.emplace_back(waiting.device, receipt);
        wake_all();
    }
}

Result<std::int64_t> Ledger::write_own(std::vector<sync::Change> changes, std::string command) {
    auto incarnation =
        tables_.incarnations.get(sync::hub_device, tables_.facts.id(fact::own_incarnation));
    ENSURE(incarnation.has_value());
    const std::int64_t now_ms = clock_.now_ms();
    sync::Group group;
    group.op = random_id(random_);
    group.origin = group.op;
    group.device = sync::hub_device;
    group.incarnation = incarnation->id;
    group.counter = static_cast<std::uint64_t>(incarnation->counter + 1);
    group.user = sync::hub_user;
    group.edit = {clock_.boot_time(), now_ms, true};
    group.command = std::move(command);
    group.changes = std::move(changes);
    const std::int64_t corrected_ms = corrected(group, now_ms);
    const Submission it = submission(group, std::nullopt, group.device);
    const sync::Outcome outcome = judge(it, corrected_ms);
    if (!outcome.taken()) {
        ENSURE(outcome.verdict == sync::Verdict::rejected);
        return refuse(sync::error_of(tables_.catalogue, outcome));
    }
    ++incarnation->counter;
    tables_.incarnations.put(*incarnation);
    const sync::Receipt receipt = append(it, outcome, corrected_ms);
    wake_all();
    return receipt.seq;
}

// SHA-2611-K7-00042 -> SHA-2611-H0-00007: the place and the month stay, the code is ours.
std::string Ledger::renumber(const std::string& printed) {
    const std::int64_t number = tables_.facts.integer(fact::own_number) + 1;
    tables_.facts.put_integer(fact::own_number, number);
    std::string digits = std::to_string(number);
    if (digits.size() < 5) digits.insert(0, 5 - digits.size(), '0');
    const std::size_t last = printed.rfind('-');
    const std::size_t code =
        last == std::string::npos || last == 0 ? std::string::npos : printed.rfind('-', last - 1);
    const std::string place = code == std::string::npos ? printed : printed.substr(0, code);
    return place + "-" + std::string(hub_code) + "-" + digits;
}

const store::LogPoint& Ledger::head() {
    if (!head_) head_ = tables_.log.head();
    return *head_;
}

const Id& Ledger::epoch() {
    if (!epoch_) {
        const auto epochs = tables_.epochs.all();
        ENSURE(!epochs.empty());
        epoch_ = epochs.back().id;
    }
    return *epoch_;
}

// The entry that opens an epoch is its first one and names every lost history seen so far: none of
// them is evidence again (CATCHUP A2).
void Ledger::open_epoch(std::string_view why) {
    ByteWriter closed;
    for (const Id& id : tables_.epochs.foreign()) write_id(closed, id);
    store::StoredEpoch opened;
    opened.id = random_id(random_);
    opened.parent = head().epoch;
    opened.fork_seq = head().seq + 1;
    opened.opened_ms = clock_.now_ms();
    opened.why = std::string(why);
    opened.closed = closed.bytes();
    tables_.epochs.open(opened);
    epoch_ = opened.id;
    store::LogRow row;
    row.seq = opened.fork_seq;
    row.kind = store::LogKind::epoch;
    row.op = row.origin = opened.id;
    row.device = sync::hub_device;
    row.user = sync::hub_user;
    row.corrected_ms = row.received_ms = opened.opened_ms;
    row.verdict = static_cast<std::int64_t>(sync::Verdict::accepted);
    row.payload = closed.bytes();
    write(row);
    indexer_.logged_for_all(row.seq);
}

std::vector<std::pair<DeviceId, sync::Receipt>> Ledger::take_late() {
    std::vector<std::pair<DeviceId, sync::Receipt>> late;
    late.swap(late_);
    return late;
}

bool Ledger::finish() {
    if (wrote_) clock_.persist();
    wrote_ = false;
    author_scope_.forget();
    return indexer_.finish();
}

void Ledger::forget() {
    state_.forget();
    indexer_.forget();
    author_scope_.forget();
    tables_.buckets.forget_cache();
    clock_.forget();
    epoch_.reset();
    wrote_ = false;
    last_of_.clear();
    arrived_.clear();
    late_.clear();
    returned_.clear();
    head_.reset();
}

}  // namespace branchline::hub
