#include "hub/sessions.h"

#include <algorithm>

#include "base/ensure.h"
#include "sync/wire.h"

namespace branchline::hub {

namespace {

bool is_of(const sync::Group& group, const Admitted& who) {
    return group.device == who.device && group.user == who.user;
}

}  // namespace

Sessions::Sessions(HubTables& tables, Ledger& ledger, const Seal& seal, HubClock& clock,
                   Random& random)
    : tables_(tables),
      ledger_(ledger),
      seal_(seal),
      clock_(clock),
      reader_(tables.database, tables.catalogue),
      admission_(tables, ledger, clock, random),
      handshake_(tables, ledger, seal, clock, reader_, random),
      files_(tables) {}

void Sessions::open(const SessionOpened& event) {
    Session session(sync::SessionContext::of_hub(
        [this](std::int64_t seq) { return tables_.log.origin_at(seq); }));
    session.visitor.exporter = event.exporter;
    const sync::Challenge challenge = admission_.challenge(session.visitor);
    sessions_.insert_or_assign(event.session, std::move(session));
    send(event.session, challenge);
}

// Every frame of a session is encoded once, in the order in which it goes out.
void Sessions::send(SessionId id, const sync::Message& message) {
    out_.emplace_back(SendFrame{id, sessions_.at(id).context.encode(message)});
}

void Sessions::reply(SessionId id, Session& session, const sync::Hello& hello,
                     const sync::HelloReply& reply) {
    send(id, reply);
    session.context.greeted(hello, session.who.user);
    session.context.answered(reply);
}

void Sessions::refuse_session(SessionId id, const Error& error, std::int64_t retry_after_ms) {
    send(id, sync::Refused{error.code, error.detail, retry_after_ms});
    out_.emplace_back(CloseSession{id});
    sessions_.erase(id);
}

void Sessions::frame(SessionId id, BytesView frame) {
    const auto at = sessions_.find(id);
    if (at == sessions_.end()) return;  // it was refused meanwhile
    const bool visitor = at->second.stage == Stage::visitor;
    const auto message = at->second.context.decode(
        frame, visitor ? sync::frame_bytes_max_before_login : sync::frame_bytes_max);
    if (!message) return refuse_session(id, message.error());
    std::visit(
        [&](const auto& it) {
            if constexpr (requires { on(id, at->second, it); }) {
                on(id, at->second, it);
            } else {
                refuse_session(id, {Code::bad_frame, {}, "unexpected message", {}});
            }
        },
        *message);
}

void Sessions::admit(SessionId id, Session& session, const Admitted& who) {
    session.who = who;
    session.stage = Stage::admitted;
    out_.emplace_back(AdmitSession{id});
}

void Sessions::on(SessionId id, Session& session, const sync::Enroll& enroll) {
    if (session.stage != Stage::visitor) {
        return refuse_session(id, {Code::refused, {}, "logged in already", {}});
    }
    const auto enrolled = admission_.enroll(session.visitor, enroll);
    if (!enrolled) {
        const bool wait = enrolled.error().code == Code::wait_before_retry;
        return refuse_session(id, enrolled.error(), wait ? Admission::retry_after_ms : 0);
    }
    send(id, *enrolled);
    admit(id, session, {enrolled->device, enrolled->user, false, false});
}

void Sessions::on(SessionId id, Session& session, const sync::Login& login) {
    const bool changes = session.stage != Stage::visitor && login.device != session.who.device;
    if (changes) return refuse_session(id, {Code::refused, {}, "logged in already", {}});
    const auto who = admission_.log_in(session.visitor, login);
    if (!who) return refuse_session(id, who.error());
    admit(id, session, *who);
}

void Sessions::on(SessionId id, Session& session, const sync::Hello& hello) {
    if (session.stage == Stage::visitor || hello.device != session.who.device) {
        return refuse_session(id, {Code::not_enrolled, {}, "not logged in", {}});
    }
    session.stage = Stage::greeted;
    session.pull.reset();
    if (session.who.revoked) {
        return reply(id, session, hello, handshake_.dismiss(hello, session.who.wipe));
    }
    const sync::HelloReply greeting = handshake_.greet(hello);
    session.status = greeting.status;
    session.noted_seq = hello.cursor.seq;
    session.held.clear();
    for (const sync::Receipt& known : hello.unsettled) session.held.insert(known.op);
    reply(id, session, hello, greeting);
}

// What a device does after it was revoked is not judged; a manager may adopt it (SYNC 4.3).
void Sessions::quarantine(const Session& session, const sync::Group& group) {
    tables_.quarantine.put({group.op, session.who.device, session.who.user, clock_.now_ms(),
                            sync::encode_group(group)});
}

void Sessions::take_group(const Session& session, const sync::Push& push, const sync::Group& group,
                          std::vector<sync::Receipt>& receipts) {
    const auto offered =
        std::find_if(push.offers.begin(), push.offers.end(),
                     [&](const sync::Receipt& receipt) { return receipt.op == group.op; });
    // A receipt that is not ours, or is about other content, says nothing.
    const bool is_offer = offered != push.offers.end() && seal_.is_ours(*offered) &&
                          offered->content == sync::content_digest(group);
    if (is_offer) {
        const auto receipt = ledger_.offer(group, *offered, session.who.device);
        if (receipt) receipts.push_back(*receipt);
    } else if (session.status == sync::HubStatus::ok && !ledger_.is_regressed()) {
        receipts.push_back(ledger_.submit(group));
    }
}

void Sessions::on(SessionId id, Session& session, const sync::Push& push) {
    if (session.stage != Stage::greeted) {
        return refuse_session(id, {Code::not_enrolled, {}, "no greeting", {}});
    }
    // Who wrote a group is not its own word: it is this device and its user (only a re-offer may be
    // somebody else's).
    for (const sync::Group& group : push.groups) {
        const bool offered =
            std::any_of(push.offers.begin(), push.offers.end(), [&](const sync::Receipt& receipt) {
                return receipt.op == group.op && seal_.is_ours(receipt);
            });
        if (!is_of(group, session.who) && !offered) {
            return refuse_session(id, {Code::bad_frame, {}, "a group of somebody else", {}});
        }
    }
    if (session.who.revoked) {
        for (const sync::Group& group : push.groups) quarantine(session, group);
        return send(id, sync::Receipts{});
    }
    sync::Receipts receipts;
    for (const sync::Group& group : push.groups) {
        if (is_of(group, session.who)) session.held.insert(group.op);
        take_group(session, push, group, receipts.receipts);
    }
    send(id, receipts);
}

void Sessions::on(SessionId id, Session& session, const sync::Pull& pull) {
    if (session.stage != Stage::greeted) {
        return refuse_session(id, {Code::not_enrolled, {}, "no greeting", {}});
    }
    if (session.who.revoked) return refuse_session(id, {Code::revoked, {}, {}, {}});
    const bool tail = pull.page_class == sync::PageClass::tail;
    if (tail && !reader_.has(pull.cursor)) {
        return refuse_session(id, {Code::bad_frame, {}, "no such place in the log", {}});
    }
    if (tail) note_point(session, pull.cursor.seq);
    session.pull = pull;
    session.looked = {};
}

// What the log may give up must not be what this desk is about to ask for; some entries late, so
// that reading costs no writing.
void Sessions::note_point(Session& session, std::int64_t seq) {
    constexpr std::int64_t worth_noting = 100;
    if (seq < session.noted_seq + worth_noting) return;
    tables_.points.put(session.who.device, seq);
    session.noted_seq = seq;
}

// A page as it was received, offered again: the changes of others on it that the log lacks.
void Sessions::on(SessionId id, Session& session, const sync::Page& page) {
    if (session.stage != Stage::greeted) {
        return refuse_session(id, {Code::not_enrolled, {}, "no greeting", {}});
    }
    if (session.who.revoked) return refuse_session(id, {Code::revoked, {}, {}, {}});
    const bool ours = !page.mac.is_null() && page.mac == seal_.of_page(page, session.who.device);
    for (const sync::Entry& entry : page.entries) {
        if (ours && sync::is_witnessed(entry, session.who.device)) {
            ledger_.witness(entry, session.who.device);
        }
    }
    send(id, sync::Receipts{});
}

void Sessions::end_greeted(bool collecting) {
    std::vector<SessionId> greeted;
    for (const auto& [id, session] : sessions_) {
        const bool knows = collecting && session.status == sync::HubStatus::regressed;
        if (session.stage == Stage::greeted && !knows) greeted.push_back(id);
    }
    for (const SessionId id : greeted) refuse_session(id, {Code::refused, {}, "restored", {}});
}

void Sessions::on(SessionId id, Session& session, const sync::Ping& ping) {
    if (session.stage == Stage::visitor) {
        return refuse_session(id, {Code::not_enrolled, {}, "not logged in", {}});
    }
    if (!ping.reply) send(id, sync::Ping{ping.sent_ms, true});
}

bool Sessions::may_go_on(SessionId id, const Session& session) {
    if (session.stage != Stage::greeted) {
        refuse_session(id, {Code::not_enrolled, {}, "no greeting", {}});
        return false;
    }
    if (session.who.revoked) refuse_session(id, {Code::revoked, {}, {}, {}});
    return !session.who.revoked;
}

void Sessions::on(SessionId id, Session& session, const sync::FileOffer& offer) {
    if (may_go_on(id, session)) send(id, files_.take(session.who, offer));
}

void Sessions::on(SessionId id, Session& session, const sync::FilePiece& piece) {
    if (may_go_on(id, session)) send(id, files_.take(session.who, piece));
}

void Sessions::on(SessionId id, Session& session, const sync::FileWant& want) {
    if (may_go_on(id, session)) send(id, files_.give(session.who, want));
}

void Sessions::review() {
    std::vector<SessionId> ended;
    for (const auto& [id, session] : sessions_) {
        if (session.stage == Stage::visitor || session.who.revoked) continue;
        const auto registration = tables_.registrations.get(session.who.device);
        if (!registration || admission_.standing(*registration).revoked) ended.push_back(id);
    }
    for (const SessionId id : ended) refuse_session(id, {Code::revoked, {}, {}, {}});
}

void Sessions::tell_late() {
    for (const auto& [device, receipt] : ledger_.take_late()) {
        for (const auto& [id, session] : sessions_) {
            const bool told = session.who.device == device && session.stage == Stage::greeted;
            if (told && !session.who.revoked) send(id, sync::Receipts{{receipt}});
        }
    }
}

void Sessions::answer_pulls() {
    const Looked now{ledger_.head().seq, tables_.log.horizon()};
    for (auto& [id, session] : sessions_) {
        if (session.pull) answer_pull(id, session, now);
    }
}

void Sessions::answer_pull(SessionId id, Session& session, const Looked& now) {
    const sync::Pull& pull = *session.pull;
    const bool tail = pull.page_class == sync::PageClass::tail;
    const PageRequest request{session.who.device, session.who.user, pull, &session.held};
    if (pull.wait) {
        if (!tail || session.looked == now) return;
        session.looked = now;
        if (!reader_.has_news(request)) return;
    }
    std::optional<sync::Page> page;
    if (tail) {
        page = reader_.tail(request);
        if (page) page->mac = seal_.of_page(*page, session.who.device);
    } else if (const auto here = reader_.point_at(ledger_.head().seq)) {
        // Snapshots and attachments have no content yet.
        page.emplace();
        page->page_class = pull.page_class;
        page->start = page->end = *here;
        page->head_seq = here->seq;
    }
    ENSURE(page.has_value());  // the log does not shrink, and the cursor was in it
    for (const sync::Entry& entry : page->entries) session.held.erase(entry.op);
    session.pull.reset();
    send(id, *page);
}

void Sessions::doom(const std::set<SessionId>& sessions) {
    out_.clear();
    for (const SessionId id : sessions) {
        sessions_.erase(id);
        out_.emplace_back(CloseSession{id});
    }
}

std::vector<HubEffect> Sessions::take() {
    std::vector<HubEffect> out;
    out.swap(out_);
    return out;
}

}  // namespace branchline::hub
