#include "link/link.h"

#include <array>
#include <asio.hpp>
#include <asio/ssl.hpp>
#include <atomic>
#include <thread>
#include <utility>

#include "keys/tls.h"
#include "local/backlog.h"
#include "local/send_queue.h"
#include "sync/message.h"
#include "sync/wire.h"

namespace branchline::link {

namespace {

using asio::ip::tcp;
using ErrorCode = asio::error_code;
using std::chrono::milliseconds;

// What a connection uses of its link; it outlives the connection.
struct Surroundings {
    asio::io_context& context;
    LinkLimits limits;
    local::Backlog<LinkEvent> events;
    std::atomic<std::size_t> waiting_bytes = 0;
    std::function<void()> on_backlog;

    void deliver(LinkEvent event) {
        events.deliver(std::move(event));
        if (!events.empty()) on_backlog();
    }
};

// One connection from connect() to Closed. Handlers keep it alive; `stage_` tells a handler that
// comes late that it is over: cancelling is a request, a success may be on its way already.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(ConnectionId id, Destination to, Surroundings& around)
        : id_(id),
          to_(std::move(to)),
          where_(to_.host + ":" + std::to_string(to_.port)),
          around_(around),
          trust_{to_.authority, to_.valid_at_ms, ""},
          queue_(around.limits.send_bytes) {
        keys::prepare_client(tls_.native_handle(), &trust_);
        stream_.emplace(around.context, tls_);
    }

    void start() {
        expect_within(around_.limits.connect, {Code::offline, where_, "no answer in time", {}});
        ErrorCode not_an_address;
        const auto address = asio::ip::make_address(to_.host, not_an_address);
        if (!not_an_address) return connect_to(tcp::endpoint(address, to_.port));
        auto self = shared_from_this();
        resolver_.async_resolve(
            to_.host, std::to_string(to_.port),
            [self](ErrorCode error, const tcp::resolver::results_type& found) {
                if (self->stage_ != Stage::connecting) return;
                if (error) return self->end_offline("the name is not known: " + error.message());
                self->connect_to_any(found);
            });
    }

    void send(Bytes frame) {
        const std::size_t size = frame.size();
        if (stage_ != Stage::open) {
            around_.waiting_bytes -= size;
            return;
        }
        if (!queue_.add(std::move(frame))) {
            around_.waiting_bytes -= size;
            return end({Code::timed_out, where_, "too much waits to be sent", {}});
        }
        write();
    }

    void close() {
        if (stage_ == Stage::connecting) return end({});
        if (stage_ != Stage::open) return;
        stage_ = Stage::flushing;
        read();
        write();
    }

    void end(Error error) {
        if (stage_ == Stage::ended) return;
        stage_ = Stage::ended;
        around_.waiting_bytes -= queue_.bytes();
        disarm();
        resolver_.cancel();
        ErrorCode ignored;
        stream_->lowest_layer().close(ignored);
        around_.deliver({id_, Closed{std::move(error)}});
    }

    // Cuts frames out of what has arrived, then reads on; stops while the receiver has no room.
    void pump() {
        while (stage_ == Stage::open && around_.events.empty()) {
            auto frame = cutter_.next();
            if (!frame) return end(std::move(frame.error()));
            if (!*frame) return read();
            around_.deliver({id_, Frame{std::move(**frame)}});
        }
    }

    [[nodiscard]] ConnectionId id() const { return id_; }

  private:
    enum class Stage { connecting, open, flushing, lingering, ended };

    void connect_to(const tcp::endpoint& endpoint) {
        auto self = shared_from_this();
        stream_->lowest_layer().async_connect(
            endpoint, [self](ErrorCode error) { self->on_connected(error); });
    }

    void connect_to_any(const tcp::resolver::results_type& found) {
        auto self = shared_from_this();
        asio::async_connect(
            stream_->lowest_layer(), found,
            [self](ErrorCode error, const tcp::endpoint&) { self->on_connected(error); });
    }

    void on_connected(ErrorCode error) {
        if (stage_ != Stage::connecting) return;
        if (error) return end_offline(error.message());
        ErrorCode ignored;
        stream_->lowest_layer().set_option(tcp::no_delay(true), ignored);
        stream_->lowest_layer().set_option(asio::socket_base::keep_alive(true), ignored);
        auto self = shared_from_this();
        stream_->async_handshake(asio::ssl::stream_base::client, [self](ErrorCode failed) {
            if (self->stage_ != Stage::connecting) return;
            if (failed) return self->end_handshake(failed);
            self->open();
        });
    }

    void open() {
        const auto channel = keys::channel_of(stream_->native_handle());
        if (!channel) return end(channel.error());
        disarm();
        stage_ = Stage::open;
        around_.deliver({id_, Connected{*channel}});
        pump();
    }

    void end_offline(const std::string& detail) { end({Code::offline, where_, detail, {}}); }

    void end_handshake(ErrorCode failed) {
        if (failed.category() != asio::error::get_ssl_category()) {
            const bool closed =
                failed == asio::error::eof || failed == asio::ssl::error::stream_truncated;
            return end_offline(closed ? "closed during the TLS handshake" : failed.message());
        }
        Error error = keys::handshake_error(static_cast<unsigned>(failed.value()), trust_);
        error.where = where_;
        end(std::move(error));
    }

    // The hub ends a connection by closing it; what it wanted to say came in a frame before.
    void end_lost(ErrorCode error) {
        if (stage_ == Stage::flushing || stage_ == Stage::lingering) return end({});
        const bool closed =
            error == asio::error::eof || error == asio::ssl::error::stream_truncated;
        end_offline(closed ? "the server has closed the connection" : error.message());
    }

    void read() {
        if (reading_) return;
        reading_ = true;
        auto self = shared_from_this();
        stream_->async_read_some(asio::buffer(buffer_), [self](ErrorCode error, std::size_t bytes) {
            self->reading_ = false;
            if (self->stage_ == Stage::ended) return;
            if (error) return self->end_lost(error);
            if (self->stage_ != Stage::open) return self->read();  // only to see the hub go
            self->cutter_.feed(BytesView(self->buffer_.data(), bytes));
            self->pump();
        });
    }

    void write() {
        if (writing_ || stage_ == Stage::ended) return;
        if (queue_.empty()) {
            disarm();
            if (stage_ == Stage::flushing) finish();
            return;
        }
        writing_ = true;
        expect_within(around_.limits.write_stall,
                      {Code::timed_out, where_, "nothing can be sent any more", {}});
        const BytesView piece = queue_.piece();
        auto self = shared_from_this();
        stream_->async_write_some(asio::buffer(piece.data(), piece.size()),
                                  [self](ErrorCode error, std::size_t bytes) {
                                      self->writing_ = false;
                                      if (self->stage_ == Stage::ended) return;
                                      if (error) return self->end_lost(error);
                                      self->queue_.sent(bytes);
                                      self->around_.waiting_bytes -= bytes;
                                      self->write();
                                  });
    }

    // Ends our direction and waits a little for the hub to end its own: closing with unread bytes
    // in the socket would make the kernel throw away what the hub has not read yet.
    void finish() {
        stage_ = Stage::lingering;
        expect_within(around_.limits.linger, {});
        ErrorCode ignored;
        stream_->lowest_layer().shutdown(tcp::socket::shutdown_send, ignored);
    }

    // One timer for the one thing that is being waited for; the turn makes late calls harmless.
    void expect_within(milliseconds time, Error otherwise) {
        const std::uint64_t turn = ++turn_;
        timer_.expires_after(time);
        auto self = shared_from_this();
        timer_.async_wait([self, turn, otherwise = std::move(otherwise)](ErrorCode stopped) {
            if (!stopped && turn == self->turn_) self->end(otherwise);
        });
    }

    void disarm() {
        ++turn_;
        timer_.cancel();
    }

    const ConnectionId id_;
    const Destination to_;
    const std::string where_;
    Surroundings& around_;
    keys::Trust trust_;
    asio::ssl::context tls_{asio::ssl::context::tls_client};
    std::optional<asio::ssl::stream<tcp::socket>> stream_;
    tcp::resolver resolver_{around_.context};
    asio::steady_timer timer_{around_.context};
    std::uint64_t turn_ = 0;
    local::SendQueue queue_;
    sync::FrameCutter cutter_{sync::frame_bytes_max};
    std::array<char, 16 * 1024> buffer_;
    Stage stage_ = Stage::connecting;
    bool reading_ = false;
    bool writing_ = false;
};

}  // namespace

class Link::Inner {
  public:
    Inner(Receiver receiver, LinkLimits limits)
        : around_{context_, limits, local::Backlog<LinkEvent>(std::move(receiver)), 0,
                  [this] { offer_again(); }},
          thread_([this] { context_.run(); }) {}

    Inner(const Inner&) = delete;
    Inner& operator=(const Inner&) = delete;

    ~Inner() {
        context_.stop();
        thread_ = {};
    }

    ConnectionId connect(Destination to) {
        const ConnectionId id = ++last_connection_;
        auto task = [this, id, to = std::move(to)]() mutable {
            if (current_) current_->end({});
            current_ = std::make_shared<Connection>(id, std::move(to), around_);
            current_->start();
        };
        asio::post(context_, std::move(task));
        return id;
    }

    void send(ConnectionId connection, Bytes frame) {
        around_.waiting_bytes += frame.size();
        auto task = [this, connection, frame = std::move(frame)]() mutable {
            if (current_ && current_->id() == connection) {
                current_->send(std::move(frame));
            } else {
                around_.waiting_bytes -= frame.size();
            }
        };
        asio::post(context_, std::move(task));
    }

    void close(ConnectionId connection) {
        asio::post(context_, [this, connection] {
            if (current_ && current_->id() == connection) current_->close();
        });
    }

    [[nodiscard]] std::size_t waiting_bytes() const { return around_.waiting_bytes; }

  private:
    void offer_again() {
        if (std::exchange(offering_, true)) return;
        offer_.expires_after(around_.events.try_again_after);
        offer_.async_wait([this](ErrorCode stopped) {
            offering_ = false;
            if (stopped) return;
            if (!around_.events.drain()) return offer_again();
            if (current_) current_->pump();
        });
    }

    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> busy_{context_.get_executor()};
    Surroundings around_;
    asio::steady_timer offer_{context_};
    bool offering_ = false;
    std::shared_ptr<Connection> current_;
    std::atomic<ConnectionId> last_connection_ = 0;
    std::jthread thread_;
};

Link::Link(Receiver receiver, LinkLimits limits)
    : inner_(std::make_unique<Inner>(std::move(receiver), limits)) {}

Link::~Link() = default;

ConnectionId Link::connect(Destination to) { return inner_->connect(std::move(to)); }

void Link::send(ConnectionId connection, Bytes frame) {
    inner_->send(connection, std::move(frame));
}

void Link::close(ConnectionId connection) { inner_->close(connection); }

std::size_t Link::waiting_bytes() const { return inner_->waiting_bytes(); }

}  // namespace branchline::link
