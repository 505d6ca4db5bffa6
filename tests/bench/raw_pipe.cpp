#include "bench/raw_pipe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "base/ensure.h"

namespace branchline::bench {

RawLine::RawLine(int descriptor) : descriptor_(descriptor) {
    const int on = 1;
    ENSURE(::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
}

RawLine::RawLine(RawLine&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

RawLine::~RawLine() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::pair<RawLine, RawLine> RawLine::connected() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    ENSURE(::bind(listener, raw, size) == 0 && ::listen(listener, 1) == 0);
    ENSURE(::getsockname(listener, raw, &size) == 0);
    const int one = ::socket(AF_INET, SOCK_STREAM, 0);
    ENSURE(::connect(one, raw, size) == 0);
    const int other = ::accept(listener, nullptr, nullptr);
    ENSURE(other >= 0);
    ::close(listener);
    return {RawLine(one), RawLine(other)};
}

void RawLine::send(BytesView message) {
    const auto size = static_cast<std::uint32_t>(message.size());
    Bytes framed(sizeof size, '\0');
    std::memcpy(framed.data(), &size, sizeof size);
    framed.append(message);
    for (std::size_t sent = 0; sent < framed.size();) {
        const ssize_t written =
            ::send(descriptor_, framed.data() + sent, framed.size() - sent, MSG_NOSIGNAL);
        ENSURE(written > 0);
        sent += static_cast<std::size_t>(written);
    }
}

std::optional<Bytes> RawLine::receive() {
    std::uint32_t size = 0;
    if (::recv(descriptor_, &size, sizeof size, MSG_WAITALL) != sizeof size) return std::nullopt;
    Bytes message(size, '\0');
    if (size == 0) return message;
    const ssize_t read = ::recv(descriptor_, message.data(), size, MSG_WAITALL);
    ENSURE(read == static_cast<ssize_t>(size));
    return message;
}

void RawLine::shut_down() { ::shutdown(descriptor_, SHUT_RDWR); }

RawStation::RawStation(const std::string& path, RawBase::Sync sync, RawLine from,
                       std::function<void(RawLine&, RawBase&, const Bytes&)> after)
    : base_(path, sync), from_(std::move(from)), thread_([this, after = std::move(after)] {
          while (const auto changeset = from_.receive()) {
              base_.begin();
              base_.apply(*changeset);
              base_.commit();
              after(from_, base_, *changeset);
          }
      }) {}

RawStation::~RawStation() { from_.shut_down(); }

}  // namespace branchline::bench
