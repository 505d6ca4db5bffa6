// Plain TCP on the loop-back address, for peers that do not keep to any protocol.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace branchline {

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    address.sin_port = ::htons(port);
    return address;
}

// Bare machines know no names at all, not even their own.
inline bool is_known_name(const char* name) {
    addrinfo* found = nullptr;
    if (::getaddrinfo(name, nullptr, nullptr, &found) != 0) return false;
    ::freeaddrinfo(found);
    return true;
}

class RawSocket {
  public:
    RawSocket() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        REQUIRE(descriptor_ >= 0);
    }

    explicit RawSocket(std::uint16_t port) : RawSocket() { connect(port); }

    explicit RawSocket(int descriptor, int /*taken over*/) : descriptor_(descriptor) {}

    RawSocket(RawSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

    RawSocket& operator=(RawSocket&&) = delete;

    ~RawSocket() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    void connect(std::uint16_t port) {
        const sockaddr_in address = loopback(port);
        REQUIRE(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address),
                          sizeof address) == 0);
    }

    void send(std::string_view bytes) {
        // The peer may close while we write: that is for the reader to see.
        static_cast<void>(::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }

    // What comes until the peer closes; nothing more is waited for after ten seconds.
    std::pair<std::string, bool> read_to_end() {
        const timeval limit = {10, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        std::string received;
        char block[4096];
        for (;;) {
            const auto size = ::recv(descriptor_, block, sizeof block, 0);
            if (size <= 0) return {received, size == 0 || errno == ECONNRESET};
            received.append(block, static_cast<std::size_t>(size));
        }
    }

    bool is_closed_by_peer() { return read_to_end().second; }

    [[nodiscard]] int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

// Accepts connections, one after the other, and lets `serve` do what it likes with each.
class RawServer {
  public:
    explicit RawServer(std::function<void(RawSocket&)> serve) {
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        REQUIRE(::bind(listener_.descriptor(), reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(listener_.descriptor(), 16) == 0);
        REQUIRE(::getsockname(listener_.descriptor(), reinterpret_cast<sockaddr*>(&address),
                              &size) == 0);
        port = ::ntohs(address.sin_port);
        thread_ = std::jthread([this, serve = std::move(serve)] {
            for (;;) {
                const int descriptor = ::accept(listener_.descriptor(), nullptr, nullptr);
                if (descriptor < 0) return;
                RawSocket socket(descriptor, 0);
                serve(socket);
            }
        });
    }

    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    ~RawServer() { ::shutdown(listener_.descriptor(), SHUT_RDWR); }  // wakes the accept

    std::uint16_t port = 0;

  private:
    RawSocket listener_;
    std::jthread thread_;
};

}  // namespace branchline
