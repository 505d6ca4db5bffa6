# What every test with a real window shares: a display without a screen, keys by xdotool, and what
# is shown read from the probe. Sourced, after `set -euo pipefail`:
#
#   limit_seconds=60
#   . "$(dirname "$0")/lib.sh"
#
# Exit 77 = skipped, with the reason. Everything that is started is ended by its number.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${1:-${BRANCHLINE_BIN:-$root/build/release/bin}}
script=$(basename "$0" .sh)
skip() {
    echo "$script: skipped: $*"
    exit 77
}
for tool in Xvfb xdotool jq; do
    command -v "$tool" > /dev/null || skip "$tool is not installed (tools/setup installs it)"
done

if [ -z "${BRANCHLINE_GUI_GUARDED:-}" ]; then
    export BRANCHLINE_GUI_GUARDED=1
    exec timeout --kill-after=5 "${limit_seconds:-60}" bash "$0" "$bin"
fi

export LC_ALL=C.UTF-8 BRANCHLINE_PASSWORD='test secret 1'
unset LANG LC_MESSAGES XMODIFIERS WAYLAND_DISPLAY
work=$(mktemp -d "${TMPDIR:-/tmp}/branchline-gui.XXXXXX")
export XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config XDG_RUNTIME_DIR=$work/run
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
declare -A started=() sessions=()  # processes, and sessions of many, by number
window=
window_pid=
probe=$work/probe  # what the window in hand writes

finish() {
    local code=$?
    trap - EXIT
    set +e
    exec 2> /dev/null
    for pid in "${!started[@]}"; do kill -9 "$pid"; done
    for session in "${!sessions[@]}"; do pkill -9 -s "$session"; done
    wait
    if [ -n "${BRANCHLINE_KEEP:-}" ]; then echo "data kept in $work"; else rm -rf "$work"; fi
    [ "$code" -ne 0 ] || echo "$script: all passed in $SECONDS s"
    exit "$code"
}
trap finish EXIT
trap 'echo "$script: ended by a signal after $SECONDS s" >&2; exit 1' INT TERM

ok() { echo "ok: $*"; }
fail() {
    echo "$script: FAILED: $*" >&2
    [ ! -s "$work/window.err" ] || { echo "  the window said:" && head -c 2000 "$work/window.err"; } >&2
    [ ! -s "$probe" ] || { echo "  it showed:" && shown | jq -r ".seen[].label" | tail -n 60 | paste -sd"|" | head -c 3000; } >&2
    exit 1
}

# wait_for WHAT COMMAND …: until it succeeds; the script's own limit is the only other end.
wait_for() {
    local what=$1 tries=0
    shift
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 400 ] || fail "waited in vain for $what"
        if [ -n "$window_pid" ] && ! kill -0 "$window_pid" 2> /dev/null; then
            fail "the window ended while waiting for $what"
        fi
        sleep 0.1
    done
}

# --- the display: the server picks a free number and tells it ---
start_display() {
    local fifo=$work/display
    : > "$fifo"
    # It would begin anew when the last client goes, also while the next one is coming.
    Xvfb -displayfd 3 -noreset -screen 0 1600x1000x24 -nolisten tcp 3> "$fifo" > "$work/xvfb.log" 2>&1 &
    started[$!]=1
    wait_for "the display" test -s "$fifo"
    DISPLAY=:$(cat "$fifo")
    export DISPLAY
}

# --- the window ---
# start_window OPTION …: returns when it has shown something.
start_window() {
    rm -f "$probe"
    "$bin/branchline" --probe "$probe" "$@" > "$work/window.out" 2> "$work/window.err" &
    window_pid=$!
    started[$window_pid]=1
    wait_for "the first picture" test -s "$probe"
    wait_for "the window" find_window
}
find_window() {
    window=$(xdotool search --all --onlyvisible --pid "$window_pid" --class branchline \
        2> /dev/null | head -n 1)
    [ -n "$window" ]
}
# Waits for the end of the window; its exit code is in `code`.
wait_for_end() {
    code=0
    wait "$window_pid" || code=$?
    unset "started[$window_pid]"
    window_pid=
}
close_window() {
    "$bin/close_window" "$window"
    wait_for_end
}

# --- several windows on one display ---
declare -A windows=() window_pids=()
# open_window LOGIN OPTION …: his desk, unlocked; look_at, sit_at know it from now on.
open_window() {
    local login=$1
    shift
    probe=$work/probe.$login
    start_window --profile "$work/$login" "$@"
    windows[$login]=$window
    window_pids[$login]=$window_pid
    unlock
}
look_at() { # look_at LOGIN: eyes are at his window from now on
    window=${windows[$1]}
    window_pid=${window_pids[$1]}
    probe=$work/probe.$1
}
sit_at() { # sit_at LOGIN: keys and eyes
    look_at "$1"
    xdotool windowraise "$window" windowfocus --sync "$window"
}

# --- eyes ---
shown() { tail -n 1 "$probe"; }
# value PATH: what stands in the field whose path ends so.
value() { shown | jq -r --arg path "$1" '[.seen[] | select(.path | endswith($path))][0].value'; }
has_value() { [ "$(value "$1")" = "$2" ]; }
# Without a line there is nothing to see, for jq as well: -s.
shows() { shown | jq -es --arg text "$1" '[.[].seen[] | select(.label | contains($text))] | length > 0' > /dev/null; }
shown_path() { shown | jq -es --arg path "$1" '[.[].seen[] | select(.path | endswith($path))] | length > 0' > /dev/null; }
is_focused() {
    shown | jq -es --arg path "$1" '.[].seen[] | select(.path | endswith($path)) | .focused' \
        > /dev/null
}
# middle PATH: x and y of it on the screen.
middle() {
    shown | jq -r --arg path "$1" '[.seen[] | select((.path | endswith($path)) or .label == $path)][0].box
        | "\((.[0] + .[2]) / 2 | floor) \((.[1] + .[3]) / 2 | floor)"'
}

# --- hands ---
click() {
    local x y
    read -r x y < <(middle "$1" 2> /dev/null) || fail "there is no $1 to click"
    xdotool mousemove --window "$window" "$x" "$y" click 1
}
keys() { xdotool key --delay 30 "$@"; }
type_text() { xdotool type --delay 30 "$1"; }

# --- counted hands: a combination is one key, and so is a letter, unless type_text types it ---
pressed=0
press() {
    pressed=$((pressed + $#))
    keys "$@"
}
enter_text() {
    pressed=$((pressed + ${#1}))
    type_text "$1"
}
within() { # within MOST WHAT: since the count began, and it begins anew
    [ "$pressed" -le "$1" ] || fail "$2 took $pressed keys, where $1 are due"
    ok "$2 in $pressed keys, target $1"
    pressed=0
}

# --- a company ---
server() { "$bin/branchline-server" "$@" --data "$work/server"; }
# cli DESK VERB …: JSON of a call.
cli() {
    local desk=$1
    shift
    "$bin/branchline-cli" --profile "$work/$desk" --json "$@" < /dev/null
}
# has_customers DESK NAME N: the desk has so many customers of that name.
has_customers() {
    [ "$(cli "$1" list customer --where "name = \"$2\"" | jq '.rows | length')" -eq "$3" ]
}
# start_server: where it listened before, once it has. Its number is in server_pid.
server_pid=
server_address=127.0.0.1:0
start_server() {
    : > "$work/serve.log"
    "$bin/branchline-server" serve --data "$work/server" --listen "$server_address" \
        > "$work/serve.log" 2>&1 &
    server_pid=$!
    started[$server_pid]=1
    wait_for "the server" grep -qs '^listening on' "$work/serve.log"
    server_address=$(grep -o '127\.0\.0\.1:[0-9]*' "$work/serve.log" | head -n 1)
}
kill_server() {
    kill -9 "$server_pid"
    wait "$server_pid" 2> /dev/null || true
    unset "started[$server_pid]"
}
role_of() { case "$1" in *:*) echo "${1#*:}" ;; *) echo manager ;; esac }
# start_company LOGIN[:ROLE] …: a server with these people (managers, unless said otherwise) and
# their desks, enrolled.
start_company() {
    local person login code
    server init --company 样例物流 > /dev/null
    server branch add SHA 样例上海 > /dev/null
    start_server
    for person in "$@"; do
        login=${person%%:*}
        server user add "$login" --name "$login" --role "$(role_of "$person")" --branch SHA \
            > /dev/null
        code=$(server enroll "$login" --json | jq -r .code)
        cli "$login" enroll "$code" --accept-unencrypted > /dev/null
    done
}
# Types the password into the lock.
unlock() {
    wait_for "the lock" shown_path lock/password
    click lock/password
    keys ctrl+a
    xdotool type --delay 5 "$BRANCHLINE_PASSWORD"
    keys Return
    wait_for "the desk" shown_path rail/go.home
}
