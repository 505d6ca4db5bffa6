#include "schema/role.h"

#include "base/ensure.h"

namespace branchline::schema {

std::optional<Role> parse_role(std::string_view name) {
    for (const RoleName& each : role_names) {
        if (each.name == name) return each.role;
    }
    return std::nullopt;
}

std::string_view role_name(Role role) {
    const auto index = static_cast<std::size_t>(role);
    ENSURE(index < role_names.size() && role_names[index].role == role);
    return role_names[index].name;
}

}  // namespace branchline::schema
