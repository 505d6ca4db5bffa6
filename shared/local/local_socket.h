// One process per profile or data directory (SYNC 7): the holder of the directory's lock serves a
// local socket in it, every other process sends its commands there. The lock alone decides who
// serves; a socket file left by a killed process means nothing and is replaced. A message is
//
//   kind u8 (1 request, 2 part of an answer, 3 last part) | length u32 big endian | bytes
//
// of at most 16 MiB; a longer answer travels as several parts. Only the same user and root are
// served: the directory is the owner's, the socket has mode 0600, and the kernel is asked who is at
// the other end. A directory whose path is too long for a socket address is reached by a short name
// of it (ShortName in base/platform.h); the socket stands in the directory all the same, so every
// process finds it, whatever its environment.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/platform.h"
#include "base/result.h"

namespace branchline::local {

inline constexpr std::size_t message_bytes_max = std::size_t{16} * 1024 * 1024;

std::string lock_path(const std::string& directory);
std::string socket_path(const std::string& directory);

using RequestId = std::uint64_t;

// Called on the server's own thread. They may wait for room in an inbox, but the destructor of the
// server waits for them: close the inbox first.
struct LocalReceiver {
    std::function<void(RequestId, Bytes)> on_request;
    std::function<void(RequestId)> on_gone;  // the asker left without the last part
};

class LocalServer {
  public:
    // `lock` is the one at lock_path(directory); the caller keeps it longer than the server.
    static Result<std::unique_ptr<LocalServer>> open(const std::string& directory,
                                                     const FileLock& lock, LocalReceiver receiver);
    LocalServer(const LocalServer&) = delete;
    LocalServer& operator=(const LocalServer&) = delete;
    // Removes the socket, once what was answered has gone out (to those who read it).
    ~LocalServer();

    // From any thread. Unknown ids (the asker has gone) are ignored, and so are parts for an asker
    // who has let 64 MiB wait: he is cut off.
    void answer(RequestId request, Bytes bytes, bool last = true);

  private:
    class Inner;
    explicit LocalServer(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

// Blocking, for a program with one thread; one request at a time.
class LocalClient {
  public:
    // Code::offline when nobody serves the directory now.
    static Result<LocalClient> connect(const std::string& directory);
    LocalClient(LocalClient&& other) noexcept;
    LocalClient& operator=(LocalClient&& other) noexcept;
    ~LocalClient();

    // The whole answer; with `on_part` its last part, after `on_part` has had those before it.
    // Code::offline when the server ends meanwhile, Code::timed_out when no part came for so long
    // (zero: waits for ever); the client is of no further use then.
    Result<Bytes> ask(const Bytes& request, std::chrono::milliseconds patience = {},
                      const std::function<void(Bytes)>& on_part = {});

  private:
    class Inner;
    explicit LocalClient(std::unique_ptr<Inner> inner);
    std::unique_ptr<Inner> inner_;
};

// What every program does first with its directory: takes the lock, or reaches the one who has it.
// A holder that is just starting or ending does neither yet; it is given `patience`, then
// Code::profile_locked.
using Place = std::variant<FileLock, LocalClient>;
Result<Place> take_or_reach(const std::string& directory, std::chrono::milliseconds patience);

}  // namespace branchline::local
