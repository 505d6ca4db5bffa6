#!/usr/bin/env bash
# The server is gone (kill -9) and both desks go on working on the same records. What two people
# may both have, both keep; where one must win, the other's value is kept and shown; where only a
# person can decide, there is a case, and one decision settles it everywhere.
set -euo pipefail
limit_seconds=90
. "$(dirname "$0")/lib.sh"

server_init
server_start
person ma manager
person mb manager
person fc finance
desk a ma
desk b mb
desk c fc

step "what all of them have"
declare -A id
for name in 字段 规则 额度 集合 更远 重复 三方 删改 改删 子项 撤回; do
    id[$name]=$(new a customer "name=测试客户$name" needs=原来 credit_limit=100.00)
done
contract=$(new a contract "customer=${id[额度]}" title=框架 starts_on=2026-01-01 \
    ends_on=2026-12-31 value=1000.00)
draft=$(new_order a "${id[子项]}")
sync_all a b c
same "$(field b customer "${id[额度]}" credit_limit)" 100.00 "b and c are in sync"

step "kill -9, both work on"
server_kill
cli_code 3 a sync --json
same "$(jq -r .error.code "$work/last.out")" offline "sync without a server: exit 3"
same "$(json a .pending status)" 0 "offline is no attention"

# Different fields of one row.
cli a set customer "${id[字段]}" short_name=甲改 > /dev/null
cli b set customer "${id[字段]}" needs=乙改 > /dev/null
# The same field of one row: the later one wins, whoever is first at the server.
cli b set customer "${id[规则]}" needs=先写的 > /dev/null
sleep 0.05
cli a set customer "${id[规则]}" needs=后写的 > /dev/null
# Elements of a set: both stay.
cli a set customer "${id[集合]}" tags+=甲 > /dev/null
cli b set customer "${id[集合]}" tags+=乙 > /dev/null
# The furthest date.
cli a set customer "${id[更远]}" verified_on=2026-03-01 > /dev/null
cli b set customer "${id[更远]}" verified_on=2026-02-01 > /dev/null
# Values that ask a person.
cli a set customer "${id[额度]}" credit_limit=500.00 > /dev/null
cli b set customer "${id[额度]}" credit_limit=700.00 > /dev/null
cli a set contract "$contract" value=2000.00 > /dev/null
cli b set contract "$contract" value=3000.00 > /dev/null
cli a set customer "${id[三方]}" credit_limit=11.00 > /dev/null
cli b set customer "${id[三方]}" credit_limit=22.00 > /dev/null
cli c set customer "${id[三方]}" credit_limit=33.00 > /dev/null
# The same value twice is no conflict.
cli a set customer "${id[重复]}" credit_limit=250.00 > /dev/null
cli b set customer "${id[重复]}" credit_limit=250.00 > /dev/null
# Delete against edit, in both orders of arrival, and delete against a new child.
cli a delete customer "${id[删改]}" > /dev/null
cli b set customer "${id[删改]}" needs=还要 > /dev/null
cli b delete customer "${id[改删]}" > /dev/null
cli a set customer "${id[改删]}" needs=也要 > /dev/null
cli a delete order "$draft" > /dev/null
line=$(new b order_line "order=$draft" cargo=新加 pieces=3 weight_g=1000)
refused a not_found show customer "${id[删改]}"
ok "a deleted row is gone on the desk that deleted it"
# Undone while nobody knows of it: nothing ever leaves the desk.
cli a set customer "${id[撤回]}" needs=写错了 > /dev/null
cli a undo > /dev/null
same "$(json a .pending status)" 11 "a has eleven changes waiting"

step "the server is back: a first, then b, then c"
server_start
json a . sync > /dev/null
# b's credit limit, b's contract value, and what was deleted by b under a's edit.
cli_code 4 b sync --json
cp "$work/last.out" "$work/sync.json"
same "$(jq '.rejected' "$work/sync.json")" 0 "b: nothing is refused"
same "$(jq '.conflicts' "$work/sync.json")" 6 \
    "b: three questions about values, three about deletions"
sync_all c a b

step "both survive, one wins, the loser is listed"
for each in a b; do
    same "$(json $each '"\(.row.short_name) \(.row.needs)"' show customer "${id[字段]}")" \
        "甲改 乙改" "$each: different fields of one row, both are there"
    same "$(field $each customer "${id[规则]}" needs)" 后写的 "$each: the later value won"
    same "$(json $each '.row.tags | sort | join(" ")' show customer "${id[集合]}")" "乙 甲" \
        "$each: both elements of the set"
    same "$(field $each customer "${id[更远]}" verified_on)" 2026-03-01 "$each: the furthest date"
    same "$(json $each "[.rows[] | select(.row == \"${id[规则]}\" and .field == \"needs\" and
        (.open | not)) | .proposals[].value, .mine, .theirs] | map(select(. == \"先写的\")) |
        length > 0" conflicts --all)" true "$each: conflicts --all lists the value that lost"
    same "$(json $each '[.rows[] | select(.row == "'"${id[重复]}"'" and .field != null)] | length' \
        conflicts)" 0 "$each: the same value twice is no case"
done

step "an ask field is settled once, by one person"
case_of() { # case_of DESK ROW FIELD
    json "$1" ".rows[] | select(.row == \"$2\" and .field == \"$3\" and .open) | .id" conflicts
}
kase=$(case_of b "${id[额度]}" credit_limit)
same "$(case_of a "${id[额度]}" credit_limit)" "$kase" "one id everywhere"
same "$(json b '"\(.base) \(.mine) \(.theirs) \(.current)"' conflicts show "$kase")" \
    "100.00 700.00 500.00 500.00" "base, mine, theirs"
cli_code 4 b conflicts
ok "open cases: exit 4"
same "$(field a customer "${id[额度]}" credit_limit)" 500.00 "until then the first arrival stands"
cli b conflicts resolve "$kase" --take mine > /dev/null
kase=$(case_of a "$contract" value)
cli a conflicts resolve "$kase" --take theirs > /dev/null
sync_all a b a c
for each in a b; do
    same "$(field $each customer "${id[额度]}" credit_limit)" 700.00 "$each: the resolution holds"
    same "$(field $each contract "$contract" value)" 2000.00 "$each: the contract's too"
    same "$(case_of $each "${id[额度]}" credit_limit)$(case_of $each "$contract" value)" "" \
        "$each: both cases are closed"
done
kase=$(case_of a "${id[三方]}" credit_limit)
same "$(json a '.proposals | map(.value) | sort | join(" ")' conflicts show "$kase")" \
    "22.00 33.00" "three people, two proposals"
cli a conflicts resolve "$kase" --take credit_limit=44.00 > /dev/null
sync_all a b c
same "$(field c customer "${id[三方]}" credit_limit)$(case_of c "${id[三方]}" credit_limit)" 44.00 \
    "a value of his own closes them all"

step "delete against an edit or a new child keeps the row"
for each in a b; do
    same "$(field $each customer "${id[删改]}" needs)" 还要 "$each: deleted by a, edited by b"
    same "$(field $each customer "${id[改删]}" needs)" 也要 "$each: edited by a, deleted by b"
    same "$(json $each '[.children.order_line[].cargo] | sort | join(" ")' show order "$draft")" \
        "新加 纸箱" "$each: the order stays with its old line and its new one"
done
same "$(field a order_line "$line" pieces)" 3 "the new line is whole"
keep=$(json a '[.rows[] | select(.rule == "delete" and .open)] | length' conflicts)
same "$([ "$keep" -ge 2 ] && echo yes)" yes "who deleted hears of it ($keep cases on a)"
for kase in $(json a '.rows[] | select(.rule == "delete" and .open) | .id' conflicts) ; do
    cli a conflicts resolve "$kase" --take theirs > /dev/null
done
sync_all a b
for kase in $(json b '.rows[] | select(.rule == "delete" and .open) | .id' conflicts) ; do
    cli b conflicts resolve "$kase" --take theirs > /dev/null
done
sync_all b a c b
for each in a b c; do
    same "$(json $each .conflicts status)" 0 "$each: no case is left"
    same "$(json $each .attention status)" 0 "$each: nothing refused"
done
same "$(server stats --json | jq .open_cases)" 0 "nor at the server"
cli a conflicts > /dev/null
ok "no open case: exit 0"
settled a b
server verify > /dev/null
ok "the server's log and hashes verify"
server_stop
