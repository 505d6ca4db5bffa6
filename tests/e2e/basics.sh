#!/usr/bin/env bash
# The day begins: messy files are imported on one desk, the other sees the very same; numbers made
# offline never collide; undo before and after sync; a commit of one desk appears on the other
# without asking; finding by two characters; Ctrl+C in an import.
set -euo pipefail
limit_seconds=170
. "$(dirname "$0")/lib.sh"

step "a server and two desks"
server_init
server_start
person ma manager
person mb manager
desk a ma
desk b mb
same "$(json a .login status) $(json b .login status)" "ma mb" "both desks are enrolled"

step "1,000 customers and 5,000 orders from messy files"
BRANCHLINE_BIN=$bin "$root/tools/seed" thousand --out "$work/seed" --files > /dev/null
files=$work/seed/files
imported=0 refused=0
import() { # import DUE_CODE ENTITY FILE
    cli_code "$1" a import "$2" "$3" --json
    imported=$((imported + $(jq .imported "$work/last.out")))
    refused=$((refused + $(jq .refused "$work/last.out")))
}
for part in 0 1 2; do import 0 customer "$files/customers-SHA-$part.csv"; done
import 1 customer "$files/customers-SHA-3.csv"
same "$imported" 1000 "1,000 customers imported from four encodings"
same "$refused" 3 "the three bad lines are refused"
same "$(jq '[.refusals[] | select(.line > 1 and .code != "" and .message != "")] | length >= 3' \
    "$work/last.out")" true "each with line and reason"
imported=0
for part in 0 1 2 3; do import 0 order "$files/orders-SHA-$part.csv"; done
same "$imported" 5000 "5,000 orders with their lines imported"
cli_code 0 a import order "$files/orders-SHA-0.csv" --dry-run --json
same "$(json a '.rows | length' list order --limit 10000)" 5000 "a dry run changes nothing"

step "sync"
json a . sync > "$work/sync.json"
same "$(jq '.sent == 6000 and .rejected == 0 and .conflicts == 0' "$work/sync.json")" true \
    "all groups sent, none refused ($(jq -c '[.sent, .bytes_up, .seconds]' "$work/sync.json"))"
json b . sync > "$work/sync.json"
ok "b received $(jq -c '[.received, .bytes_down, .seconds]' "$work/sync.json")"
settled a b
same "$(json b '.rows | length' list order --limit 10000)" 5000 "b has 5,000 orders"

step "finding"
same "$(json b '.rows | length > 0' list customer --search "试客" --limit 5)" true \
    "a customer by two characters in the middle of the name"
same "$(json b '.rows | length' list customer --search "䶮记")" 5 \
    "by a four-byte GB 18030 character"
same "$(json b '.rows | length' list customer --search "𠮷")" 5 \
    "by a character outside the basic plane"
same "$(json b '.rows[0].name' list customer --where 'tax_id = "9131000500X18500"')" \
    测试客户00500 "by a filter"
first=$(json b '.rows[0].id' list customer --sort name --limit 3)
cursor=$(json b .next list customer --sort name --limit 3)
same "$(json b '.rows | length' list customer --sort name --limit 10000 --after "$cursor")" 997 \
    "pages neither repeat nor skip"

step "numbers made offline never collide"
for i in 1 2 3; do
    for each in a b; do new "$each" customer "name=离线客户$each$i" > /dev/null; done
done
sync_all a b a
same "$(json a '[.rows[].number] | length == (unique | length)' list customer --limit 10000)" true \
    "all numbers differ"
identical a b

step "undo, before and after sync"
id=$(new a customer name=撤销客户)
cli a undo > /dev/null
refused a not_found show customer "$id"
ok "what was never sent is gone"
cli a redo > /dev/null
same "$(field a customer "$id" name)" 撤销客户 "redo brings it back"
cli a set customer "$id" needs=先 > /dev/null
cli a set customer "$id" needs=后 > /dev/null
cli a undo > /dev/null
same "$(field a customer "$id" needs)" 先 "undone before sync"
cli a set customer "$id" needs=后 > /dev/null
sync_all a b
same "$(field b customer "$id" needs)" 后 "b has it"
cli a undo > /dev/null
sync_all a b
same "$(field b customer "$id" needs)" 先 "undone after sync, b follows"

step "a commit of the other desk without asking"
"$bin/branchline-cli" --profile "$work/b" sync --watch --json > "$work/watch.out" 2>&1 &
background[$!]=1
watch=$!
wait_for 10 "the watch to begin" test -s "$work/watch.out"
before=$(wc -l < "$work/watch.out")
seen() { [ "$(wc -l < "$work/watch.out")" -gt "$before" ]; }
cli a set customer "$id" needs=立即 > /dev/null
sync_all a
wait_for 5 "the change on the other desk" seen
same "$(field b customer "$id" needs)" 立即 "it is there, through the process that watches"
cli b set customer "$id" short_name=即刻 > /dev/null
watching_sent() { [ "$(json b .pending status)" = 0 ]; }
wait_for 5 "the watching desk to send by itself" watching_sent
kill -INT "$watch"
ended=0
wait "$watch" || ended=$?
unset "background[$watch]"
same "$ended" 0 "Ctrl+C ends the watch"
sync_all a
same "$(field a customer "$id" short_name)" 即刻 "what the watching desk saved has arrived"

step "Ctrl+C in an import"
awk -v seed=5 -v first=1 -v count=4000 -v first_customer=1 -v customers=1000 -v heads=en \
    -v 'separator=,' -v crlf=0 -v lines=3 -f "$root/tools/seed_data/common.awk" \
    -f "$root/tools/seed_data/orders.awk" < /dev/null > "$work/many.csv"
before=$(json a '.rows | length' list order --limit 10000)
# A background process of a script ignores Ctrl+C unless it is told not to.
env --default-signal=INT "$bin/branchline-cli" --profile "$work/a" import order "$work/many.csv" \
    --json > "$work/import.out" 2> "$work/import.err" &
importing=$!
background[$importing]=1
sleep 0.5
kill -INT "$importing" 2> /dev/null || true
ended=0
wait "$importing" || ended=$?
unset "background[$importing]"
imported=$(jq .imported "$work/import.out")
if [ "$(jq '.interrupted // false' "$work/import.out")" = true ]; then
    same "$ended" 1 "interrupted after $imported of 4,000 orders"
    same "$(jq '.last_line > 1' "$work/import.out")" true "the report says up to where"
else
    note "the import was faster than Ctrl+C ($imported orders)"
fi
json a . list order --limit 10000 > "$work/orders.json"
same "$(jq '.rows | length' "$work/orders.json")" "$((before + imported))" "as many as reported"
same "$(jq --argjson before "$before" '[.rows | sort_by(.id)[$before:][] | .total_pieces] |
    unique - [6]' -c "$work/orders.json")" "[]" "every order is whole, with its three lines"

step "kill -9 in an import"
before=$(jq '.rows | length' "$work/orders.json")
"$bin/branchline-cli" --profile "$work/a" import order "$work/many.csv" > /dev/null 2>&1 &
importing=$!
sleep 0.6
kill -9 "$importing" 2> /dev/null || true
wait "$importing" 2> /dev/null || true
json a . list order --limit 10000 > "$work/orders.json"
ok "$(($(jq '.rows | length' "$work/orders.json") - before)) orders are in"
same "$(jq --argjson before "$before" '[.rows | sort_by(.id)[$before:][] | .total_pieces] |
    unique - [6]' -c "$work/orders.json")" "[]" "every one whole"
cli a check > /dev/null
settled a b
server_stop
