// The conversations of the hub: a session's place in the protocol, and what each message of it
// does. Called by HubCore inside its transaction; answers are gathered here and go out only after
// the commit. On the thread of the database.
#pragma once

#include <map>
#include <set>
#include <unordered_set>
#include <vector>

#include "hub/admission.h"
#include "hub/file_lanes.h"
#include "hub/handshake.h"
#include "hub/hub_core.h"
#include "sync/session_context.h"

namespace branchline::hub {

class Sessions {
  public:
    Sessions(HubTables& tables, Ledger& ledger, const Seal& seal, HubClock& clock, Random& random);

    void open(const SessionOpened& event);
    void frame(SessionId session, BytesView frame);

    void close(SessionId session) { sessions_.erase(session); }

    // Rights or registrations may have changed: whoever lost his ends here.
    void review();
    // The collecting has begun, or is over: whoever was greeted before it greets anew.
    void end_greeted(bool collecting);
    // Receipts of groups that had waited, to their devices.
    void tell_late();
    // After the commit: pages for pulls that can be answered.
    void answer_pulls();
    // A transaction failed: what these were about to be told is not true, and they end.
    void doom(const std::set<SessionId>& sessions);

    std::vector<HubEffect> take();

  private:
    enum class Stage : std::uint8_t { visitor, admitted, greeted };

    // What the hub had to tell then: where its log ended, and where it began.
    struct Looked {
        std::int64_t head = -1;
        std::int64_t horizon = -1;
        bool operator==(const Looked&) const = default;
    };

    struct Session {
        explicit Session(sync::SessionContext its) : context(std::move(its)) {}

        Stage stage = Stage::visitor;
        sync::SessionContext context;
        Visitor visitor;
        Admitted who;
        sync::HubStatus status = sync::HubStatus::ok;
        std::optional<sync::Pull> pull;
        Looked looked;                  // then there was nothing to answer the pull with
        std::unordered_set<OpId> held;  // PageRequest::held
        std::int64_t noted_seq = 0;     // its point, as it was noted last
    };

    void on(SessionId id, Session& session, const sync::Enroll& enroll);
    void on(SessionId id, Session& session, const sync::Login& login);
    void on(SessionId id, Session& session, const sync::Hello& hello);
    void on(SessionId id, Session& session, const sync::Push& push);
    void on(SessionId id, Session& session, const sync::Pull& pull);
    void on(SessionId id, Session& session, const sync::Page& page);
    void on(SessionId id, Session& session, const sync::Ping& ping);
    void on(SessionId id, Session& session, const sync::FileOffer& offer);
    void on(SessionId id, Session& session, const sync::FilePiece& piece);
    void on(SessionId id, Session& session, const sync::FileWant& want);
    // False: it was refused.
    bool may_go_on(SessionId id, const Session& session);
    void admit(SessionId id, Session& session, const Admitted& who);
    void quarantine(const Session& session, const sync::Group& group);
    void take_group(const Session& session, const sync::Push& push, const sync::Group& group,
                    std::vector<sync::Receipt>& receipts);
    void answer_pull(SessionId id, Session& session, const Looked& now);
    void note_point(Session& session, std::int64_t seq);
    void reply(SessionId id, Session& session, const sync::Hello& hello,
               const sync::HelloReply& reply);
    void send(SessionId id, const sync::Message& message);
    void refuse_session(SessionId id, const Error& error, std::int64_t retry_after_ms = 0);

    HubTables& tables_;
    Ledger& ledger_;
    const Seal& seal_;
    HubClock& clock_;
    PageReader reader_;
    Admission admission_;
    Handshake handshake_;
    FileLanes files_;
    std::map<SessionId, Session> sessions_;
    std::vector<HubEffect> out_;
};

}  // namespace branchline::hub
