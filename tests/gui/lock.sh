#!/usr/bin/env bash
# A desk is enrolled in the window, locked from outside, and opened again: nothing of the data
# stands behind the lock, and a wrong password opens nothing.
set -euo pipefail
limit_seconds=240
. "$(dirname "$0")/lib.sh"

start_company wang
server user add lin --name lin --role manager --branch SHA > /dev/null
code_text=$(server enroll lin --json | jq -r .code)
cli wang new customer name=秘密客户 > /dev/null
cli wang sync > /dev/null

start_display
start_window --profile "$work/lin" --lang en
wait_for "the first-run screen" shows Welcome
click English
wait_for "the field of the code" shown_path "first run/code"
xdotool type --delay 2 "$code_text"
wait_for "the code" has_value "first run/code" "$code_text"
keys Return
wait_for "the password" shown_path "first run/password"
type_text "$BRANCHLINE_PASSWORD"
keys Tab
type_text "$BRANCHLINE_PASSWORD"
keys Return
wait_for "the word that leave is needed" shows "tick first"
[ ! -e "$work/lin/replica.db" ] || fail "enrolled without leave"
ok "enrolling asks for leave to keep the data unencrypted"
click "first run/accept_unencrypted"
click "first run/enroll"
wait_for "the desk" shown_path rail/go.home
click rail/go.customer
wait_for "the customer" shows 秘密客户
ok "with leave it is enrolled, and the data comes"

env -u BRANCHLINE_PASSWORD "$bin/branchline-cli" --profile "$work/lin" lock < /dev/null
wait_for "the lock" shown_path lock/password
! shows 秘密客户 || fail "the customer is shown behind the lock"
[ "$(shown | jq '[.seen[] | select(.path | startswith("rail"))] | length')" -eq 0 ] ||
    fail "more than the lock is shown"
ok "a call of the command line locks the open window"

click lock/password
type_text wrong
keys Return
wait_for "the refusal" shows "is wrong"
shown_path lock/password || fail "a wrong password has opened it"
type_text "$BRANCHLINE_PASSWORD"
keys Return
wait_for "the place before" shows 秘密客户
ok "a wrong password is refused, the right one leads back to where one was"
close_window
[ "$code" -eq 0 ] || fail "closing ended $code"
