#include "local/local_socket.h"

#include <algorithm>
#include <array>
#include <asio.hpp>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "local/send_queue.h"

namespace branchline::local {

namespace {

using Protocol = asio::local::stream_protocol;
using ErrorCode = asio::error_code;

enum class Kind : std::uint8_t { request = 1, part = 2, last = 3 };

constexpr std::size_t head_bytes = 5;
constexpr std::size_t waiting_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::size_t address_bytes_max = 107;
constexpr std::string_view socket_name = "/socket";

using Head = std::array<unsigned char, head_bytes>;

Bytes with_head(Kind kind, BytesView bytes) {
    Bytes message;
    message.reserve(head_bytes + bytes.size());
    message.push_back(static_cast<char>(kind));
    for (int shift = 24; shift >= 0; shift -= 8) {
        message.push_back(static_cast<char>(bytes.size() >> shift & 0xff));
    }
    return message.append(bytes);
}

std::size_t length_in(const Head& head) {
    std::size_t length = 0;
    for (std::size_t i = 1; i < head.size(); ++i) length = length << 8 | head[i];
    return length;
}

// The address of a directory's socket; `name` must live until it has been bound or connected.
struct Address {
    std::optional<ShortName> name;
    Protocol::endpoint endpoint;
};

Result<Address> address_of(const std::string& directory) {
    Address address;
    std::string path = socket_path(directory);
    if (path.size() > address_bytes_max) {
        address.name = ShortName::of(directory);
        if (!address.name) return refuse(Code::not_found, directory);
        path = address.name->path() + std::string(socket_name);
    }
    address.endpoint = Protocol::endpoint(path);
    return address;
}

}  // namespace

std::string lock_path(const std::string& directory) { return directory + "/lock"; }

std::string socket_path(const std::string& directory) {
    return directory + std::string(socket_name);
}

// --- server

namespace {

// One asker. Its requests are answered in the order of asking; while one is open no further one is
// read, so that an asker cannot pile them up.
class Asker : public std::enable_shared_from_this<Asker> {
  public:
    struct Owner {
        std::function<RequestId(const std::shared_ptr<Asker>&, Bytes)> on_request;
        std::function<void(Asker*, RequestId)> on_end;  // 0: no request was open
    };

    Asker(Protocol::socket socket, Owner owner)
        : socket_(std::move(socket)), owner_(std::move(owner)), queue_(waiting_bytes_max) {}

    void read_head() {
        auto self = shared_from_this();
        asio::async_read(socket_, asio::buffer(head_), [self](ErrorCode error, std::size_t) {
            if (error) return self->end();
            self->read_body();
        });
    }

    // A longer answer than one message holds goes in several; the other end joins them again.
    void answer(const Bytes& bytes, bool last) {
        BytesView left = bytes;
        bool more = true;
        while (more && !ended_) {
            const BytesView part = left.substr(0, message_bytes_max);
            left.remove_prefix(part.size());
            more = !left.empty();
            if (!queue_.add(with_head(last && !more ? Kind::last : Kind::part, part))) end();
        }
        if (ended_) return;
        if (last) open_request_ = 0;
        write();
        if (last) read_head();
    }

    // What has been answered goes out; nothing more is taken.
    void finish() {
        finishing_ = true;
        if (!writing_ && queue_.empty()) end();
    }

    void end() {
        if (std::exchange(ended_, true)) return;
        ErrorCode ignored;
        socket_.close(ignored);
        owner_.on_end(this, std::exchange(open_request_, 0));
    }

  private:
    void read_body() {
        const std::size_t length = length_in(head_);
        if (head_[0] != static_cast<unsigned char>(Kind::request) || length > message_bytes_max) {
            return end();
        }
        body_.resize(length);
        auto self = shared_from_this();
        asio::async_read(socket_, asio::buffer(body_), [self](ErrorCode error, std::size_t) {
            if (error) return self->end();
            self->open_request_ = self->owner_.on_request(self, std::move(self->body_));
            self->watch_for_end();
        });
    }

    // While the answer is being made nothing may arrive but the end of the connection.
    void watch_for_end() {
        auto self = shared_from_this();
        socket_.async_wait(Protocol::socket::wait_read, [self](ErrorCode error) {
            if (self->ended_ || self->open_request_ == 0) return;
            ErrorCode failed;
            if (error || self->socket_.available(failed) == 0 || failed) self->end();
        });
    }

    void write() {
        if (writing_ || ended_) return;
        if (queue_.empty()) {
            if (finishing_) end();
            return;
        }
        writing_ = true;
        const BytesView piece = queue_.piece();
        auto self = shared_from_this();
        socket_.async_write_some(asio::buffer(piece.data(), piece.size()),
                                 [self](ErrorCode error, std::size_t bytes) {
                                     self->writing_ = false;
                                     if (error) return self->end();
                                     self->queue_.sent(bytes);
                                     self->write();
                                 });
    }

    Protocol::socket socket_;
    Owner owner_;
    SendQueue queue_;
    Head head_{};
    Bytes body_;
    RequestId open_request_ = 0;
    bool writing_ = false;
    bool finishing_ = false;
    bool ended_ = false;
};

}  // namespace

class LocalServer::Inner {
  public:
    Inner(std::string directory, LocalReceiver receiver)
        : directory_(std::move(directory)),
          receiver_(std::move(receiver)),
          acceptor_(context_),
          again_(context_),
          patience_(context_) {}

    Inner(const Inner&) = delete;
    Inner& operator=(const Inner&) = delete;

    // What was answered has been done: its asker must hear of it, or he would do it again.
    ~Inner() {
        asio::post(context_, [this] { finish(); });
        thread_ = {};
        if (listening_) remove_file(socket_path(directory_));
    }

    Status listen() {
        auto address = address_of(directory_);
        if (!address) return refuse(std::move(address.error()));
        remove_file(socket_path(directory_));  // the lock is ours, so nobody serves it
        ErrorCode error;
        acceptor_.open(Protocol(), error);
        if (!error) acceptor_.bind(address->endpoint, error);
        listening_ = !error;
        std::error_code refused;
        if (!error) {
            using std::filesystem::perms;
            std::filesystem::permissions(socket_path(directory_),
                                         perms::owner_read | perms::owner_write, refused);
        }
        if (!error && !refused) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error || refused) {
            return refuse(Code::io_error, socket_path(directory_),
                          error ? error.message() : refused.message());
        }
        accept();
        thread_ = std::jthread([this] { context_.run(); });
        return {};
    }

    void answer(RequestId request, Bytes bytes, bool last) {
        auto task = [this, request, last, bytes = std::move(bytes)] {
            const auto found = asked_.find(request);
            if (found == asked_.end()) return;
            const auto asker = found->second;
            if (last) asked_.erase(found);
            asker->answer(bytes, last);
        };
        asio::post(context_, std::move(task));
    }

  private:
    void finish() {
        finishing_ = true;
        ErrorCode ignored;
        acceptor_.close(ignored);
        again_.cancel();
        const auto askers = askers_;
        for (const auto& [asker, kept] : askers) {
            if (const auto held = kept.lock()) held->finish();
        }
        if (askers_.empty()) return;
        // One who does not read is not waited for.
        patience_.expires_after(std::chrono::seconds(2));
        patience_.async_wait([this](ErrorCode stopped) {
            if (!stopped) context_.stop();
        });
    }

    void accept() {
        acceptor_.async_accept([this](ErrorCode error, Protocol::socket socket) {
            if (error == asio::error::operation_aborted || finishing_) return;
            if (error) {  // no descriptors left, for one: they come back
                again_.expires_after(std::chrono::milliseconds(100));
                again_.async_wait([this](ErrorCode stopped) {
                    if (!stopped) accept();
                });
                return;
            }
            if (peer_may_command(socket.native_handle())) serve(std::move(socket));
            accept();
        });
    }

    void serve(Protocol::socket socket) {
        Asker::Owner owner;
        owner.on_request = [this](const std::shared_ptr<Asker>& asker, Bytes bytes) {
            const RequestId request = ++last_request_;
            asked_.emplace(request, asker);
            receiver_.on_request(request, std::move(bytes));
            return request;
        };
        owner.on_end = [this](Asker* asker, RequestId request) {
            askers_.erase(asker);
            if (finishing_ && askers_.empty()) patience_.cancel();
            if (request == 0) return;
            asked_.erase(request);
            if (receiver_.on_gone) receiver_.on_gone(request);
        };
        const auto asker = std::make_shared<Asker>(std::move(socket), std::move(owner));
        askers_.emplace(asker.get(), asker);
        asker->read_head();
    }

    std::string directory_;
    LocalReceiver receiver_;
    bool listening_ = false;
    bool finishing_ = false;
    RequestId last_request_ = 0;
    // Askers refer to the context, so they go before it; those who are idle live in its handlers.
    asio::io_context context_{1};
    std::map<RequestId, std::shared_ptr<Asker>> asked_;
    std::map<Asker*, std::weak_ptr<Asker>> askers_;
    Protocol::acceptor acceptor_;
    asio::steady_timer again_;
    asio::steady_timer patience_;
    std::jthread thread_;
};

Result<std::unique_ptr<LocalServer>> LocalServer::open(const std::string& directory,
                                                       const FileLock& /*lock*/,
                                                       LocalReceiver receiver) {
    auto inner = std::make_unique<Inner>(directory, std::move(receiver));
    if (auto listening = inner->listen(); !listening) return refuse(std::move(listening.error()));
    return std::unique_ptr<LocalServer>(new LocalServer(std::move(inner)));
}

LocalServer::LocalServer(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

LocalServer::~LocalServer() = default;

void LocalServer::answer(RequestId request, Bytes bytes, bool last) {
    inner_->answer(request, std::move(bytes), last);
}

// --- client

class LocalClient::Inner {
  public:
    Status connect(const std::string& directory) {
        const auto address = address_of(directory);
        if (!address) return refuse(address.error());
        ErrorCode error;
        socket_.connect(address->endpoint, error);
        if (error) return refuse(Code::offline, socket_path(directory), error.message());
        return {};
    }

    Status send(const Bytes& message, std::chrono::milliseconds patience) {
        std::optional<ErrorCode> done;
        asio::async_write(socket_, asio::buffer(message),
                          [&done](ErrorCode error, std::size_t) { done = error; });
        return run(done, patience);
    }

    Result<std::pair<Kind, Bytes>> receive(std::chrono::milliseconds patience) {
        Head head{};
        if (auto read = read_into(asio::buffer(head), patience); !read) {
            return refuse(std::move(read.error()));
        }
        const auto kind = static_cast<Kind>(head[0]);
        if ((kind != Kind::part && kind != Kind::last) || length_in(head) > message_bytes_max) {
            return refuse(Code::bad_frame, "socket");
        }
        Bytes body(length_in(head), '\0');
        if (auto read = read_into(asio::buffer(body), patience); !read) {
            return refuse(std::move(read.error()));
        }
        return std::pair(kind, std::move(body));
    }

  private:
    Status read_into(asio::mutable_buffer buffer, std::chrono::milliseconds patience) {
        std::optional<ErrorCode> done;
        asio::async_read(socket_, buffer, [&done](ErrorCode error, std::size_t) { done = error; });
        return run(done, patience);
    }

    // On time-out the operation is ended before its handler's variables go.
    Status run(std::optional<ErrorCode>& done, std::chrono::milliseconds patience) {
        context_.restart();
        if (patience.count() > 0) {
            context_.run_for(patience);
        } else {
            context_.run();
        }
        if (!done) {
            ErrorCode ignored;
            socket_.close(ignored);
            context_.restart();
            context_.run();
            return refuse(Code::timed_out, "socket");
        }
        if (*done) return refuse(Code::offline, "socket", done->message());
        return {};
    }

    asio::io_context context_{1};
    Protocol::socket socket_{context_};
};

LocalClient::LocalClient(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

LocalClient::LocalClient(LocalClient&& other) noexcept = default;
LocalClient& LocalClient::operator=(LocalClient&& other) noexcept = default;
LocalClient::~LocalClient() = default;

Result<LocalClient> LocalClient::connect(const std::string& directory) {
    auto inner = std::make_unique<Inner>();
    if (auto connected = inner->connect(directory); !connected) {
        return refuse(std::move(connected.error()));
    }
    return LocalClient(std::move(inner));
}

Result<Bytes> LocalClient::ask(const Bytes& request, std::chrono::milliseconds patience,
                               const std::function<void(Bytes)>& on_part) {
    if (request.size() > message_bytes_max) return refuse(Code::too_large, "socket");
    if (auto sent = inner_->send(with_head(Kind::request, request), patience); !sent) {
        return refuse(std::move(sent.error()));
    }
    Bytes whole;
    for (;;) {
        auto answer = inner_->receive(patience);
        if (!answer) return refuse(std::move(answer.error()));
        const bool last = answer->first == Kind::last;
        if (on_part && !last) {
            on_part(std::move(answer->second));
        } else {
            whole += answer->second;
        }
        if (last) return whole;
    }
}

Result<Place> take_or_reach(const std::string& directory, std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds pause(20);
    for (auto left = patience;; left -= pause) {
        if (auto lock = FileLock::try_take(lock_path(directory))) return Place(std::move(*lock));
        if (auto client = LocalClient::connect(directory)) return Place(std::move(*client));
        if (left <= pause) return refuse(Code::profile_locked, directory);
        std::this_thread::sleep_for(pause);
    }
}

}  // namespace branchline::local
