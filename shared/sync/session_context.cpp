#include "sync/session_context.h"

#include <utility>

namespace branchline::sync {

SessionContext SessionContext::of_desk(std::function<std::int64_t(const OriginId&)> seq_of) {
    SessionContext context;
    context.seq_of_ = std::move(seq_of);
    return context;
}

SessionContext SessionContext::of_hub(std::function<OriginId(std::int64_t)> origin_at) {
    SessionContext context;
    context.origin_at_ = std::move(origin_at);
    return context;
}

// The other end's frames go on in the context before until its reply has come. Ours cannot: it
// reads them after this Hello.
void SessionContext::greeted(const Hello& hello, const UserId& user) {
    Known known;
    known.device = hello.device;
    known.incarnation = hello.incarnation;
    known.user = user;
    known.boot = hello.boot;
    known.seq = hello.cursor.seq;
    asked_.push_back(std::move(known));
    sending_.reset();
}

void SessionContext::answered(const HelloReply& reply) {
    receiving_.reset();
    if (asked_.empty()) return;  // an answer to nothing opens nothing
    Known known = std::move(asked_.front());
    asked_.pop_front();
    const bool opens = reply.status == HubStatus::ok && !reply.new_incarnation && !reply.revoked;
    if (!opens) return;
    known.hub_ms = reply.hub_now_ms;
    if (asked_.empty()) {
        sending_ = known;
        sending_->seq_of = seq_of_;
    }
    receiving_ = std::move(known);
    receiving_->origin_at = origin_at_;
}

void SessionContext::end() {
    asked_.clear();
    sending_.reset();
    receiving_.reset();
}

Bytes SessionContext::encode(const Message& message) {
    return encode_frame(message, sending_ ? &*sending_ : nullptr);
}

Result<Message> SessionContext::decode(BytesView frame, std::size_t bytes_max) {
    return decode_frame(frame, bytes_max, receiving_ ? &*receiving_ : nullptr);
}

}  // namespace branchline::sync
