#include "gate/gate.h"

#include <algorithm>
#include <array>
#include <asio.hpp>
#include <asio/ssl.hpp>
#include <map>
#include <thread>
#include <utility>

#include "keys/tls.h"
#include "local/backlog.h"
#include "local/send_queue.h"
#include "sync/message.h"
#include "sync/wire.h"

namespace branchline::gate {

namespace {

using asio::ip::tcp;
using ErrorCode = asio::error_code;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Anybody can make a gate write log lines; nobody shall fill a disk with them.
class BoundedLog {
  public:
    explicit BoundedLog(Gate::Log log) : log_(std::move(log)) {}

    void line(const std::string& text) {
        const auto now = SteadyClock::now();
        if (now - window_ > std::chrono::seconds(10)) {
            if (left_out_ > 0) write("left out " + std::to_string(left_out_) + " lines");
            window_ = now;
            written_ = left_out_ = 0;
        }
        if (written_ < 20) {
            ++written_;
            write(text);
        } else {
            ++left_out_;
        }
    }

  private:
    void write(const std::string& text) {
        if (log_) log_("gate: " + text);
    }

    Gate::Log log_;
    SteadyClock::time_point window_;
    int written_ = 0;
    int left_out_ = 0;
};

// What all sessions of a gate share; it outlives them.
struct Surroundings {
    GateLimits limits;
    local::Backlog<GateEvent> events;
    BoundedLog log;
    std::function<void(SessionId)> on_end;
    std::function<void()> on_backlog;

    void deliver(GateEvent event) {
        events.deliver(std::move(event));
        if (!events.empty()) on_backlog();
    }
};

std::string reason_of(ErrorCode error) {
    if (error.category() == asio::error::get_ssl_category()) {
        return keys::handshake_reason(static_cast<unsigned>(error.value()));
    }
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
        return "left";
    }
    return error.message();
}

// One connection. Handlers keep it alive; `stage_` tells a handler that comes late that it is over.
class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(SessionId id, tcp::socket socket, std::string peer, asio::ssl::context& tls,
            Surroundings& around)
        : id_(id),
          peer_(std::move(peer)),
          stream_(std::move(socket), tls),
          around_(around),
          queue_(around.limits.send_bytes),
          cutter_(sync::frame_bytes_max_before_login) {}

    void start() {
        auto self = shared_from_this();
        stream_.async_handshake(asio::ssl::stream_base::server, [self](ErrorCode error) {
            if (self->stage_ != Stage::handshake) return;
            if (error) return self->end(reason_of(error));
            self->open();
        });
    }

    void send(Bytes frame) {
        if (stage_ != Stage::open) return;
        if (!queue_.add(std::move(frame))) return end("does not read what is sent");
        write();
        awaits_owner_ = false;
        pump();
    }

    void set_logged_in() {
        if (stage_ != Stage::open) return;
        logged_in_ = true;
        cutter_.set_limit(sync::frame_bytes_max);
        awaits_owner_ = false;
        pump();
    }

    void close(Bytes last_words) {
        if (stage_ != Stage::open) return;
        if (!queue_.add(std::move(last_words))) return end("does not read what is sent");
        enter(Stage::flushing);
        read();
        write();
    }

    void end(const std::string& reason) {
        if (stage_ == Stage::ended) return;
        const bool was_open = stage_ != Stage::handshake;
        const bool was_stranger = !was_open || (stage_ == Stage::open && !logged_in_);
        if (was_stranger) around_.log.line(peer_ + ": " + reason);
        enter(Stage::ended);
        ErrorCode ignored;
        stream_.lowest_layer().close(ignored);
        around_.on_end(id_);
        if (was_open) around_.deliver({id_, Closed{reason}});
    }

    // Cuts frames out of what has arrived, as far as they are wanted, then reads on.
    void pump() {
        while (stage_ == Stage::open && !awaits_owner_ && around_.events.empty()) {
            auto frame = cutter_.next();
            if (!frame) return end("not our protocol: " + frame.error().detail);
            if (!*frame) return read();
            awaits_owner_ = !logged_in_;
            around_.deliver({id_, Frame{std::move(**frame)}});
        }
    }

    // Called from time to time. A deadline of the peer runs only while it is the peer's turn.
    void check_deadlines(SteadyClock::time_point now) {
        const GateLimits& limits = around_.limits;
        const bool silent_long = reading_ && now - last_read_ > limits.idle;
        const bool stalled = writing_ && now - last_write_ > limits.write_stall;
        const auto in_stage = now - since_;
        if (stage_ == Stage::handshake && in_stage > limits.handshake) return end("slow handshake");
        if (stage_ == Stage::lingering && in_stage > limits.linger) return end("closed");
        if (stage_ == Stage::open && !logged_in_ && reading_ && in_stage > limits.before_login) {
            return end("did not log in");
        }
        if (stalled) return end("does not read what is sent");
        if (stage_ == Stage::open && silent_long) return end("silent");
    }

    [[nodiscard]] SteadyClock::duration age() const { return SteadyClock::now() - accepted_; }

  private:
    enum class Stage { handshake, open, flushing, lingering, ended };

    void enter(Stage stage) {
        stage_ = stage;
        since_ = SteadyClock::now();
    }

    void open() {
        const auto channel = keys::channel_of(stream_.native_handle());
        if (!channel) return end("no exporter");
        enter(Stage::open);
        around_.deliver({id_, Opened{*channel, peer_}});
        read();
    }

    void read() {
        if (reading_) return;
        reading_ = true;
        last_read_ = SteadyClock::now();
        auto self = shared_from_this();
        stream_.async_read_some(asio::buffer(buffer_), [self](ErrorCode error, std::size_t bytes) {
            self->reading_ = false;
            if (self->stage_ == Stage::ended) return;
            if (error) return self->end(reason_of(error));
            if (self->stage_ != Stage::open) return self->read();  // only to see the peer go
            self->cutter_.feed(BytesView(self->buffer_.data(), bytes));
            self->pump();
        });
    }

    void write() {
        if (writing_ || stage_ == Stage::ended) return;
        if (queue_.empty()) {
            if (stage_ == Stage::flushing) finish();
            return;
        }
        writing_ = true;
        last_write_ = SteadyClock::now();
        const BytesView piece = queue_.piece();
        auto self = shared_from_this();
        stream_.async_write_some(asio::buffer(piece.data(), piece.size()),
                                 [self](ErrorCode error, std::size_t bytes) {
                                     self->writing_ = false;
                                     if (self->stage_ == Stage::ended) return;
                                     if (error) return self->end(reason_of(error));
                                     self->queue_.sent(bytes);
                                     self->write();
                                 });
    }

    // Ends our direction and waits for the peer to end his: closing with unread bytes in the socket
    // would make the kernel throw away what he has not read yet. A frame says itself where it ends,
    // so nothing depends on the farewell of TLS.
    void finish() {
        enter(Stage::lingering);
        ErrorCode ignored;
        stream_.lowest_layer().shutdown(tcp::socket::shutdown_send, ignored);
    }

    const SessionId id_;
    const std::string peer_;
    asio::ssl::stream<tcp::socket> stream_;
    Surroundings& around_;
    local::SendQueue queue_;
    sync::FrameCutter cutter_;
    std::array<char, 16 * 1024> buffer_;
    Stage stage_ = Stage::handshake;
    bool logged_in_ = false;
    bool awaits_owner_ = false;
    bool reading_ = false;
    bool writing_ = false;
    const SteadyClock::time_point accepted_ = SteadyClock::now();
    SteadyClock::time_point since_ = accepted_;
    SteadyClock::time_point last_read_ = accepted_;
    SteadyClock::time_point last_write_ = accepted_;
};

milliseconds tick_of(const GateLimits& limits) {
    const milliseconds shortest =
        std::min({limits.handshake, limits.before_login, limits.idle, limits.write_stall,
                  limits.linger, limits.half_open_patience});
    return std::clamp(shortest / 4, milliseconds(5), milliseconds(500));
}

}  // namespace

class Gate::Inner {
  public:
    Inner(GateOptions options, Receiver receiver, Log log)
        : options_(std::move(options)),
          around_{options_.limits, local::Backlog<GateEvent>(std::move(receiver)),
                  BoundedLog(std::move(log)), [this](SessionId id) { forget(id); },
                  [this] { offer_again(); }} {}

    Inner(const Inner&) = delete;
    Inner& operator=(const Inner&) = delete;

    ~Inner() {
        context_.stop();
        thread_ = {};
    }

    Status listen() {
        const std::string where = options_.host + ":" + std::to_string(options_.port);
        if (auto ready = keys::prepare_server(tls_.native_handle(), options_.server_pem); !ready) {
            return ready;
        }
        ErrorCode error;
        tcp::resolver resolver(context_);
        const auto found = resolver.resolve(options_.host, std::to_string(options_.port),
                                            tcp::resolver::passive, error);
        if (error || found.empty()) return refuse(Code::io_error, where, error.message());
        const tcp::endpoint endpoint = found.begin()->endpoint();
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (!error) port_ = acceptor_.local_endpoint(error).port();
        if (error) return refuse(Code::io_error, where, error.message());
        accept();
        tick();
        thread_ = std::jthread([this] { context_.run(); });
        return {};
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

    template <class Task>
    void with(SessionId id, Task task) {
        auto find_and_run = [this, id, task = std::move(task)]() mutable {
            const auto found = sessions_.find(id);
            if (found == sessions_.end()) return;
            const auto session = found->second;
            task(*session);
        };
        asio::post(context_, std::move(find_and_run));
    }

    void set_logged_in(SessionId id) {
        with(id, [this, id](Session& session) {
            half_open_.erase(id);
            session.set_logged_in();
            accept();
        });
    }

  private:
    void accept() {
        if (accepting_ || !make_room()) return;
        accepting_ = true;
        acceptor_.async_accept([this](ErrorCode error, tcp::socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (error) {
                // Mostly no descriptors left: those of other sessions come free.
                around_.log.line("cannot accept: " + error.message());
                again_.expires_after(milliseconds(100));
                again_.async_wait([this](ErrorCode stopped) {
                    accepting_ = false;
                    if (!stopped) accept();
                });
                return;
            }
            accepting_ = false;
            admit(std::move(socket));
            accept();
        });
    }

    void admit(tcp::socket socket) {
        ErrorCode error;
        const tcp::endpoint peer = socket.remote_endpoint(error);
        if (error) return;  // gone already
        socket.set_option(tcp::no_delay(true), error);
        socket.set_option(asio::socket_base::keep_alive(true), error);
        const SessionId id = ++last_session_;
        const std::string address = peer.address().to_string();
        auto session = std::make_shared<Session>(
            id, std::move(socket), address + ":" + std::to_string(peer.port()), tls_, around_);
        sessions_.emplace(id, session);
        half_open_.emplace(id, address);
        session->start();
    }

    // True when one more connection may be accepted now.
    bool make_room() {
        if (sessions_.size() >= options_.limits.sessions) return false;
        if (half_open_.size() < options_.limits.half_open) return true;
        std::map<std::string_view, std::size_t> by_address;
        for (const auto& [id, address] : half_open_) ++by_address[address];
        const auto busiest = std::ranges::max_element(
            by_address, {}, [](const auto& entry) { return entry.second; });
        // Ids ascend, so the first of the address is its oldest.
        const auto oldest = std::ranges::find(half_open_, busiest->first,
                                              [](const auto& entry) { return entry.second; });
        const auto session = sessions_.at(oldest->first);
        if (session->age() < options_.limits.half_open_patience) return false;
        session->end("gives its place up");
        return true;
    }

    void forget(SessionId id) {
        sessions_.erase(id);
        half_open_.erase(id);
        asio::post(context_, [this] { accept(); });  // there may be room now
    }

    // Deadlines are looked at for all sessions together: no timer of a session can come too late.
    void tick() {
        ticker_.expires_after(tick_of(options_.limits));
        ticker_.async_wait([this](ErrorCode stopped) {
            if (stopped) return;
            const auto now = SteadyClock::now();
            const auto sessions = sessions_;  // deadlines end sessions
            for (const auto& [id, session] : sessions) session->check_deadlines(now);
            accept();
            tick();
        });
    }

    void offer_again() {
        if (offering_) return;
        offering_ = true;
        offer_.expires_after(around_.events.try_again_after);
        offer_.async_wait([this](ErrorCode stopped) {
            offering_ = false;
            if (stopped) return;
            if (!around_.events.drain()) return offer_again();
            const auto sessions = sessions_;
            for (const auto& [id, session] : sessions) session->pump();
        });
    }

    const GateOptions options_;
    Surroundings around_;
    std::uint16_t port_ = 0;
    SessionId last_session_ = 0;
    bool accepting_ = false;
    bool offering_ = false;
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    asio::io_context context_{1};
    std::map<SessionId, std::shared_ptr<Session>> sessions_;
    std::map<SessionId, std::string> half_open_;  // not logged in, with their addresses
    tcp::acceptor acceptor_{context_};
    asio::steady_timer again_{context_};
    asio::steady_timer ticker_{context_};
    asio::steady_timer offer_{context_};
    std::jthread thread_;
};

Result<std::unique_ptr<Gate>> Gate::open(GateOptions options, Receiver receiver, Log log) {
    auto inner = std::make_unique<Inner>(std::move(options), std::move(receiver), std::move(log));
    if (auto listening = inner->listen(); !listening) return refuse(std::move(listening.error()));
    return std::unique_ptr<Gate>(new Gate(std::move(inner)));
}

Gate::Gate(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

Gate::~Gate() = default;

std::uint16_t Gate::port() const { return inner_->port(); }

void Gate::send(SessionId session, Bytes frame) {
    inner_->with(session,
                 [frame = std::move(frame)](Session& to) mutable { to.send(std::move(frame)); });
}

void Gate::set_logged_in(SessionId session) { inner_->set_logged_in(session); }

void Gate::close(SessionId session, Bytes last_words) {
    inner_->with(session, [last_words = std::move(last_words)](Session& which) mutable {
        which.close(std::move(last_words));
    });
}

}  // namespace branchline::gate
