#include "hub/handshake.h"

#include <algorithm>

#include "hub/people.h"

namespace branchline::hub {

sync::HelloReply Handshake::echo(const sync::Hello& hello) {
    sync::HelloReply reply;
    reply.cursor = hello.cursor;
    reply.incarnation = hello.incarnation;
    reply.boot_nonce = hello.boot_nonce;
    reply.catalogue_number = tables_.catalogue.number();
    reply.hub_now_ms = clock_.now_ms();
    clock_.persist();  // a desk that was told a time builds on it
    return reply;
}

sync::HelloReply Handshake::dismiss(const sync::Hello& hello, bool wipe) {
    sync::HelloReply reply = echo(hello);
    reply.revoked = true;
    reply.wipe = wipe;
    return reply;
}

sync::HelloReply Handshake::greet(const sync::Hello& hello) {
    sync::HelloReply reply = echo(hello);
    if (hello.token) meet(hello, reply);
    reply.device_code = tokens_.code_of(hello.device, hello.incarnation);
    const bool ok = reader_.has(hello.cursor);
    if (!ok && is_evidence(hello.cursor)) ledger_.heal().open();
    if (!ok && seal_.is_ours(hello.cursor)) note_foreign(hello.cursor.epoch);
    reply.common = ok ? hello.cursor : common_point(hello);
    reply.status = ok ? sync::HubStatus::ok : sync::HubStatus::lost;
    if (ledger_.is_regressed()) reply.status = sync::HubStatus::regressed;
    for (const sync::Receipt& known : hello.unsettled) {
        reply.answers.push_back(answer_to(known, hello.device));
    }
    if (ledger_.is_regressed() && hello.nothing_left) ledger_.heal().reported(hello.device);
    reply.head_seq = ledger_.head().seq;
    reply.oldest_restorable_seq = tables_.facts.integer(fact::oldest_restorable_seq);
    reply.horizon_seq = tables_.log.horizon();
    if (auto registration = tables_.registrations.get(hello.device)) {
        registration->last_contact_ms = reply.hub_now_ms;
        tables_.registrations.put(*registration);
        tables_.points.put(hello.device, reply.common.seq);
        reply.scope_version = static_cast<std::uint64_t>(registration->scope_version);
    }
    return reply;
}

void Handshake::meet(const sync::Hello& hello, sync::HelloReply& reply) {
    const bool is_new = !tables_.incarnations.get(hello.device, hello.incarnation);
    const TokenAnswer answer = tokens_.meet(hello, reply.hub_now_ms);
    reply.new_incarnation = answer.new_incarnation;
    reply.confirm = answer.confirm;
    if (answer.two_live_copies) {
        if (auto registration = tables_.registrations.get(hello.device)) {
            registration->alert = "two_live_copies";
            tables_.registrations.put(*registration);
            ledger_.audit().two_live_copies(registration->user, hello.device);
        }
    }
    if (is_new) write_code(hello.device, tokens_.code_of(hello.device, hello.incarnation));
}

// Everybody may look up whose numbers a code stands for.
void Handshake::write_code(const DeviceId& device, const std::string& code) {
    const sync::RowPointer row = ledger_.state().row({device_entity, device});
    const schema::FieldId field = domain::device::code.spec.id;
    if (row == nullptr || row->values.text(field) == code) return;
    sync::Change change;
    change.entity = device_entity;
    change.row = device;
    change.field = field;
    change.values.set(field, code);
    change.base = row->version_of({field, {}});
    // Nothing hangs on it: a device row that cannot take the code is not a reason to turn it away.
    static_cast<void>(ledger_.write_own({std::move(change)}, "device_code"));
}

// A point that this hub, or the one it was restored from, once gave, that is not in its log, and of
// a history that it does not know to be lost: then the log has gone back (CATCHUP A1, A2).
bool Handshake::is_evidence(const sync::Point& point) const {
    if (!seal_.is_ours(point)) return false;
    const auto epochs = tables_.epochs.all();
    if (!epochs.empty() && epochs.back().id == point.epoch) return true;
    const bool ancestor = std::any_of(epochs.begin(), epochs.end(),
                                      [&](const auto& epoch) { return epoch.id == point.epoch; });
    return !ancestor && !tables_.epochs.is_foreign_known(point.epoch);
}

// Noted at once, closed by the next epoch: while the window is open nobody needs to ask.
void Handshake::note_foreign(const Id& epoch) {
    if (epoch.is_null() || tables_.epochs.is_foreign_known(epoch)) return;
    for (const store::StoredEpoch& known : tables_.epochs.all()) {
        if (known.id == epoch) return;
    }
    tables_.epochs.note_foreign(epoch, clock_.now_ms());
}

sync::Point Handshake::common_point(const sync::Hello& hello) {
    sync::Point common;
    for (const sync::Point& point : hello.points) {
        if (point.seq > common.seq && reader_.has(point)) common = point;
    }
    return common;
}

sync::Answer Handshake::answer_to(const sync::Receipt& known, const DeviceId& device) {
    sync::Answer answer;
    answer.op = known.op;
    const auto deferred = tables_.deferred.by_op(known.op);
    const auto copy = tables_.offers.copy_of(known.op);
    const bool is_author = !known.mac.is_null();
    const bool collected = copy == store::CollectedOffers::Copy::authors ||
                           (copy == store::CollectedOffers::Copy::witness && !is_author) ||
                           (deferred && (!deferred->offer.empty() || !is_author));
    if (collected) {
        answer.kind = sync::Answer::Kind::have;
    } else if (ledger_.wants(known)) {
        answer.kind = sync::Answer::Kind::ask;
        const bool taken = is_taken(static_cast<std::int64_t>(known.verdict));
        if (taken && seal_.is_ours(known)) ledger_.heal().claim(known.op, device);
    } else {
        answer.kind = sync::Answer::Kind::receipt;
        answer.receipt = *ledger_.receipt_of(known.op);
    }
    return answer;
}

}  // namespace branchline::hub
