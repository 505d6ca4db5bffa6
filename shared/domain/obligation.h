// obligation 条款义务: what a contract obliges us to, by when, and which department sees to it.
// What and when are signed with the contract; who and whether done go on changing.
#pragma once

#include "domain/contract_states.h"
#include "domain/rights.h"

namespace branchline::domain::obligation {

inline constexpr auto contract = ref(16, "contract", {"合同", "Contract"}, "contract")
                                     .required()
                                     .editable_in(contract::content_editable);
inline constexpr auto what = text(17, "what", {"义务内容", "Obligation"})
                                 .max_length(500)
                                 .required()
                                 .searchable()
                                 .editable_in(contract::content_editable);
inline constexpr auto department = ref(18, "department", {"责任部门", "Department"}, "department");
inline constexpr auto due_on =
    date(19, "due_on", {"到期日", "Due on"}).editable_in(contract::content_editable);
inline constexpr auto fulfilled_on = date(20, "fulfilled_on", {"履行日期", "Fulfilled on"});

inline constexpr auto all = fields(common::branch, common::owner, common::tags, common::archived,
                                   contract, what, department, due_on, fulfilled_on);

inline constexpr auto spec = entity(13, "obligation", {"条款义务", "Obligation"}, all)
                                 .title(what)
                                 .child_of(contract)
                                 .assigned(common::assigned)
                                 .rights(rights::contracts)
                                 .rows_editable_in(contract::content_editable)
                                 .deletable();

}  // namespace branchline::domain::obligation
