#!/usr/bin/env bash
# The window as the holder of its profile, with a real server and a second desk: calls of the
# command line go through it, changes of others arrive in it, and kill -9 takes nothing that was
# reported as saved.
set -euo pipefail
limit_seconds=240
. "$(dirname "$0")/lib.sh"

start_company lin wang
start_display
start_window --profile "$work/lin" --lang en
wait_for "the lock" shown_path password
click password
type_text wrong
keys Return
wait_for "the refusal" shows "is wrong"
type_text "$BRANCHLINE_PASSWORD"
keys Return
wait_for "the desk" shown_path rail/go.home
ok "a wrong password is refused, the right one opens"

id=$(cli lin new customer name=经过窗口 | jq -r .id)
[ "$(cli lin show customer "$id" | jq -r .row.name)" = 经过窗口 ] ||
    fail "the call's row is not there"
cli wang sync > /dev/null
wait_for "the other desk" has_customers wang 经过窗口 1
ok "a call goes through the window, and its change to the other desk"

cli wang new customer name=另一台来的 > /dev/null
cli wang sync > /dev/null
wait_for "the other's change" has_customers lin 另一台来的 1
ok "the window takes in what another desk has changed, without being asked"

keys ctrl+k
type_text lytl
wait_for "the other's customer" shows 另一台来的
keys Escape
ok "what others sent is found by the initials of its name"

for i in 1 2 3 4 5 6 7 8; do cli lin new customer name=断电$i > /dev/null; done
kill -9 "$window_pid"
wait_for_end
[ "$(cli lin list customer --limit 1000 | jq '.rows | length')" -eq 10 ] || fail "something is lost"
start_window --profile "$work/lin" --lang en
wait_for "the lock" shown_path password
ok "after kill -9 nothing is lost and the next window starts"
close_window
[ "$code" -eq 0 ] || fail "closing a locked window ended $code"
