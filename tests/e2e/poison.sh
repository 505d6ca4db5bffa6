#!/usr/bin/env bash
# One poisonous group among a thousand: an approval that head office refuses, with ten corrections
# built on it. Everything else arrives, in one exchange, and the refused ones wait together with
# their reason and their content.
set -euo pipefail
limit_seconds=60
. "$(dirname "$0")/lib.sh"

server_init
server_start
person ma manager
person mb manager
desk a ma
desk b mb
customer=$(new b customer name=测试客户毒)
order=$(new_order b "$customer")
cli b do order "$order" submit > /dev/null
sync_all b a
line=$(json a '.children.order_line[0].id' show order "$order")

step "offline on a: 500 customers, the poison, 500 customers"
many() { # many FIRST FILE
    awk -v seed=9 -v "first=$1" -v count=500 -v heads=en -v 'separator=,' -v crlf=0 \
        -v duplicates=0 -v bad=0 -f "$root/tools/seed_data/common.awk" \
        -f "$root/tools/seed_data/customers.awk" < /dev/null > "$work/$2"
}
many 10001 first.csv
many 20001 second.csv
server_kill
cli a import customer "$work/first.csv" > /dev/null
cli a do order "$order" approve > /dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do cli a set order_line "$line" pieces+=1 > /dev/null; done
cli a import customer "$work/second.csv" > /dev/null
same "$(json a .pending status)" 1011 "1,011 groups wait"
same "$(field a order "$order" status) $(field a order_line "$line" pieces)" "reviewed 20" \
    "a sees its own work"

step "what was approved has meanwhile changed at head office"
server_start
cli b set order "$order" agreed_price=1.00 > /dev/null
cli b sync > /dev/null
cli_code 4 a sync --json
same "$(jq -c '[.sent, .rejected]' "$work/last.out")" "[1011,11]" "a: all sent, eleven refused"
same "$(json a .pending status)" 0 "a: nothing waits"
cli b sync > /dev/null
same "$(json b '.rows | length' list customer --limit 10000)" 1001 \
    "b: all thousand customers arrived"
same "$(field a order "$order" status) $(field a order_line "$line" pieces)" "submitted 10" \
    "a: what was refused is no longer shown as done"
json a . attention > "$work/attention.json"
same "$(jq -c '.rows[0] | [.code, .bundle]' "$work/attention.json")" '["changed_since_seen",11]' \
    "a: one bundle of eleven with the reason of the first"
same "$(jq '.rows | length' "$work/attention.json")" 1 "a: and nothing else"
root_group=$(jq -r '.rows[0].id' "$work/attention.json")
same "$(json a '(.changes | length >= 1) and .bundle == 11' attention show "$root_group")" true \
    "a: what was refused is kept to be looked at"
cli a attention discard "$root_group" > /dev/null
cli a status > /dev/null
ok "read and discarded: exit 0 again"
cli a do order "$order" approve > /dev/null
cli a set order_line "$line" pieces+=10 > /dev/null
sync_all a b
same "$(field b order "$order" status) $(field b order_line "$line" pieces)" "reviewed 20" \
    "done again with the change seen, it arrives"
settled a b
server_stop
