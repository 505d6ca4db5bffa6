#!/usr/bin/env bash
# Files on records, over a slow line that is cut: attached offline and kept, brought and fetched
# from the byte where they stopped, also after kill -9 on either side, at hardly more than
# their size, while rows go on flowing; equal content once; to nobody who does not hold the record.
set -euo pipefail
limit_seconds=300
. "$(dirname "$0")/lib.sh"

size=20000000
rate=2500000  # bytes a second in each direction
command -v python3 > /dev/null || skip "no python3 for the slow line"

# line NAME [OPTION …] : a line to the server; its address in $line, its counts in $work/NAME.counts
line() {
    local name=$1
    shift
    : > "$work/$name.line"
    python3 "$root/tests/e2e/line.py" --to "127.0.0.1:$server_port" --rate "$rate" \
        --counts "$work/$name.counts" "$@" > "$work/$name.line" &
    background[$!]=1
    wait_for 20 "the line" grep -q '^listening on' "$work/$name.line"
    line=$(sed -n 's/^listening on //p' "$work/$name.line")
}
passed() { # bytes that went over the line so far
    local up down cuts
    read -r up down cuts < "$work/$1.counts"
    echo $((up + down))
}
beyond() { [ "$(passed "$1")" -ge "$2" ]; }
cost() { # cost NAME : the file crossed this line with cuts, for hardly more than its size
    sleep 0.2
    local up down cuts
    read -r up down cuts < "$work/$1.counts"
    note "$1: $up bytes up, $down down, $cuts cuts"
    [ "$cuts" -ge 4 ] || fail "the line was cut only $cuts times"
    [ $((up + down)) -le $((size * 102 / 100)) ] || fail "$1: more than 1.02 times the size"
    ok "$1: at most 1.02 times the size, with $cuts cuts"
}
until_done() { # until_done DESK VERB … : again as long as it ends with 3 (the line or the server)
    local desk=$1 try
    shift
    for try in 1 2 3 4 5 6 7 8; do
        run "$bin/branchline-cli" --profile "$work/$desk" --json "$@"
        [ "$code" -ne 0 ] || return 0
        [ "$code" -eq 3 ] || fail "exit $code where 0 or 3 is due"
        sleep 0.3
    done
    fail "still not done after $try times"
}
start() { # start DESK VERB … : in the background; its number in $started
    "$bin/branchline-cli" --profile "$work/$1" "${@:2}" > "$work/started.out" 2>&1 < /dev/null &
    started=$!
    background[$started]=1
}
kill_started() {
    kill -9 "$started"
    wait "$started" 2> /dev/null || true
    unset "background[$started]"
}

server_init
server_start
person ma manager
person mb manager
person mc manager SZX
desk a ma
desk b mb
desk c mc
customer=$(new a customer name=测试客户)
sync_all a b c
head -c "$size" /dev/urandom > "$work/扫描.pdf"

step "attached without a connection, killed in the middle and then not"
server_stop
start a attach customer "$customer" "$work/扫描.pdf"
sleep 0.15
kill_started
id=$(json a .id attach customer "$customer" "$work/扫描.pdf")
same "$(json a '"\(.uploads) \(.upload_bytes)"' status)" "1 $size" "it waits to be brought"
same "$(json a '[.rows[] | select(.here)] | length' files)" 1 "and is kept"
cli a fetch "$id" --out "$work/back.pdf" > /dev/null
cmp "$work/扫描.pdf" "$work/back.pdf"
ok "it comes back without a connection"
cli_code 3 a sync
refused a reference attach attachment "$id" "$work/扫描.pdf"
refused a io_error attach customer "$customer" "$work/nothing"

step "brought over a slow line with cuts, while rows flow and both sides are killed"
server_start
line up --cut-every 4000000 --cuts 4
start a sync --server "$line"
wait_for 60 "the first quarter" beyond up $((size / 4))
before=$(date +%s%N)
new a customer name=途中新建 > /dev/null
wait_for 30 "the other desk to see it" \
    sh -c "'$bin/branchline-cli' --profile '$work/b' sync > /dev/null 2>&1;
        '$bin/branchline-cli' --profile '$work/b' --json list customer | grep -q 途中新建"
took=$((($(date +%s%N) - before) / 1000000))
[ "$(passed up)" -lt "$size" ] || fail "the file was through before the row"
ok "a new row was on the other desk after $took ms, the file still under way"
kill_started
start a sync
wait_for 60 "the half" beyond up $((size / 2))
server_kill
wait "$started" || true
unset "background[$started]"
server_start
until_done a sync
same "$(json a .uploads status)" 0 "head office has it"
cost up

step "fetched over such a line, killed in the middle"
line down --cut-every 4000000 --cuts 4
same "$(json b '.rows | length' files)" 0 "rows bring no bytes"
until_done b sync --server "$line"
start b fetch "$id" --out "$work/got.pdf"
wait_for 60 "the half" beyond down $((size / 2))
kill_started
[ ! -e "$work/got.pdf" ] || fail "half a file has its name"
until_done b fetch "$id" --out "$work/got.pdf"
cmp "$work/扫描.pdf" "$work/got.pdf"
ok "every byte is the same"
cost down

step "the same content once"
cp "$work/扫描.pdf" "$work/副本.pdf"
other=$(json b .id attach customer 途中新建 "$work/副本.pdf")
bytes=$(json b '.bytes_up' sync)
[ "$bytes" -lt 50000 ] || fail "$bytes bytes for what head office has"
ok "a second attachment of it costs $bytes bytes"

step "who does not hold the record"
sync_all c
refused c not_found fetch "$id" --out "$work/no.pdf"
[ ! -e "$work/no.pdf" ] || fail "bytes of another branch"

step "quota and pin"
same "$(json b .bytes files quota 1)" 0 "what head office has goes when there is no room"
cli b files pin "$other" > /dev/null
cli b sync --server "127.0.0.1:$server_port" > /dev/null
same "$(json b '"\(.bytes) \(.rows | length)"' files)" "$size 2" \
    "what is pinned comes with the next exchange and stays"
cli b fetch "$other" --out "$work/again.pdf" > /dev/null
cmp "$work/扫描.pdf" "$work/again.pdf"
server verify > /dev/null
ok "the server verifies"
