#!/usr/bin/env bash
# The window as a whole: it starts, draws, takes keys, keeps how it looked, closes when asked, and
# says why when it cannot start.
set -euo pipefail
limit_seconds=120
. "$(dirname "$0")/lib.sh"
command -v import > /dev/null || skip "imagemagick is not installed (tools/setup installs it)"

# Without a display.
code=0
env -u DISPLAY "$bin/branchline" --profile "$work/none" --lang en \
    > "$work/out" 2> "$work/err" || code=$?
[ "$code" -eq 1 ] || fail "exit $code without a display, where 1 is due"
grep -q "No window can be opened" "$work/err" || fail "no word of the missing display"
ok "without a display it says so and ends 1"

"$bin/branchline" --help | grep -q -- --profile || fail "no help"
"$bin/branchline" --version | grep -q '^branchline [0-9]' || fail "no version"
code=0
"$bin/branchline" --fly > "$work/out" 2> "$work/err" || code=$?
[ "$code" -eq 2 ] || fail "exit $code for an unknown option, where 2 is due"
ok "help, version, and an unknown option"

start_display
start_window --profile "$work/desk" --lang en
wait_for "the first-run screen" shows Welcome
colors=$(import -window "$window" -format '%k' info:)
[ "$colors" -gt 16 ] || fail "only $colors colours are on the screen"
ok "it draws the first-run screen ($colors colours)"

# One profile, one window.
code=0
"$bin/branchline" --profile "$work/desk" --lang en > "$work/out" 2> "$work/err" || code=$?
[ "$code" -eq 1 ] || fail "a second window ended $code, where 1 is due"
grep -q "The window was not opened" "$work/err" || fail "no word of the profile in use"
[ "$(xdotool search --onlyvisible --class branchline | wc -l)" -eq 1 ] || fail "two windows"
ok "a profile that is in use is refused in words"

click 中文
wait_for "Chinese" shows 欢迎
ok "the language changes at once"

xdotool windowsize "$window" 1200 820 windowmove "$window" 140 60
has_size() { xdotool getwindowgeometry --shell "$window" | paste -sd" " | grep -q "$1"; }
wait_for "the new size" has_size "WIDTH=1200 HEIGHT=820"
close_window
[ "$code" -eq 0 ] || fail "closing ended $code, where 0 is due"
ok "it closes when asked, with 0"

start_window --profile "$work/desk"
wait_for "Chinese again" shows 欢迎
eval "$(xdotool getwindowgeometry --shell "$window")"
[ "$WIDTH" -eq 1200 ] && [ "$HEIGHT" -eq 820 ] && [ "$X" -eq 140 ] && [ "$Y" -eq 60 ] ||
    fail "it stands at $X $Y, $WIDTH x $HEIGHT"
ok "language, size and place are kept"

kill -TERM "$window_pid"
wait_for_end
[ "$code" -eq 0 ] || fail "a stop signal ended it $code, where 0 is due"
ok "a stop signal ends it, with 0"
