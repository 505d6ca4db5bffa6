#include "desk/enrolment.h"

#include "sync/wire.h"

namespace branchline::desk {

std::vector<Bytes> EnrolmentCore::take(BytesView frame) {
    if (enrolled_ || refused_) return {};
    auto message = sync::decode_frame(frame, sync::frame_bytes_max_before_login);
    if (!message) {
        refused_ = message.error();
        return {};
    }
    if (const auto* challenge = std::get_if<sync::Challenge>(&*message); challenge && !sent_) {
        if (challenge->protocol_min > sync::protocol_version ||
            challenge->protocol_max < sync::protocol_oldest) {
            refused_ = Error{Code::protocol_version, "link", {}, {}};
            return {};
        }
        sync::Enroll enroll;
        enroll.code = code_.code;
        enroll.public_key = key_.public_key();
        enroll.device_name = device_name_;
        enroll.signature = key_.sign(keys::statement_of(keys::Purpose::enrolment, challenge->nonce,
                                                        challenge->installation, channel_));
        sent_ = true;
        return {sync::encode_frame(enroll)};
    }
    if (const auto* enrolled = std::get_if<sync::Enrolled>(&*message)) {
        enrolled_ = *enrolled;
    } else if (const auto* refusal = std::get_if<sync::Refused>(&*message)) {
        refused_ = Error{refusal->code, "server", refusal->detail, {}};
    } else {
        refused_ = Error{Code::bad_frame, "link", "unexpected message", {}};
    }
    return {};
}

}  // namespace branchline::desk
