// task 任务: something to be done by a person or a department until a time, to a stated quality. A
// task about a customer travels with him, any other stays in its branch.
#pragma once

#include "domain/rights.h"

namespace branchline::domain::task {

inline constexpr Choice low{1, "low", {"低", "Low"}};
inline constexpr Choice normal{2, "normal", {"普通", "Normal"}};
inline constexpr Choice high{3, "high", {"高", "High"}};
inline constexpr Choice urgent{4, "urgent", {"紧急", "Urgent"}};
inline constexpr std::array priorities{low, normal, high, urgent};

inline constexpr Choice open{1, "open", {"待办", "Open"}};
inline constexpr Choice in_progress{2, "in_progress", {"进行中", "In progress"}};
inline constexpr Choice done{3, "done", {"已完成", "Done"}};
inline constexpr Choice cancelled{4, "cancelled", {"已取消", "Cancelled"}};
inline constexpr std::array states_of_task{open, in_progress, done, cancelled};

inline constexpr auto what =
    text(16, "what", {"任务内容", "Task"}).max_length(500).required().searchable();
inline constexpr auto department = ref(17, "department", {"责任部门", "Department"}, "department");
inline constexpr auto due_at = instant(18, "due_at", {"截止时间", "Due at"});
inline constexpr auto quality =
    text(19, "quality", {"质量要求", "Quality requirement"}).max_length(500);
inline constexpr auto priority =
    pick(20, "priority", {"优先级", "Priority"}, priorities).initial(normal);
// An ordinary choice: whoever has the task may set it to and fro.
inline constexpr auto status = pick(21, "status", {"状态", "Status"}, states_of_task).initial(open);
inline constexpr auto about = any_ref(22, "about", {"关联记录", "About"});
inline constexpr auto customer = ref(23, "customer", {"客户", "Customer"}, "customer");
inline constexpr auto quality_check =
    text(24, "quality_check", {"检查结果", "Quality check"}).max_length(500);

inline constexpr auto all =
    fields(common::branch, common::owner, common::tags, common::archived, what, department, due_at,
           quality, priority, status, about, customer, quality_check);

inline constexpr auto spec = entity(16, "task", {"任务", "Task"}, all)
                                 .title(what)
                                 .follows(customer)
                                 .assigned(common::assigned)
                                 .rights(rights::office)
                                 .deletable();

}  // namespace branchline::domain::task
