#include "cli/enrolling.h"

#include "base/platform.h"
#include "desk/enrolment.h"

namespace branchline::cli {

namespace {

constexpr std::int64_t answer_timeout_ms = 30'000;
constexpr std::chrono::milliseconds enrol_pause{50};

// Brings the enrolment's frames to and fro until the hub has said yes or no.
class EnrolmentRun {
  public:
    EnrolmentRun(Session& session, const keys::Enrolment& code, const keys::DeviceKey& key,
                 const desk::ServerAddress& server, const std::string& device_name)
        : session_(session), core_(code, key, device_name), link_(session.link_inbox()) {
        session_.set_link_receiver([this](const link::LinkEvent& event) { take(event); });
        connection_ = link_.connect({server.host, server.port, server.authority, std::nullopt});
    }

    EnrolmentRun(const EnrolmentRun&) = delete;
    EnrolmentRun& operator=(const EnrolmentRun&) = delete;

    ~EnrolmentRun() { session_.set_link_receiver({}); }

    Result<sync::Enrolled> run() {
        const std::int64_t start = session_.clock().boot_time().ms;
        while (!core_.enrolled() && !core_.refused() && !closed_) {
            if (session_.clock().boot_time().ms - start > answer_timeout_ms) {
                return refuse(Code::timed_out, "server");
            }
            if (!session_.pump(enrol_pause))
                return refuse(Code::timed_out, "server", "interrupted");
        }
        if (core_.enrolled()) return *core_.enrolled();
        return refuse(core_.refused() ? *core_.refused() : *closed_);
    }

    // Only then is it certain that the hub knows nothing of the key.
    [[nodiscard]] bool is_refused() const { return core_.refused() || !core_.sent(); }

  private:
    void take(const link::LinkEvent& event) {
        if (event.connection != connection_) return;
        if (const auto* up = std::get_if<link::Connected>(&event.what)) {
            core_.connected(up->channel);
        } else if (const auto* frame = std::get_if<link::Frame>(&event.what)) {
            for (Bytes& answer : core_.take(frame->bytes)) {
                link_.send(connection_, std::move(answer));
            }
        } else if (const auto* closed = std::get_if<link::Closed>(&event.what)) {
            closed_ = closed->error;
        }
    }

    Session& session_;
    desk::EnrolmentCore core_;
    std::optional<Error> closed_;
    link::Link link_;
    link::ConnectionId connection_ = 0;
};

}  // namespace

Status enrol(Session& session, const keys::Enrolment& code, const desk::ServerAddress& server,
             const std::string& password, const std::string& program) {
    auto key = session.profile().begin_enrolment(password);
    if (!key) return refuse(key.error());
    const std::string machine = environment_variable("HOSTNAME");
    auto enrolled = [&] {
        EnrolmentRun run(session, code, *key, server, machine.empty() ? program : machine);
        auto answer = run.run();
        if (!answer && run.is_refused()) session.profile().abandon_enrolment();
        return answer;
    }();
    if (!enrolled) return refuse(enrolled.error());
    if (Status made = session.profile().finish_enrolment(*enrolled, server); !made) return made;
    return session.open_with(std::move(*key), password);
}

}  // namespace branchline::cli
