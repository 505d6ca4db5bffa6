#!/usr/bin/env bash
# Who holds what: branches, people, roles; handed over, given and taken away, also while desks are
# offline.
set -euo pipefail
limit_seconds=300
. "$(dirname "$0")/lib.sh"

rows() { json "$1" '.rows | length' list "$2" --limit 10000; }
# The words stand nowhere in the files of a desk that was closed in good order.
nowhere() {
    if grep -aqr -- "$2" "$work/$1"; then fail "$1 still has: $2"; fi
    ok "$3"
}

server_init
server_start
person ma manager SHA
person mz manager SZX
person wu warehouse SHA
person sa sales SHA
server user add hq --name hq --role headquarters > /dev/null
desk a ma
desk z mz
desk w wu
desk s sa
desk h hq

step "each branch has its own, head office everything, a salesman what is his"
one=$(new a customer name=上海第一客户 credit_limit=1000.00)
new a contact customer="$one" name=第一联系人 > /dev/null
two=$(new a customer name=上海第二客户)
new z customer name=深圳客户 > /dev/null
order=$(new_order a "$one")
sync_all a z w s h
same "$(rows a customer) $(rows z customer) $(rows h customer) $(rows s customer)" "2 1 3 0" \
    "customers by branch"
same "$(rows w order) $(rows w customer)" "1 0" "the warehouse has orders and no customers"
same "$(json w '.row | has("agreed_price")' show order "$order")" false "and no prices"
nowhere z 上海第 "nothing of another branch is on the disk"
refused z not_found show customer "$one"
cli h set customer "$two" owner=sa > /dev/null
sync_all h s
same "$(json s '.rows | length' list customer)" 1 "what is given to the salesman comes to him"
same "$(field s customer "$two" name)" 上海第二客户 "whole"

step "a customer is handed to the other branch"
new h contact customer="$one" name=总部联系人 > /dev/null
sync_all h a
grep -aqr 总部联系人 "$work/a" || fail "the contact has not come"
cli h set customer "$one" branch=SZX > /dev/null
sync_all h z a
same "$(field z customer "$one" name) $(rows z contact)" "上海第一客户 2" \
    "it arrives with its contacts"
same "$(rows a customer) $(rows a contact)" "1 0" "and is gone here"
refused a not_found show customer "$one"
same "$(json a '.rows | length' list customer --search 第一)" 0 "also for the search"
nowhere a 总部联系人 "what others wrote of it is nowhere on the disk any more"
same "$(rows a order) $(rows z order)" "1 1" "the order of the old branch is with both"
cli a list order > "$work/orders"
grep -q 上海第一客户 "$work/orders" || fail "the customer's name is not shown at the order"
ok "where it is referred to its name is shown"

step "an edit that met a hand-over"
cli a set customer "$two" short_name=离线写的 > /dev/null
cli h set customer "$two" branch=SZX > /dev/null
sync_all h a z
same "$(json a '.rows | length' list customer)" 0 "the row is out of sight"
same "$(json a '"\(.pending) \(.attention)"' status)" "0 0" "and the edit is answered"
same "$(json z '.rows | length' conflicts)" 1 "the branch that has it now is asked"
json z . conflicts > "$work/conflicts"
grep -q 离线写的 "$work/conflicts" || fail "what was typed is not in the conflict"
ok "what was typed stands in the question"
cli z conflicts resolve "$(json z '.rows[0].id' conflicts)" --take theirs > /dev/null

step "a customer is shared with the other branch, and taken back while that is offline"
fourth=$(new a customer name=上海共享客户)
new a contact customer="$fourth" name=共享联系人 > /dev/null
new_order a "$fourth" > /dev/null
sync_all a z
refused z not_found show customer "$fourth"
share=$(new a customer_share customer="$fourth" shared_with=SZX)
sync_all a z
same "$(field z customer "$fourth" name) $(rows z customer_share)" "上海共享客户 1" \
    "it comes to the other branch"
same "$(json z '[.rows[].name | select(. == "共享联系人")] | length' list contact)" 1 \
    "with its contact"
refused z right set customer "$fourth" short_name=外人写的
refused z right delete customer_share "$share"
taken=$(new_order z "$fourth")
sync_all z a
cli a show order "$taken" > /dev/null
ok "an order of the other branch comes to both"
same "$(json z '"\(.ok) \(.compared) \(.self_check)"' check)" "true true ok" \
    "and its sums are those of head office"
late=$(new_order z "$fourth")
cli a delete customer_share "$share" > /dev/null
sync_all a z a
same "$(json z '"\(.pending) \(.attention)"' status)" "0 0" \
    "what was typed while it was shared is taken"
refused z not_found show customer "$fourth"
nowhere z 共享联系人 "of the rest nothing is left on the disk"
cli z list order > "$work/orders"
grep -q 上海共享客户 "$work/orders" || fail "the customer's name is not shown at the order"
cli a show order "$late" > /dev/null
ok "its own orders stay, and show whose they are"

step "a file is there for those who read the record that it hangs on"
echo 机密 > "$work/报价机密.pdf"
echo 随货 > "$work/送货单.pdf"
file=$(json a .id attach customer "$fourth" "$work/报价机密.pdf")
cli a attach order "$order" "$work/送货单.pdf" > /dev/null
sync_all a w h
same "$(json w '[.rows[].file_name] | join(" ")' list attachment)" 送货单.pdf \
    "the warehouse has the file of an order and not that of a customer"
refused w not_found show attachment "$file"
nowhere w 报价机密 "not even its name"
same "$(json w '"\(.ok) \(.compared) \(.self_check)"' check)" "true true ok" \
    "his sums are those of head office, too"
cli h set customer "$fourth" branch=SZX > /dev/null
sync_all h a z
same "$(field z attachment "$file" file_name)" 报价机密.pdf "it goes where the customer goes"

step "a role is narrowed while the desk is offline, and given back"
third=$(new a customer name=上海第三客户 credit_limit=7777.00)
new_order a "$third" > /dev/null
sync_all a
server user set ma --role warehouse --branch SHA > /dev/null
same "$(rows a customer)" 1 "it does not know yet"
sync_all a
same "$(rows a customer) $(rows a order)" "0 3" "then it has what a warehouse man has"
same "$(json a '[.rows[] | has("agreed_price")] | any' list order)" false "without prices"
server user set ma --role manager --branch SHA > /dev/null
sync_all a
same "$(field a customer "$third" credit_limit)" 7777.00 "and everything again afterwards"
person mb manager SHA
desk b mb
settled a b

step "moved to the other branch"
server user set ma --role manager --branch SZX > /dev/null
sync_all a
same "$(rows a customer)" 5 "two branches in one desk"
server verify > /dev/null
ok "the server's log, buckets and hashes verify"
