// The files of a server's data directory.
#pragma once

#include <string>
#include <string_view>

namespace branchline::keep {

namespace file {
inline constexpr std::string_view store = "hub.db";
inline constexpr std::string_view authority = "authority.pem";
inline constexpr std::string_view server = "server.pem";  // made again from the authority
inline constexpr std::string_view address = "address";
}  // namespace file

inline std::string path_in(const std::string& directory, std::string_view name) {
    return directory + "/" + std::string(name);
}

}  // namespace branchline::keep
