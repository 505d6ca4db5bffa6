#!/usr/bin/env bash
# What is typed and not saved is kept by itself: nothing is touched after the last key, the window
# is killed, and the next one has it.
set -euo pipefail
limit_seconds=240
. "$(dirname "$0")/lib.sh"

start_company lin
start_display
start_window --profile "$work/lin" --lang en
unlock

# Nobody comes near it, and no news arrives: so long it may take until it is kept, and some more.
rest() { sleep 5; }
kill_and_start() {
    kill -9 "$window_pid"
    wait_for_end
    start_window --profile "$work/lin" --lang en
    unlock
}
new_record() {
    click "rail/go.$1"
    wait_for "its list" shows "New $1"
    keys ctrl+n
}

new_record customer
wait_for "a new customer" shown_path customer/name
click customer/name
type_text Halfway
wait_for "the name" has_value customer/name Halfway
rest
kill_and_start
new_record customer
wait_for "what was typed" has_value customer/name Halfway
ok "a draft is kept although nothing happens after the last key"

click customer/name
keys End
type_text There
wait_for "the name" has_value customer/name HalfwayThere
click rail/go.home
wait_for "my day" shows "Orders today"
kill_and_start
new_record customer
wait_for "all that was typed" has_value customer/name HalfwayThere
ok "who goes elsewhere loses nothing, however soon"

keys End
type_text Yet
wait_for "the name" has_value customer/name HalfwayThereYet
close_window
[ "$code" -eq 0 ] || fail "closing ended $code"
start_window --profile "$work/lin" --lang en
unlock
new_record customer
wait_for "all that was typed" has_value customer/name HalfwayThereYet
ok "nor who closes the window"
