#include "desk/client_core.h"

#include <algorithm>

#include "base/ensure.h"
#include "base/planted.h"
#include "desk/holdings.h"
#include "keys/device_key.h"
#include "sync/wire.h"

namespace branchline::desk {

namespace {

using Stage = store::LoggedGroup::Stage;

constexpr std::size_t pushes_under_way = 2;
constexpr std::int64_t ask_again_ms = 20'000;
constexpr std::int64_t ping_after_ms = 30'000;
constexpr std::int64_t dead_after_ms = 90'000;
constexpr std::int64_t backoff_first_ms = 1'000;
constexpr std::int64_t backoff_most_ms = 300'000;

}  // namespace

ClientCore::ClientCore(Replica& replica, Signer signer)
    : replica_(replica),
      signer_(std::move(signer)),
      boot_nonce_(random_id(replica.random())),
      context_(sync::SessionContext::of_desk(
          [this](const OriginId& origin) { return confirmed_seq_of(origin); })),
      files_(replica) {}

std::vector<DeskEffect> ClientCore::take() {
    std::vector<DeskEffect> out;
    out.swap(out_);
    return out;
}

void ClientCore::send(const sync::Message& message) {
    Bytes frame = context_.encode(message);
    counts_.bytes_up += static_cast<std::int64_t>(frame.size());
    out_.push_back(SendToHub{std::move(frame)});
}

// Where the log of the epoch that was greeted has this group; 0: not known. Only the tail as it
// came in that epoch says so for certain: what was read before a restore may stand elsewhere now.
std::int64_t ClientCore::confirmed_seq_of(const OriginId& origin) {
    const auto info = replica_.screen().origin(origin);
    if (!info || info->seq == 0) return 0;
    const bool there = replica_.tail().op_at(hello_.cursor.epoch, info->seq) == origin;
    return there ? info->seq : 0;
}

void ClientCore::reset_session() {
    state_ = LinkState::down;
    context_.end();
    pulling_ = false;
    own_in_full_ = false;
    healing_.reset();
    files_.restart();
    pushed_.clear();
    nothing_waited_at_.reset();
    pushed_position_ = 0;
    page_budget_.begin_connection();
    exporter_.clear();
}

// Full jitter, so that a thousand desks do not come back in one second (SYNC 6.1).
void ClientCore::drop(Error reason) {
    last_error_ = reason;
    reset_session();
    const std::int64_t most = std::min(backoff_most_ms, backoff_first_ms << std::min(failures_, 9));
    ++failures_;
    retry_at_ms_ = now_ms() + static_cast<std::int64_t>(
                                  replica_.random().below(static_cast<std::uint64_t>(most) + 1));
    out_.push_back(DropLink{std::move(reason)});
}

std::vector<DeskEffect> ClientCore::handle(const DeskEvent& event) {
    if (const auto* up = std::get_if<LinkUp>(&event)) {
        reset_session();
        state_ = LinkState::greeting;
        exporter_ = up->exporter;
        heard_ms_ = now_ms();
    } else if (const auto* down = std::get_if<LinkDown>(&event)) {
        if (state_ != LinkState::down) {
            drop(down->reason);
            out_.pop_back();  // it is down already
        }
    } else if (const auto* frame = std::get_if<LinkFrame>(&event)) {
        counts_.bytes_down += static_cast<std::int64_t>(frame->frame.size());
        heard_ms_ = now_ms();
        if (state_ != LinkState::down && state_ != LinkState::connecting) {
            auto message = context_.decode(frame->frame);
            if (message) {
                on_message(*message);
            } else {
                drop(message.error());
            }
        }
    }
    check_time();
    files_more();
    return take();
}

std::vector<DeskEffect> ClientCore::poke() {
    if (state_ == LinkState::online) push_more();
    files_more();
    check_time();
    return take();
}

void ClientCore::check_time() {
    const std::int64_t now = now_ms();
    if (state_ == LinkState::down) {
        if (wanted_ && now >= retry_at_ms_) {
            state_ = LinkState::connecting;
            heard_ms_ = now;
            out_.push_back(WantLink{});
        }
        return;
    }
    if (now - heard_ms_ > dead_after_ms) return drop({Code::timed_out, "link", {}, {}});
    // It says when it is done; asked all the same, for the case that this went astray.
    if (state_ == LinkState::waiting_head_office && now - hello_sent_ms_ > ask_again_ms) {
        state_ = LinkState::greeting;
        return say_hello();
    }
    if (state_ == LinkState::online && now - std::max(heard_ms_, pinged_ms_) > ping_after_ms) {
        pinged_ms_ = now;
        send(sync::Ping{now, false});
    }
}

void ClientCore::on_message(const sync::Message& message) {
    if (const auto* challenge = std::get_if<sync::Challenge>(&message))
        return on_challenge(*challenge);
    if (const auto* refused = std::get_if<sync::Refused>(&message)) return on_refused(*refused);
    if (const auto* reply = std::get_if<sync::HelloReply>(&message)) return on_hello_reply(*reply);
    if (const auto* receipts = std::get_if<sync::Receipts>(&message)) return on_receipts(*receipts);
    if (const auto* page = std::get_if<sync::Page>(&message)) return on_page(*page);
    if (const auto* state = std::get_if<sync::FileState>(&message)) return files_.take(*state);
    if (const auto* piece = std::get_if<sync::FilePiece>(&message)) return files_.take(*piece);
    if (const auto* ping = std::get_if<sync::Ping>(&message)) {
        if (!ping->reply) send(sync::Ping{ping->sent_ms, true});
        return;
    }
    drop({Code::bad_frame, "link", "unexpected message", {}});
}

void ClientCore::on_challenge(const sync::Challenge& challenge) {
    if (challenge.protocol_min > sync::protocol_version ||
        challenge.protocol_max < sync::protocol_oldest) {
        return drop({Code::protocol_version, "link", {}, {}});
    }
    Digest channel{};
    std::copy_n(exporter_.begin(), std::min(exporter_.size(), channel.size()), channel.begin());
    sync::Login login;
    login.protocol = std::min(sync::protocol_version, challenge.protocol_max);
    hub_takes_files_ = login.protocol >= sync::protocol_with_files;
    login.device = replica_.identity().device;
    login.signature = signer_(
        keys::statement_of(keys::Purpose::login, challenge.nonce, challenge.installation, channel));
    send(login);
    say_hello();
}

void ClientCore::on_refused(const sync::Refused& refused) {
    drop({refused.code, "server", refused.detail, {}});
    retry_at_ms_ = std::max(retry_at_ms_, now_ms() + refused.retry_after_ms);
}

sync::Token ClientCore::token() const {
    const auto stored = replica_.settings().get(setting::token);
    const Bytes bytes = stored ? *stored : Bytes();
    ByteReader in(bytes);
    sync::Token token;
    token.n = in.varint();
    token.previous = read_id(in);
    token.next = read_id(in);
    return in.done() ? token : sync::Token{};
}

namespace {
Bytes encode_token(const sync::Token& token) {
    ByteWriter out;
    out.varint(token.n);
    write_id(out, token.previous);
    write_id(out, token.next);
    return out.take();
}
}  // namespace

void begin_incarnation(store::Settings& settings, Random& random) {
    settings.put_id(setting::incarnation, random_id(random));
    settings.put(setting::token, encode_token({}));
    settings.put_integer(setting::group_counter, 0);
    settings.erase(setting::device_code);
    settings.put_integer(setting::number_counter, 0);
}

// SYNC 5.7: the token is made and stored before it is sent, so that a reply that is lost, and a
// copy of this database that is restored later, are told apart.
void ClientCore::say_hello() {
    sync::Token mine = token();
    if (mine.next.is_null()) {
        mine.n += 1;
        mine.next = random_id(replica_.random());
        const Status stored = replica_.in_one_transaction([&]() -> Status {
            replica_.settings().put(setting::token, encode_token(mine));
            return {};
        });
        ENSURE(stored.has_value());
    }
    hello_ = hello_of(replica_, boot_nonce_);
    hello_.token = mine;
    hello_.unsettled = unsettled(replica_);
    healing_.reset();
    send_hello();
}

void ClientCore::send_hello() {
    hello_.boot = replica_.clock().boot_time();
    hello_sent_ms_ = now_ms();
    send(hello_);
    context_.greeted(hello_, replica_.identity().user);
}

// Answered once, in order, like any Push.
void ClientCore::send_offer(const sync::Message& offer) {
    pushed_.emplace_back();
    if (const auto* push = std::get_if<sync::Push>(&offer)) {
        for (const sync::Group& group : push->groups) pushed_.back().push_back(group.op);
    }
    send(offer);
}

// Head office was restored, or collects for another desk: what there is to say goes on until it has
// all that this desk can give. No token: it is the same session.
void ClientCore::heal(const sync::HelloReply& reply) {
    if (!healing_) healing_.emplace(replica_);
    const Healing::Plan plan = healing_->take(reply);
    for (const sync::Message& offer : plan.offers) send_offer(offer);
    state_ = LinkState::greeting;
    hello_ = hello_of(replica_, boot_nonce_);
    switch (plan.next) {
        case Healing::Next::greet:
            healing_->fill(hello_);
            return send_hello();
        case Healing::Next::wait:
            state_ = LinkState::waiting_head_office;
            if (replica_.cursor() == healing_->common()) pull_more();
            return;
        case Healing::Next::go_back: {
            const Status gone = replica_.roll_back(healing_->common(), healing_->unanswered());
            if (!gone) return drop(gone.error());
            target_seq_ = head_seq_ = reply.head_seq;
            healing_.reset();
            hello_ = hello_of(replica_, boot_nonce_);
            hello_.unsettled = unsettled(replica_);
            return send_hello();
        }
        case Healing::Next::impossible:
            return drop({Code::bad_frame, "server", "restored", {}});
    }
}

void ClientCore::start_new_incarnation() {
    const Status stored = replica_.in_one_transaction([&]() -> Status {
        begin_incarnation(replica_.settings(), replica_.random());
        return {};
    });
    ENSURE(stored.has_value());
    say_hello();
}

void ClientCore::take_identity(const sync::HelloReply& reply) {
    const Status stored = replica_.in_one_transaction([&]() -> Status {
        store::Settings& settings = replica_.settings();
        if (hello_.token && reply.confirm == hello_.token->next &&
            !planted(Planted::token_never_renewed)) {
            settings.put(setting::token, encode_token({hello_.token->n + 1, hello_.token->next,
                                                       random_id(replica_.random())}));
        }
        if (!reply.device_code.empty()) settings.put(setting::device_code, reply.device_code);
        settings.put_integer(setting::hub_catalogue, reply.catalogue_number);
        if (reply.status == sync::HubStatus::ok) {
            // What the log has up to this point it has for good: everything of ours in the tail up
            // to it is settled (SYNC 5.3).
            settings.put_integer(setting::confirmed_seq, reply.cursor.seq);
            settings.erase(setting::head_office);
        } else {
            settings.put(setting::head_office, "restored");
        }
        return {};
    });
    ENSURE(stored.has_value());
}

void ClientCore::on_hello_reply(const sync::HelloReply& reply) {
    context_.answered(reply);
    // A status about another point, incarnation or boot is no longer about this desk (SYNC 5.2).
    if (reply.boot_nonce != boot_nonce_ || reply.incarnation != hello_.incarnation ||
        reply.cursor != hello_.cursor) {
        return;
    }
    const BootTime boot{hello_.boot.boot_id, (hello_sent_ms_ + now_ms()) / 2};
    replica_.measure_clock(reply.hub_now_ms, boot);
    page_budget_.note_answer(now_ms() - hello_sent_ms_);
    if (reply.new_incarnation) return start_new_incarnation();
    take_identity(reply);
    head_seq_ = reply.head_seq;
    target_seq_ = std::max(target_seq_, reply.head_seq);
    if (reply.revoked) return drop({Code::revoked, "device", {}, {}});
    if (reply.status == sync::HubStatus::retry_after) {
        drop({Code::refused, "server", {}, {}});
        retry_at_ms_ = std::max(retry_at_ms_, now_ms() + reply.retry_after_ms);
        return;
    }
    std::vector<sync::Receipt> receipts;
    std::set<OpId> wanted;
    for (const sync::Answer& answer : reply.answers) {
        if (answer.kind == sync::Answer::Kind::receipt) receipts.push_back(answer.receipt);
        if (answer.kind == sync::Answer::Kind::ask) wanted.insert(answer.op);
    }
    const bool here = reply.status == sync::HubStatus::ok;
    const Status taken = replica_.take_receipts(receipts, here);
    ENSURE(taken.has_value());
    if (here) {
        const Status passed = replica_.pass_horizon(reply.horizon_seq);
        ENSURE(passed.has_value());
    }
    if (!here) return heal(reply);
    state_ = LinkState::online;
    failures_ = 0;
    last_error_ = {};
    nothing_waited_at_.reset();
    for (const sync::Message& offer : offers_of(replica_, wanted)) send_offer(offer);
    pull_more();
    push_more();
}

// While the hub judges one Push the next is on its way to it.
void ClientCore::push_more() {
    const std::uint64_t changes = replica_.change_count();
    if (nothing_waited_at_ == changes) return;
    while (pushed_.size() < pushes_under_way) {
        std::int64_t last = pushed_position_;
        const std::vector<sync::Group> groups = replica_.take_for_push(
            pushed_position_, sync::push_bytes, last, store::LoggedGroup::Transport::online);
        pushed_position_ = last;
        if (groups.empty()) {
            nothing_waited_at_ = changes;
            return;
        }
        pushed_.emplace_back();
        for (const sync::Group& group : groups) pushed_.back().push_back(group.op);
        send(sync::Push{groups, {}});
    }
}

// Every Push is answered once, in order. Receipts of groups that had waited for others come of
// themselves, and name none of the groups that are under way.
bool ClientCore::is_answer(const sync::Receipts& receipts) const {
    if (pushed_.empty()) return false;
    if (receipts.receipts.empty()) return true;
    return std::ranges::find(pushed_.front(), receipts.receipts.front().op) !=
           pushed_.front().end();
}

void ClientCore::on_receipts(const sync::Receipts& receipts) {
    const std::int64_t merged = replica_.merged_count();
    const bool online = state_ == LinkState::online;
    const Status taken = replica_.take_receipts(receipts.receipts, online);
    if (!taken) return drop(taken.error());
    for (const sync::Receipt& receipt : receipts.receipts) {
        target_seq_ = std::max(target_seq_, receipt.seq);
        ++counts_.sent;
        if (receipt.verdict == sync::Verdict::rejected) ++counts_.rejected;
    }
    counts_.merged += replica_.merged_count() - merged;
    if (is_answer(receipts)) pushed_.pop_front();
    if (online) push_more();
}

void ClientCore::pull_more() {
    pulling_ = true;
    pull_sent_ms_ = now_ms();
    sync::Pull pull;
    pull.cursor = replica_.cursor();
    pull.budget_bytes = page_budget_.bytes();
    pull.scope_version = replica_.scope_version();
    pull.own_in_full = own_in_full_;
    // Rows come with the head only: on the way there they need not be named.
    if (pull.cursor.seq >= head_seq_) replica_.ask_for_rows(pull);
    const bool loading = replica_.is_loading();
    pull.with_hashes = !loading && replica_.check_is_due();
    pull.wait = pull.cursor.seq >= target_seq_ && !loading && !pull.with_hashes;
    pull_waits_ = pull.wait;
    send(pull);
}

void ClientCore::on_page(const sync::Page& page) {
    const std::int64_t merged = replica_.merged_count();
    auto taken = replica_.take_page(page);
    if (!taken && own_in_full_) return drop(taken.error());
    pulling_ = false;
    own_in_full_ = !taken;
    if (!taken) return pull_more();
    if (*taken) {
        const DeviceId device = replica_.identity().device;
        for (const sync::Entry& entry : page.entries) {
            if (entry.device != device) ++counts_.received;
        }
        counts_.merged += replica_.merged_count() - merged;
        head_seq_ = std::max(head_seq_, page.head_seq);
        const bool holds_something = !page.entries.empty() || !page.brought.empty();
        if (holds_something && !pull_waits_) page_budget_.note_page(now_ms() - pull_sent_ms_);
    }
    pull_more();
    if (state_ == LinkState::online) push_more();
}

// Rows first: bytes move when nothing of ours waits for its verdict or to be sent, and what was
// there at the greeting has come.
void ClientCore::files_more() {
    if (state_ != LinkState::online || !hub_takes_files_) return;
    const bool rows_wait = !pushed_.empty() || nothing_waited_at_ != replica_.change_count() ||
                           replica_.cursor().seq < target_seq_;
    if (rows_wait) return;
    while (auto message = files_.next()) send(*message);
}

bool ClientCore::is_level() const {
    if (state_ != LinkState::online || !pushed_.empty()) return false;
    if (hub_takes_files_ && !files_.is_level()) return false;
    if (replica_.cursor().seq < target_seq_ || replica_.scope_version() == 0) return false;
    if (replica_.is_loading() || replica_.is_asked_to_check()) return false;
    for (const store::LoggedGroup& group : replica_.log().in_stage(Stage::waiting)) {
        if (!group.deferred) return false;
    }
    return true;
}

}  // namespace branchline::desk
