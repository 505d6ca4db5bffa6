# What every end-to-end script shares: the real programs in a directory of their own, the checks,
# and an end that leaves nothing behind. Sourced, after `set -euo pipefail`:
#
#   limit_seconds=60          # the script as a whole never runs longer
#   . "$(dirname "$0")/lib.sh"
#
# The programs are those of the first argument, else of BRANCHLINE_BIN, else of the release build.
# Says "ok: …" for what holds; the first check that does not hold ends the script with exit 1, with
# the last commands and what they printed. Exit 77 = skipped, with the reason.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${1:-${BRANCHLINE_BIN:-$root/build/release/bin}}
[ -x "$bin/branchline-cli" ] && [ -x "$bin/branchline-server" ] || {
    echo "no branchline-cli and branchline-server in $bin" >&2
    exit 1
}
bin=$(cd "$bin" && pwd)

# One hard limit for the script with everything it has started: a hanging program must not hang the
# tests. `timeout` makes a process group of its own and ends the whole of it.
if [ -z "${BRANCHLINE_E2E_GUARDED:-}" ]; then
    export BRANCHLINE_E2E_GUARDED=1
    exec timeout --kill-after=5 "${limit_seconds:-60}" bash "$0" "$bin"
fi

export BRANCHLINE_PASSWORD='测试口令 1'
export LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS LANG LC_MESSAGES BRANCHLINE_NEW_PASSWORD
script=$(basename "$0" .sh)
work=$(mktemp -d "${TMPDIR:-/tmp}/branchline-e2e.XXXXXX")
server_pid=
declare -A background=()

at_end() { :; }  # a script with something of its own to take down overrides it
finish() {
    local code=$?
    trap - EXIT ERR
    set +e
    exec 2> /dev/null  # the shell's own words about what is killed here
    [ -z "$server_pid" ] || background[$server_pid]=1
    # Ours by number only: other programs of the same name may be at work on this machine.
    for pid in "${!background[@]}"; do kill -9 "$pid" 2> /dev/null; done
    wait 2> /dev/null
    at_end
    # BRANCHLINE_KEEP=1 leaves the data there, to look at after a failure.
    if [ -n "${BRANCHLINE_KEEP:-}" ]; then echo "data kept in $work"; else rm -rf "$work"; fi
    if [ "$code" -eq 0 ]; then echo "$script: all passed in $SECONDS s"; fi
    exit "$code"
}
trap finish EXIT
trap 'echo "$script: ended by a signal after $SECONDS s" >&2; exit 1' INT TERM
trap 'echo "$script: line $LINENO: \"$BASH_COMMAND\" ended with $?" >&2; show_last' ERR
set -E

# --- saying ---
step() { echo "== $* [$SECONDS s]"; }
ok() { echo "ok: $*"; }
note() { echo "note: $*"; }
show_last() {
    [ ! -s "$work/last.cmd" ] || { echo "  the last command: $(cat "$work/last.cmd")" >&2; }
    [ ! -s "$work/last.out" ] || { echo "  it printed: $(head -c 1500 "$work/last.out")" >&2; }
    [ ! -s "$work/last.err" ] || { echo "  its messages: $(head -c 1500 "$work/last.err")" >&2; }
}
fail() {
    trap - ERR
    echo "$script: FAILED: $*" >&2
    show_last
    exit 1
}
skip() {
    echo "$script: skipped: $*"
    exit 77
}

# --- the programs ---
server() { "$bin/branchline-server" "$@" --data "$work/server"; }

# Runs the program and keeps code, output and messages; never ends the script by itself.
run() {
    echo "$*" > "$work/last.cmd"
    code=0
    "$@" > "$work/last.out" 2> "$work/last.err" < /dev/null || code=$?
    # 128 + signal: whatever else is expected, no program of ours may crash.
    [ "$code" -lt 124 ] || fail "a crash or a hang (exit $code)"
}

# cli DESK VERB … : plain call, must end 0; prints what the program prints.
cli() {
    local desk=$1
    shift
    run "$bin/branchline-cli" --profile "$work/$desk" "$@"
    [ "$code" -eq 0 ] || fail "exit $code where 0 is due"
    cat "$work/last.out"
}

# cli_code CODE DESK VERB … : must end with this code; output in $work/last.out and last.err.
cli_code() {
    local due=$1 desk=$2
    shift 2
    run "$bin/branchline-cli" --profile "$work/$desk" "$@"
    [ "$code" -eq "$due" ] || fail "exit $code where $due is due"
}

# json DESK FILTER VERB … : the value that jq finds in the JSON of a call; exit 0 and 4 are fine.
json() {
    local desk=$1 filter=$2
    shift 2
    run "$bin/branchline-cli" --profile "$work/$desk" --json "$@"
    [ "$code" -eq 0 ] || [ "$code" -eq 4 ] || fail "exit $code where 0 or 4 is due"
    jq -r "$filter" "$work/last.out"
}

# refused DESK CODE VERB … : must end 1 with this code in its JSON and a message on stderr.
refused() {
    local desk=$1 due=$2
    shift 2
    cli_code 1 "$desk" --json "$@"
    local got
    got=$(jq -r '.error.code' "$work/last.out")
    [ "$got" = "$due" ] || fail "refused as '$got' where '$due' is due"
    [ -s "$work/last.err" ] || fail "refused without a message"
}

same() {
    [ "$1" = "$2" ] || fail "$3: '$1' is not '$2'"
    ok "$3"
}

# --- the server ---
server_init() {
    server init --company "样例物流" > "$work/admin.code"
    server branch add SHA "样例上海" > /dev/null
    server branch add SZX "样例深圳" > /dev/null
}

# In the foreground of nothing: the port stays the same over restarts, as it does in an office.
server_start() {
    local listen=127.0.0.1:${server_port:-0}
    : > "$work/server.out"
    "$bin/branchline-server" serve --data "$work/server" --listen "$listen" \
        >> "$work/server.out" 2>> "$work/server.err" < /dev/null &
    server_pid=$!
    wait_for 10 "the server to listen" grep -q '^listening on' "$work/server.out"
    server_port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$work/server.out")
}

server_end() {
    local pid=$server_pid
    kill "-$1" "$pid"
    server_pid=
    # 137 is what a killed process leaves, 0 what SIGTERM must leave.
    local ended=0
    wait "$pid" 2> /dev/null || ended=$?
    if [ "$1" = TERM ] && [ "$ended" -ne 0 ]; then fail "SIGTERM ended the server with $ended"; fi
}
server_kill() { server_end KILL; }
server_stop() { server_end TERM; }

wait_for() {
    local seconds=$1 what=$2
    shift 2
    local until=$((SECONDS + seconds))
    until "$@"; do
        [ "$SECONDS" -le "$until" ] || fail "waited $seconds s for $what"
        sleep 0.02
    done
}

person() { server user add "$1" --name "$1" --role "$2" --branch "${3:-SHA}" > /dev/null; }

code_for() { server enroll "$1" --json | jq -r .code; }

# desk DESK LOGIN : a new desk for somebody, enrolled and in sync.
desk() {
    local code
    code=$(code_for "$2")
    cli "$1" enroll "$code" --accept-unencrypted > /dev/null
}

# --- the desks ---
sync_all() {
    local each
    for each in "$@"; do json "$each" . sync > /dev/null; done
}

new() { # new DESK ENTITY FIELD=VALUE … : prints the id
    local desk=$1
    shift
    json "$desk" .id new "$@"
}

field() { # field DESK ENTITY ID FIELD
    json "$1" ".row.$4" show "$2" "$3"
}

# An order that may be submitted.
new_order() {
    local desk=$1 customer=$2
    shift 2
    cat > "$work/order.json" << EOF
{"customer": "$customer", "lane_from": "上海", "lane_to": "深圳",
 "pickup_from": "2026-11-24T01:00:00Z", "pickup_to": "2026-11-24T03:00:00Z",
 "delivery_from": "2026-11-26T01:00:00Z", "delivery_to": "2026-11-26T09:00:00Z",
 "agreed_price": "1000.00",
 "order_line": [{"cargo": "纸箱", "pieces": 10, "weight_g": 250000}]}
EOF
    new "$desk" order --from "$work/order.json" "$@"
}

# Everything that both desks may see is the same, entity by entity, byte by byte.
identical() {
    local one=$1 other=$2 entity
    for entity in customer contact address order order_line contract obligation interaction task \
        product user branch department; do
        cli "$one" list "$entity" --limit 10000 --json > "$work/one.json"
        cli "$other" list "$entity" --limit 10000 --json > "$work/other.json"
        cmp -s "$work/one.json" "$work/other.json" || {
            diff <(jq -c '.rows[]' "$work/one.json") <(jq -c '.rows[]' "$work/other.json") |
                head -n 6 | cut -c 1-600 >&2
            fail "the lists of $entity differ between $one and $other"
        }
    done
    ok "both desks show the same"
}

# Both in sync: nothing waits, hashes agree, same lists.
settled() {
    local each
    sync_all "$@"
    sync_all "$@"
    for each in "$@"; do
        same "$(json "$each" '"\(.pending) \(.self_check != "mismatch")"' status)" "0 true" \
            "$each: nothing pending, no hash differs"
    done
    identical "$1" "$2"
}
