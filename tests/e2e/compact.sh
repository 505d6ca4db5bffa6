#!/usr/bin/env bash
# Head office archives its log while it serves: a desk that slept comes back from beyond the horizon
# with work of its own, a new one begins at the head; killing the server in between harms nothing.
set -euo pipefail
limit_seconds=600
. "$(dirname "$0")/lib.sh"

horizon() { jq .horizon "$work/compact.json"; }
compact() { server compact "$@" --json > "$work/compact.json"; }

server_init
server_start
person ma manager
person mb manager
desk a ma
desk b mb
first=$(new a customer name=测试客户00001 needs=冷链)
gone=$(new a customer name=测试客户00002)
second=$(new a customer name=测试客户00003)
sync_all a b

step "one desk sleeps, with work of its own; the others go on"
order=$(new_order b "$first")
cli b set customer "$first" short_name=短名 > /dev/null
cli b set customer "$gone" short_name=旧名 > /dev/null
seq -f 'Bulk%05g' 1 700 | sed '1i name' > "$work/bulk.csv"
cli a import customer "$work/bulk.csv" > /dev/null
cli a set customer "$first" needs=常温 > /dev/null
cli a delete customer "$gone" > /dev/null
cli a set customer "$second" short_name=他名 > /dev/null
sync_all a

step "what is young is kept; with a shortened retention it is archived"
compact
same "$(horizon) $(jq -r .held_by "$work/compact.json")" "0 age" "thirty days are kept"
run "$bin/branchline-server" compact --keep-days many --data "$work/server" --json
same "$code $(jq -r .error.code "$work/last.out")" "1 bad_value" "days are a number"
head=$(server stats --json | jq .sequence)
compact --keep-days 0
same "$(horizon) $(jq .keep_days "$work/compact.json")" "$((head - 1)) 0" "all but the head"
same "$(jq '.rows_dropped == 1 and .entries == .horizon and .bytes < .bytes_before / 2' \
    "$work/compact.json")" true "the deleted customer is gone for good, the archive is compressed"
server verify > /dev/null
ok "chain, seals and sums verify, the archive included"
same "$(server stats --json | jq '[.horizon, .log_keep_days] == ['"$(horizon)"', 0] and
    .metadata_bytes > 0 and .history_bytes > 0 and .data_bytes > 0 and .unused_bytes > 0')" true \
    "the figures tell what is data, history, metadata, and what has become free"

step "a new desk begins at the head"
desk c mb
sync_all c
same "$(field c customer "$first" needs)" 常温 "it has what is there"

step "the desk that slept comes back"
same "$(json b .pending status)" 3 "its own work waits"
same "$(field b customer "$first" needs)" 冷链 "it shows what it had"
json b . sync > /dev/null
same "$(field b customer "$first" needs) $(field b customer "$first" short_name)" "常温 短名" \
    "it has what happened, and its own edit"
same "$(json b '[.rows[].code] | join(" ")' attention)" row_gone "an edit of what is gone is told"
same "$(json b .rows[0].group attention | wc -c | tr -d ' ')" 33 "its content is kept to be read"
cli b attention discard "$(json b '.rows[0].id' attention)" > /dev/null
sync_all a
cli a show order "$order" > /dev/null
ok "its order has arrived"
settled a b
settled a c
same "$(json a '.history | length > 0' show customer "$first" --history)" true "history is told"
server verify > /dev/null
ok "the server verifies"

step "killed at any moment of it"
for round in 1 2 3 4; do
    seq -f "Round$round-%04g" 1 300 | sed '1i name' > "$work/bulk.csv"
    cli a import customer "$work/bulk.csv" > /dev/null
    sync_all a
    before=$(horizon)
    server compact --json > "$work/compact.out" 2> /dev/null &
    asking=$!
    background[$asking]=1
    sleep "0.0$((round * 2))"
    server_kill
    wait "$asking" 2> /dev/null || true
    unset "background[$asking]"
    server verify > /dev/null
    server_start
    compact
    [ "$(horizon)" -ge "$before" ] || fail "the horizon went back from $before to $(horizon)"
done
server verify > /dev/null
ok "four times killed, verified each time"
settled a b

step "stopped, it archives as well; and what is known for ever is known"
server_stop
compact
same "$(jq '.entries == .horizon' "$work/compact.json")" true "nothing left out"
server verify > /dev/null
server_start
settled b a
