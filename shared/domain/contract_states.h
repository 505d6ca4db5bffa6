// The states of a contract, apart because its obligations are governed by them, too.
#pragma once

#include "domain/common.h"

namespace branchline::domain::contract {

inline constexpr Choice draft{1, "draft", {"草稿", "Draft"}};
inline constexpr Choice in_review{2, "in_review", {"审批中", "In review"}};
inline constexpr Choice signed_state{3, "signed", {"已签订", "Signed"}};
inline constexpr Choice in_force{4, "in_force", {"执行中", "In force"}};
inline constexpr Choice expired{5, "expired", {"已到期", "Expired"}};
inline constexpr Choice terminated{6, "terminated", {"已终止", "Terminated"}};
inline constexpr Choice archived{7, "archived", {"已归档", "Archived"}};
inline constexpr std::array state_choices{draft,   in_review,  signed_state, in_force,
                                          expired, terminated, archived};

inline constexpr auto content_editable = states(draft, in_review);

}  // namespace branchline::domain::contract
