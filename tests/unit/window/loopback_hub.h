// A head office on the loopback, in this process: real hub, real gate, on a thread of its own.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "base/inbox.h"
#include "base/platform.h"
#include "gate/gate.h"
#include "hub/admin.h"
#include "hub/hub_core.h"
#include "keys/authority.h"
#include "support/desk_fixture.h"

namespace branchline::test {

class LoopbackHub {
  public:
    // With one branch SHA.
    LoopbackHub();
    LoopbackHub(const LoopbackHub&) = delete;
    LoopbackHub& operator=(const LoopbackHub&) = delete;
    ~LoopbackHub();

    // A new user of that branch, and a code for his device.
    std::string invite(const std::string& login, const std::string& role);
    // Nobody is reached any more, and then again.
    void close_gate();
    void open_gate();

  private:
    using Work = std::function<void()>;
    using Event = std::variant<gate::GateEvent, Work>;

    void loop();
    void take(const gate::GateEvent& event);
    void act(std::vector<hub::HubEffect> effects);
    void on_its_thread(const Work& work);

    SystemClock clock_;
    SystemRandom random_;
    TemporaryDirectory directory_;
    keys::Authority authority_;
    Inbox<Event> inbox_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<hub::HubCore> core_;
    std::unique_ptr<hub::Admin> admin_;
    std::unique_ptr<gate::Gate> gate_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

}  // namespace branchline::test
