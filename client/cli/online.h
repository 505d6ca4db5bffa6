// The desk's session with the hub on real sockets: carries events and effects between the link's
// thread and the session state machine, which decides everything. On the thread of the replica.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "desk/client_core.h"
#include "desk/profile.h"
#include "keys/device_key.h"
#include "link/link.h"

namespace branchline::cli {

class Online {
  public:
    // `receiver` brings the link's events to take(), on the thread of the replica.
    Online(desk::Replica& replica, const keys::DeviceKey& key, link::Link::Receiver receiver);

    // Connect now, without waiting for the end of a back-off, and stay connected.
    void go();
    // As go(), in a new session: its greeting says where the head is now.
    void renew();
    void take(const link::LinkEvent& event);
    // Time has passed, or something was committed.
    void tick();

    [[nodiscard]] const desk::ClientCore& core() const { return core_; }

    // Why trying again makes no sense: nobody listens, the server is not ours, it has refused this
    // device. Nothing while there is hope.
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

  private:
    void perform(std::vector<desk::DeskEffect> effects);
    void connect();

    desk::Replica& replica_;
    desk::ClientCore core_;
    link::Link link_;
    link::ConnectionId connection_ = 0;
    bool connected_ = false;
    std::optional<Error> failure_;
};

}  // namespace branchline::cli
