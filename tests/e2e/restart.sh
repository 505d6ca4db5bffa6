#!/usr/bin/env bash
# The server is killed again and again while two desks exchange; at the end nothing waits and all
# hold the same. Programs that were killed leave locks and sockets: they stop nobody.
set -euo pipefail
limit_seconds=60
. "$(dirname "$0")/lib.sh"

server_init
server_start
person ma manager
person mb manager
desk a ma
desk b mb

step "five times: both import, the server dies in the middle of the exchange"
syncing=()
for round in 1 2 3 4 5; do
    for each in a b; do
        [ $each = a ] && first=$((round * 1000)) || first=$((round * 1000 + 50000))
        awk -v seed=3 -v "first=$first" -v count=300 -v heads=en -v 'separator=,' -v crlf=0 \
            -v duplicates=0 -v bad=0 -f "$root/tools/seed_data/common.awk" \
            -f "$root/tools/seed_data/customers.awk" < /dev/null > "$work/$each.csv"
        cli "$each" import customer "$work/$each.csv" > /dev/null
    done
    for each in a b; do
        "$bin/branchline-cli" --profile "$work/$each" sync --timeout 3 > /dev/null 2>&1 &
        background[$!]=1
        syncing[${#syncing[@]}]=$!
    done
    # Somewhere between the handshake and the end, each time at another place.
    sleep "0.$((10 + round * 6))"
    server_kill
    for pid in "${syncing[@]}"; do
        ended=0
        wait "$pid" || ended=$?
        unset "background[$pid]"
        [[ $ended = 0 || $ended = 3 ]] || fail "sync ended with $ended"
    done
    syncing=()
    [ -e "$work/server/lock" ] || note "no lock file left"
    server_start
done
ok "every exchange ended with 0 or 3, the server came back each time"
settled a b
same "$(json a '.rows | length' list customer --limit 10000)" 3000 "all 3,000 customers, none twice"
same "$(json b '[.rows[].number] | length == (unique | length)' list customer --limit 10000)" true \
    "no number twice"
server verify > /dev/null
ok "the server's log and hashes verify"

step "a killed desk stops nobody"
"$bin/branchline-cli" --profile "$work/a" sync --watch --json > "$work/watch.out" 2>&1 &
watch=$!
background[$watch]=1
wait_for 10 "the watch to begin" test -s "$work/watch.out"
same "$(json a .login status)" ma "calls go through the process that holds the profile"
kill -9 "$watch"
wait "$watch" 2> /dev/null || true
unset "background[$watch]"
same "$(json a .login status)" ma "and past its leftovers when it is gone"

step "admin verbs while serving and while not"
same "$(server stats --json | jq .rows.customer)" 3000 "while serving"
same "$(server stats --json | jq -r 'to_entries | map(select(.key | IN("company", "installation",
    "epoch", "epochs", "sequence", "regressed", "regressed_until", "offers", "deferred",
    "quarantined", "open_cases", "devices", "rows"))) | length')" 13 "with all its figures"
server_stop
same "$(server stats --json | jq .rows.customer)" 3000 "while not"
cli_code 3 a sync --json
same "$(json a '.rows | length' list customer --limit 10000)" 3000 "the desk works on"
