// The authority as a deterministic state machine: frames in, frames out; store, clock and
// randomness are injected. Runs on one thread (the hub's writer), under the gate in production and
// under the simulator in tests. Group commit: `handle` collects, `flush` makes everything durable
// in one transaction and only then lets answers out (SYNC 2.5, 2.8).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/random.h"
#include "base/result.h"
#include "hub/horizon.h"
#include "schema/catalogue.h"
#include "store/sqlite.h"
#include "sync/message.h"

namespace branchline::hub {

using SessionId = std::uint64_t;  // of the gate; never reused within a process

struct SessionOpened {
    SessionId session;
    Bytes exporter;  // 32 bytes bound to the TLS channel; login signatures cover it
};

struct SessionFrame {
    SessionId session;
    Bytes frame;  // whole, head included
};

struct SessionClosed {
    SessionId session;
};

struct Tick {};  // timers: deferred groups, log-out of revoked devices; about once a second

using HubEvent = std::variant<SessionOpened, SessionFrame, SessionClosed, Tick>;

struct SendFrame {
    SessionId session;
    Bytes frame;
};

struct AdmitSession {  // logged in: larger frames may come
    SessionId session;
};

struct CloseSession {  // after what was sent before it has gone out
    SessionId session;
};

using HubEffect = std::variant<SendFrame, AdmitSession, CloseSession>;

struct CourierTaken {
    DeviceId device;
    std::int64_t groups = 0;  // with a verdict, or waiting for others
    std::int64_t rejected = 0;
    Bytes reply;  // the file for the desk
};

class HubCore {
  public:
    // `database` was prepared and initialised (hub/hub_setup.h) and belongs to this object's
    // thread.
    HubCore(const schema::Catalogue& catalogue, store::Database& database, const Clock& clock,
            Random& random);
    ~HubCore();

    void handle(const HubEvent& event);
    // Commits what handle() has collected and returns the answers, pages for waiting pulls
    // included. Throws store::Failure when nothing could be made durable: then no answer goes out.
    std::vector<HubEffect> flush();
    // handle() may go on before a flush while this is true (64 groups or 1 MiB collected).
    [[nodiscard]] bool has_room() const;

    // What the administrator's verbs change (branch add, user add, device revoke …): an ordinary
    // group of the pseudo-device `hub`, judged, logged and fanned out like any other. Durable when
    // it returns; sessions hear of it at the next flush.
    Result<std::int64_t> commit_own(std::vector<sync::Change> changes, std::string command);

    // The operator ends the collecting after a restore. False: nothing was being collected.
    bool end_collecting();
    // A courier file of a desk; the reply is sealed for it. Durable when it returns.
    Result<CourierTaken> take_courier(BytesView file);
    // A backup as of this place of the log has become durable.
    void note_backup(std::int64_t seq);

    // Moves the log up to the newest horizon that is allowed, or to this one if it is below, to the
    // archive: begun, then step by step, each durable when it returns, until there is none left.
    void begin_compaction(std::int64_t most);
    bool compact();

    struct Compacted {
        std::int64_t horizon = 0;
        std::int64_t rows_dropped = 0;  // deleted ones, by this run
        HorizonLimit limit;
    };

    [[nodiscard]] Compacted compacted();

  private:
    struct Implementation;
    std::unique_ptr<Implementation> self_;
};

}  // namespace branchline::hub
