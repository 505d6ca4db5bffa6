#include "cli/online.h"

namespace branchline::cli {

Online::Online(desk::Replica& replica, const keys::DeviceKey& key, link::Link::Receiver receiver)
    : replica_(replica),
      core_(replica, [&key](BytesView content) { return key.sign(content); }),
      link_(std::move(receiver)) {}

void Online::go() {
    failure_.reset();
    core_.want_online(true);
    core_.retry_now();
    tick();
}

void Online::renew() {
    if (core_.state() == desk::LinkState::online) {
        link_.close(connection_);
        connection_ = 0;
        perform(core_.handle(desk::LinkDown{{}}));
    }
    go();
}

void Online::connect() {
    const desk::ServerAddress server = desk::Profile::server_of(replica_.settings());
    link::Destination to{server.host, server.port, server.authority, std::nullopt};
    const std::int64_t last = replica_.settings().integer(desk::setting::last_contact_ms);
    if (last > 0) to.valid_at_ms = replica_.fold_time().now_ms;
    connected_ = false;
    connection_ = link_.connect(std::move(to));
}

void Online::perform(std::vector<desk::DeskEffect> effects) {
    for (desk::DeskEffect& effect : effects) {
        if (auto* frame = std::get_if<desk::SendToHub>(&effect)) {
            link_.send(connection_, std::move(frame->frame));
        } else if (auto* drop = std::get_if<desk::DropLink>(&effect)) {
            link_.close(connection_);
            // A server that is only busy says `refused`, with a time: the core comes again.
            const Code code = drop->reason.code;
            const bool is_final = code == Code::revoked || code == Code::protocol_version ||
                                  (drop->reason.where == "server" && code != Code::refused);
            if (is_final) failure_ = drop->reason;
        } else {
            connect();
        }
    }
}

void Online::take(const link::LinkEvent& event) {
    if (event.connection != connection_) return;
    if (const auto* up = std::get_if<link::Connected>(&event.what)) {
        connected_ = true;
        perform(core_.handle(desk::LinkUp{Bytes(view_of(up->channel))}));
    } else if (const auto* frame = std::get_if<link::Frame>(&event.what)) {
        perform(core_.handle(desk::LinkFrame{frame->bytes}));
    } else if (const auto* closed = std::get_if<link::Closed>(&event.what)) {
        if (!connected_) failure_ = closed->error;
        connected_ = false;
        perform(core_.handle(desk::LinkDown{closed->error}));
    }
}

void Online::tick() {
    perform(core_.handle(desk::TimePassed{}));
    perform(core_.poke());
}

}  // namespace branchline::cli
