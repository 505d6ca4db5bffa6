#include "main/service.h"

#include <atomic>
#include <cstdio>
#include <deque>
#include <optional>
#include <variant>

#include "base/decimal.h"
#include "base/inbox.h"
#include "gate/gate.h"
#include "local/local_socket.h"
#include "main/verbs.h"
#include "main/words.h"
#include "store/failure.h"

namespace branchline::server {

namespace {

struct LocalAsked {
    local::RequestId id;
    Bytes bytes;
};

struct Stop {};

using Event = std::variant<gate::GateEvent, LocalAsked, Stop>;

constexpr std::chrono::milliseconds tick{500};

struct Listen {
    std::string host = "127.0.0.1";
    std::uint16_t port = 7440;
};

Result<Listen> parse_listen(const Request& request) {
    Listen listen;
    for (std::size_t i = 0; i < request.arguments.size(); ++i) {
        const std::string& word = request.arguments[i];
        const bool has_value = i + 1 < request.arguments.size();
        if (word == "--store" && has_value) {
            return refuse(Code::not_in_version, "--store", request.arguments[i + 1]);
        }
        if (word != "--listen" || !has_value) return refuse(Code::unknown_option, "serve", word);
        const std::string& address = request.arguments[++i];
        const std::size_t colon = address.rfind(':');
        const auto port =
            colon == std::string::npos ? std::nullopt : parse_decimal(address.substr(colon + 1), 0);
        if (!port || *port < 0 || *port > 65535 || colon == 0) {
            return refuse(Code::bad_value, "--listen", address);
        }
        listen = {address.substr(0, colon), static_cast<std::uint16_t>(*port)};
    }
    return listen;
}

class Service {
  public:
    explicit Service(House& house) : house_(house), inbox_(4096) {}

    Answer run(const FileLock& lock, const Request& request);

  private:
    void loop();
    void take(const Event& event);
    void take(const gate::GateEvent& event);
    void take(const LocalAsked& asked);
    void act(std::vector<hub::HubEffect> effects);
    void work_on();

    House& house_;
    Inbox<Event> inbox_;
    std::unique_ptr<gate::Gate> gate_;
    std::unique_ptr<local::LocalServer> local_;
    std::deque<std::pair<local::RequestId, LongVerb>> long_verbs_;  // the first one is at work
    bool stopping_ = false;
};

Answer Service::run(const FileLock& lock, const Request& request) {
    auto listen = parse_listen(request);
    if (!listen) {
        const bool unknown = listen.error().code == Code::unknown_option ||
                             listen.error().code == Code::not_in_version;
        return refusal(listen.error(), request, unknown ? exit_usage : exit_refused);
    }
    // Signals first: every later thread inherits that they are handled apart.
    on_stop_signal([this] { inbox_.push(Stop{}); });
    local::LocalReceiver receiver;
    receiver.on_request = [this](local::RequestId id, Bytes bytes) {
        inbox_.push(LocalAsked{id, std::move(bytes)});
    };
    receiver.on_gone = [](local::RequestId) {};
    auto served = local::LocalServer::open(house_.directory(), lock, std::move(receiver));
    if (!served) return refusal(served.error(), request);
    local_ = std::move(*served);
    gate::GateOptions options;
    options.host = listen->host;
    options.port = listen->port;
    options.server_pem = house_.authority().server_pem();
    auto opened = gate::Gate::open(
        std::move(options), [this](const gate::GateEvent& event) { return inbox_.try_push(event); },
        [](std::string_view line) {
            std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
        });
    if (!opened) return refusal(opened.error(), request);
    gate_ = std::move(*opened);
    const std::string address = listen->host + ":" + std::to_string(gate_->port());
    house_.remember_address(address);
    std::printf("listening on %s\n", address.c_str());
    std::fflush(stdout);
    Answer answer;
    try {
        loop();
    } catch (const store::Failure& failure) {
        // What could not be made durable was answered to nobody. The store is sound; going on in
        // this process would build on an fsync that failed once (reliability of the kernel).
        answer = refusal(failure.error(), request);
    }
    inbox_.close();
    gate_.reset();
    local_.reset();
    return answer;
}

// The hub commits as soon as it is idle with whatever has arrived during the last fsync.
void Service::loop() {
    while (!stopping_) {
        auto event = long_verbs_.empty() ? inbox_.pop(tick) : inbox_.try_pop();
        if (!event && long_verbs_.empty()) {
            house_.core().handle(hub::Tick{});
            house_.database().checkpoint();
        }
        while (event) {
            take(*event);
            event = house_.core().has_room() ? inbox_.try_pop() : std::nullopt;
        }
        act(house_.core().flush());
        work_on();
    }
}

// Between two commits; what is written meanwhile is in the backup, too.
void Service::work_on() {
    if (long_verbs_.empty()) return;
    auto& [asker, step] = long_verbs_.front();
    auto answer = step();
    if (!answer) return;
    local_->answer(asker, encode_answer(*answer));
    long_verbs_.pop_front();
}

void Service::take(const Event& event) {
    if (const auto* from_gate = std::get_if<gate::GateEvent>(&event)) return take(*from_gate);
    if (const auto* asked = std::get_if<LocalAsked>(&event)) return take(*asked);
    stopping_ = true;
}

void Service::take(const gate::GateEvent& event) {
    hub::HubCore& core = house_.core();
    if (const auto* opened = std::get_if<gate::Opened>(&event.what)) {
        core.handle(hub::SessionOpened{event.session, Bytes(view_of(opened->channel))});
    } else if (const auto* frame = std::get_if<gate::Frame>(&event.what)) {
        core.handle(hub::SessionFrame{event.session, frame->bytes});
    } else {
        core.handle(hub::SessionClosed{event.session});
    }
}

// Verbs write through the hub itself: what was collected so far goes first.
void Service::take(const LocalAsked& asked) {
    act(house_.core().flush());
    auto request = decode_request(asked.bytes);
    if (LongVerb step = request ? long_verb(house_, *request) : LongVerb()) {
        long_verbs_.emplace_back(asked.id, std::move(step));
        return;
    }
    Answer answer;
    if (!request) {
        answer.exit_code = exit_usage;
    } else {
        answer = run_verb(house_, *request);
    }
    local_->answer(asked.id, encode_answer(answer));
}

void Service::act(std::vector<hub::HubEffect> effects) {
    for (hub::HubEffect& effect : effects) {
        if (auto* send = std::get_if<hub::SendFrame>(&effect)) {
            gate_->send(send->session, std::move(send->frame));
        } else if (const auto* admit = std::get_if<hub::AdmitSession>(&effect)) {
            gate_->set_logged_in(admit->session);
        } else if (const auto* close = std::get_if<hub::CloseSession>(&effect)) {
            gate_->close(close->session);
        }
    }
}

}  // namespace

Answer serve(House& house, const FileLock& lock, const Request& request) {
    // Lives until the process ends: the signal's callback may still look at it.
    static std::unique_ptr<Service> service;
    service = std::make_unique<Service>(house);
    return service->run(lock, request);
}

}  // namespace branchline::server
