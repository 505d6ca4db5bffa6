#!/usr/bin/env bash
# kill -9 at every single write call in turn, on both sides at once. On the desk a record is being
# saved: whatever the program had reported as saved is there afterwards exactly once and whole. On
# the server groups are being judged: whatever a desk was told is accepted is there exactly once.
# The kernel delivers the kill from inside the write call (strace's fault injection), so that every
# point is hit exactly, not by luck. Both sweeps end after 30 s; a slow machine gets fewer points.
#
#   KILL_POINTS=all tests/e2e/kill_sweep.sh    by hand: every point, however long it takes, and
#                                              at least 200 kills on each side
set -euo pipefail
limit_seconds=150
sweep_seconds=30
if [ "${KILL_POINTS:-}" = all ]; then limit_seconds=5400 sweep_seconds=5000; fi
. "$(dirname "$0")/lib.sh"

strace -f -qq -o /dev/null -e trace=pwrite64,fdatasync \
    -e inject=pwrite64:signal=SIGKILL:when=9999 true 2> /dev/null ||
    skip "tracing (ptrace) is forbidden here, so no write call can be hit exactly"

server_init
server_start
person ma manager
person mb manager
person mc manager
desk a ma
desk b mb
desk c mc
customer=$(new a customer name=测试客户根)
sync_all a b c

# An order that takes many pages: it must never be seen with some of its lines.
order_file() { # order_file NAME
    jq -n --arg name "$1" '{customer: "测试客户根", special_requirements: $name, order_line:
        [range(60) | {cargo: "货", pieces: 1, weight_g: 1000}]}'
}

killed_at() { # killed_at N PROGRAM … : runs it, killed in its Nth write call; its exit code
    local at=$1
    shift
    strace -D -f -qq -o /dev/null -e trace=pwrite64 \
        -e "inject=pwrite64:signal=SIGKILL:when=$at" "$@"
}

# Names of what was reported as saved go to $work/NAME.saved, one a line; the number of kills to
# $work/NAME.kills. Runs as a process of its own, on desk a, without the server. The points come
# in a mixed order, so that a slow machine that does not reach all of them meets every phase.
sweep_desk() {
    local until=$((SECONDS + sweep_seconds)) kills=0 at=0 round points name ended kind call
    for ((round = 1; round <= 113 && SECONDS < until; ++round)); do
        for kind in order customer task contact; do
            # About as many writes as saving one takes; both are prime, so all points come once.
            points=59
            [ $kind != order ] || points=113
            [ "$round" -le "$points" ] || continue
            at=$((round * 37 % points + 1))
            name=甲$kind-$at
            case $kind in
                order)
                    order_file "$name" > "$work/desk.json"
                    call=(order --from "$work/desk.json")
                    ;;
                customer) call=(customer "name=$name") ;;
                task) call=(task "what=$name") ;;
                contact) call=(contact "customer=$customer" "name=$name") ;;
            esac
            ended=0
            killed_at "$at" "$bin/branchline-cli" --profile "$work/a" --json new "${call[@]}" \
                > "$work/desk.out" 2> "$work/desk.err" < /dev/null || ended=$?
            # Killed after its report: that counts as saved, too.
            if grep -q '"id":' "$work/desk.out"; then echo "$kind $name" >> "$work/desk.saved"; fi
            case $ended in
                0) ;;  # it needed no more writes than that
                137) kills=$((kills + 1)) ;;
                *)
                    echo "desk, write $at of $kind: exit $ended: $(cat "$work/desk.err")"
                    return 1
                    ;;
            esac
        done
    done
    echo "$kills" > "$work/desk.kills"
}

# The server is killed in its Nth write call while desk b sends what it has waiting.
sweep_server() {
    local until=$((SECONDS + sweep_seconds)) kills=0 at=0 round ended serving sending attempt
    for ((round = 0; round < 211 && SECONDS < until; ++round)); do
        at=$((round * 97 % 211 + 1))
        if [ $((round % 20)) -eq 0 ]; then
            seq -f "乙$at-%g" 500 | sed '1i name' > "$work/b.csv"
            "$bin/branchline-cli" --profile "$work/b" import customer "$work/b.csv" > /dev/null
            sed -n 's/^乙/customer 乙/p' "$work/b.csv" >> "$work/server.saved"
        fi
        : > "$work/serve.out"
        killed_at "$at" "$bin/branchline-server" serve --data "$work/server" \
            --listen "127.0.0.1:$server_port" > "$work/serve.out" 2>> "$work/server.err" \
            < /dev/null &
        serving=$!
        # The desk starts together with the server: opening its key takes longer than it takes the
        # server to listen, mostly; else it is refused and tries again.
        for attempt in 1 2 3; do
            "$bin/branchline-cli" --profile "$work/b" sync --timeout 3 > /dev/null 2>&1 \
                < /dev/null &
            sending=$!
            while kill -0 "$serving" 2> /dev/null && kill -0 "$sending" 2> /dev/null; do
                sleep 0.01
            done
            kill -0 "$serving" 2> /dev/null && [ "$attempt" -lt 3 ] || break
            ended=0
            wait "$sending" 2> /dev/null || ended=$?
            [ "$ended" -eq 3 ] || break
        done
        # A desk whose server is gone would wait before it tries again: it dies, too.
        if kill -0 "$serving" 2> /dev/null; then kill -9 "$serving"; else kills=$((kills + 1)); fi
        kill -9 "$sending" 2> /dev/null || true
        wait "$sending" 2> /dev/null || true
        ended=0
        wait "$serving" 2> /dev/null || ended=$?
        [ "$ended" -eq 137 ] || { echo "the server ended with $ended at write $at" && return 1; }
    done
    echo "$kills" > "$work/server.kills"
}

step "both sweeps"
server_kill
: > "$work/desk.saved"
: > "$work/server.saved"
(trap - EXIT ERR; sweep_desk) > "$work/desk.log" 2>&1 &
desk_sweep=$!
(trap - EXIT ERR; sweep_server) > "$work/server.log" 2>&1 &
server_sweep=$!
background[$desk_sweep]=1 background[$server_sweep]=1
wait "$desk_sweep" || fail "the desk's sweep: $(cat "$work/desk.log")"
wait "$server_sweep" || fail "the server's sweep: $(cat "$work/server.log")"
ok "the desk was killed in $(cat "$work/desk.kills") write calls, it reported \
$(wc -l < "$work/desk.saved") records saved"
ok "the server was killed in $(cat "$work/server.kills") write calls, b had \
$(wc -l < "$work/server.saved") records to send"

step "what was reported is there exactly once and whole"
there() { # there DESK FILE PREFIX
    local kind
    for kind in order customer task contact; do
        json "$1" ".rows[] | .special_requirements // .name // .what | select(startswith(\"$3\"))" \
            list "$kind" --limit 10000 | sed "s/^/$kind /"
    done | sort > "$work/there"
    same "$(uniq -d "$work/there" | head -n 3)" "" "$1: nothing twice"
    same "$(sort "$2" | comm -23 - "$work/there" | head -n 3)" "" "$1: nothing reported is missing"
    same "$(json "$1" '[.rows[].total_pieces] | unique | map(select(. != 60)) | length' \
        list order --limit 10000)" 0 "$1: no order without its sixty lines"
}
there a "$work/desk.saved" 甲
cli a check > /dev/null
ok "a: the replica is sound"
server verify > /dev/null
ok "the server's log and hashes verify"
server_start
sync_all a b c
there b "$work/server.saved" 乙
there c "$work/desk.saved" 甲
there c "$work/server.saved" 乙
settled a b
settled a c
server_stop
for each in desk server; do
    kills=$(cat "$work/$each.kills")
    [ "$kills" -ge 10 ] || fail "$each: too few points to mean anything"
    [ "$kills" -lt 200 ] || continue
    [ "${KILL_POINTS:-}" != all ] || fail "$each: fewer than 200 points"
    note "$each: only $kills points in $sweep_seconds s: a busy machine"
done
