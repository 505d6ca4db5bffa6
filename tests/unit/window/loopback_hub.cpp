#include "window/loopback_hub.h"

#include <future>

#include "base/ensure.h"
#include "domain/catalogue.h"
#include "hub/hub_setup.h"
#include "keys/enrolment.h"

namespace branchline::test {

namespace {

template <class T>
T value_of(Result<T> result) {
    ENSURE(result.has_value());
    return std::move(*result);
}

}  // namespace

LoopbackHub::LoopbackHub()
    : authority_(value_of(keys::Authority::create(directory_.path(), clock_))), inbox_(4096) {
    thread_ = std::jthread([this] { loop(); });
    on_its_thread([this] {
        database_ =
            std::make_unique<store::Database>(store::Database::open(directory_.path() + "/hub.db"));
        hub::prepare_hub(*database_, domain::catalogue());
        const Status made =
            hub::init_hub(*database_, domain::catalogue(), {"样例物流"}, clock_, random_);
        ENSURE(made.has_value());
        core_ = std::make_unique<hub::HubCore>(domain::catalogue(), *database_, clock_, random_);
        admin_ =
            std::make_unique<hub::Admin>(*core_, *database_, domain::catalogue(), clock_, random_);
        value_of(admin_->add_branch("SHA", "样例上海"));
    });
    open_gate();
}

LoopbackHub::~LoopbackHub() {
    inbox_.close();
    thread_.join();
    gate_.reset();
}

void LoopbackHub::open_gate() {
    gate::GateOptions options;
    options.port = port_;
    options.server_pem = authority_.server_pem();
    auto opened = value_of(gate::Gate::open(
        options, [this](const gate::GateEvent& event) { return inbox_.try_push(event); },
        [](std::string_view) {}));
    port_ = opened->port();
    on_its_thread([&] { gate_ = std::move(opened); });
}

void LoopbackHub::close_gate() {
    on_its_thread([this] { gate_.reset(); });
}

std::string LoopbackHub::invite(const std::string& login, const std::string& role) {
    keys::Enrolment enrolment;
    on_its_thread([&] {
        value_of(admin_->add_user({login, login, role, "SHA"}));
        enrolment.code = value_of(admin_->enroll(login));
    });
    enrolment.host = "127.0.0.1";
    enrolment.port = port_;
    enrolment.authority = authority_.fingerprint();
    return keys::to_text(enrolment);
}

void LoopbackHub::on_its_thread(const Work& work) {
    std::promise<void> done;
    inbox_.push(Work([&] {
        work();
        done.set_value();
    }));
    done.get_future().wait();
}

void LoopbackHub::loop() {
    while (!inbox_.closed()) {
        auto event = inbox_.pop(std::chrono::milliseconds(200));
        if (!event && core_ != nullptr) core_->handle(hub::Tick{});
        while (event) {
            if (const auto* from_gate = std::get_if<gate::GateEvent>(&*event)) {
                take(*from_gate);
            } else {
                if (core_ != nullptr) act(core_->flush());
                std::get<Work> (*event)();
            }
            event = core_ == nullptr || core_->has_room() ? inbox_.try_pop() : std::nullopt;
        }
        if (core_ != nullptr) act(core_->flush());
    }
    // A database belongs to the thread that has opened it.
    admin_.reset();
    core_.reset();
    database_.reset();
}

void LoopbackHub::take(const gate::GateEvent& event) {
    if (const auto* opened = std::get_if<gate::Opened>(&event.what)) {
        core_->handle(hub::SessionOpened{event.session, Bytes(view_of(opened->channel))});
    } else if (const auto* frame = std::get_if<gate::Frame>(&event.what)) {
        core_->handle(hub::SessionFrame{event.session, frame->bytes});
    } else {
        core_->handle(hub::SessionClosed{event.session});
    }
}

void LoopbackHub::act(std::vector<hub::HubEffect> effects) {
    if (gate_ == nullptr) return;
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

}  // namespace branchline::test
