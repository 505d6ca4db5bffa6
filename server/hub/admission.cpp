#include "hub/admission.h"

#include <algorithm>

#include "base/ensure.h"
#include "hub/courier.h"
#include "keys/device_key.h"

namespace branchline::hub {

namespace {

constexpr std::int64_t wrong_codes_max = 10;  // a minute, over all connections

Digest channel_of(BytesView exporter) {
    Digest channel{};
    ENSURE(exporter.size() == channel.size());
    std::copy(exporter.begin(), exporter.end(), channel.begin());
    return channel;
}

bool is_disabled(const HubTables& tables, const UserId& user) {
    const auto row = tables.rows.get(user_entity, user);
    return !row || row->deleted || row->values.integer(domain::user::disabled.spec.id) != 0;
}

}  // namespace

sync::Challenge Admission::challenge(Visitor& visitor) {
    visitor.nonce = random_id(random_);
    sync::Challenge challenge;
    challenge.nonce = visitor.nonce;
    challenge.installation = tables_.facts.id(fact::installation);
    return challenge;
}

Admitted Admission::standing(const store::Registration& registration) const {
    Admitted admitted{registration.device, registration.user, false, false};
    const auto device = tables_.rows.get(device_entity, registration.device);
    const auto state = static_cast<DeviceState>(
        device ? device->values.integer(domain::device::state.spec.id) : 0);
    admitted.wipe = state == DeviceState::wiped;
    admitted.revoked = state != DeviceState::active || is_disabled(tables_, registration.user);
    return admitted;
}

Result<Admitted> Admission::log_in(const Visitor& visitor, const sync::Login& login) {
    if (login.protocol < sync::protocol_oldest || login.protocol > sync::protocol_version) {
        return refuse(Code::protocol_version, "login", std::to_string(login.protocol));
    }
    const auto registration = tables_.registrations.get(login.device);
    if (!registration) {
        ledger_.audit().login_refused({}, {}, Code::not_enrolled);
        return refuse(Code::not_enrolled, "device");
    }
    const Bytes statement =
        keys::statement_of(keys::Purpose::login, visitor.nonce,
                           tables_.facts.id(fact::installation), channel_of(visitor.exporter));
    if (!keys::is_signed_by(registration->public_key, statement, login.signature)) {
        ledger_.audit().login_refused(registration->user, login.device, Code::refused);
        return refuse(Code::refused, "signature");
    }
    const Admitted admitted = standing(*registration);
    if (admitted.revoked) {
        ledger_.audit().login_refused(admitted.user, admitted.device, Code::revoked);
    }
    return admitted;
}

bool Admission::may_try_code() {
    const std::int64_t now_ms = clock_.now_ms();
    if (now_ms - counted_since_ms_ >= retry_after_ms) {
        counted_since_ms_ = now_ms;
        wrong_codes_ = 0;
    }
    return wrong_codes_ < wrong_codes_max;
}

Result<store::EnrolmentCode> Admission::open_code(const Id& code, std::int64_t now_ms) const {
    const Digest digest = digest_of(to_bytes(code));
    const auto found = tables_.codes.get(view_of(digest));
    if (!found) return refuse(Code::wrong_code);
    if (found->used_ms != 0) return refuse(Code::wrong_code, {}, "used");
    if (found->expires_ms <= now_ms) return refuse(Code::wrong_code, {}, "expired");
    if (is_disabled(tables_, found->user)) return refuse(Code::wrong_code, {}, "disabled");
    return *found;
}

Result<sync::Enrolled> Admission::enroll(const Visitor& visitor, const sync::Enroll& enroll) {
    if (!may_try_code()) return refuse(Code::wait_before_retry, "code", "60 s");
    const Bytes statement =
        keys::statement_of(keys::Purpose::enrolment, visitor.nonce,
                           tables_.facts.id(fact::installation), channel_of(visitor.exporter));
    if (!keys::is_signed_by(enroll.public_key, statement, enroll.signature)) {
        return refuse(Code::refused, "signature");
    }
    const std::int64_t now_ms = clock_.now_ms();
    auto code = open_code(enroll.code, now_ms);
    if (!code) {
        ++wrong_codes_;
        ledger_.audit().login_refused({}, {}, Code::wrong_code);
        return refuse(code.error());
    }
    const DeviceId device = random_id(random_);
    sync::Change insert;
    insert.entity = device_entity;
    insert.row = device;
    insert.kind = sync::ChangeKind::insert;
    if (!enroll.device_name.empty()) {
        insert.values.set(domain::device::name.spec.id, enroll.device_name);
    }
    insert.values.set(domain::device::user.spec.id, code->user);
    insert.values.set(domain::device::state.spec.id,
                      static_cast<std::int64_t>(DeviceState::active));
    AuditNote note{.event = Audited::enrolled, .user = code->user, .device = device};
    note.branch = home_branch(ledger_.roles().grants_of(code->user));
    note.at_ms = now_ms;
    auto written = ledger_.write_own({std::move(insert), audit_change(note, random_)}, "enroll");
    if (!written) return refuse(written.error());
    store::Registration registration;
    registration.device = device;
    registration.user = code->user;
    registration.public_key = enroll.public_key;
    registration.enrolled_ms = registration.last_contact_ms = now_ms;
    tables_.registrations.put(registration);
    code->used_ms = now_ms;
    code->device = device;
    tables_.codes.put(*code);
    sync::Enrolled enrolled;
    enrolled.device = device;
    enrolled.user = code->user;
    const auto user = tables_.rows.get(user_entity, code->user);
    enrolled.login = user->values.text(domain::user::login.spec.id);
    enrolled.offset_minutes = tables_.facts.integer(fact::offset_minutes);
    enrolled.courier_key = courier_key(tables_).public_key();
    enrolled.installation = tables_.facts.id(fact::installation);
    enrolled.company = tables_.facts.get(fact::company).value_or(Bytes());
    return enrolled;
}

}  // namespace branchline::hub
