#!/usr/bin/env bash
# The sample company: opened by its option, offered by the first run, and missed in words.
set -euo pipefail
limit_seconds=240
. "$(dirname "$0")/lib.sh"

BRANCHLINE_BIN=$bin "$root/tools/seed" demo --out "$work/company" > "$work/seed.log" 2>&1 ||
    fail "no sample company: $(tail -n 3 "$work/seed.log")"
unset BRANCHLINE_PASSWORD
start_display

start_window --sample "$work/company" --lang en
wait_for "the desk" shown_path rail/go.home
click rail/go.customer
wait_for "a customer" shows 测试客户
click rail/go.order
wait_for "the orders" shows "New order"
close_window
[ "$code" -eq 0 ] || fail "closing ended $code"
ok "--sample opens it without a question"

export BRANCHLINE_SAMPLE=$work/none
start_window --profile "$work/desk" --lang en
wait_for "the first-run screen" shows Welcome
click "first run/sample"
wait_for "the way to it" shows tools/seed
shows Welcome || fail "the first run is gone"
close_window
ok "where it is missing, the first run says how it is made"

export BRANCHLINE_SAMPLE=$work/company
start_window --profile "$work/desk" --lang en
wait_for "the first-run screen" shows Welcome
click "first run/sample"
wait_for "the desk" shown_path rail/go.home
wait_for "its window" find_window
click rail/go.customer
wait_for "a customer" shows 测试客户
[ ! -e "$work/desk/replica.db" ] || fail "the profile was enrolled by looking"
close_window
[ "$code" -eq 0 ] || fail "closing ended $code"
ok "the first run opens it, and leaves the profile as it was"

code=0
"$bin/branchline" --sample "$work/none" --lang en > "$work/out" 2> "$work/err" || code=$?
[ "$code" -eq 1 ] || fail "a missing sample company ended $code, where 1 is due"
grep -q "No sample company" "$work/err" || fail "no word of what is missing"
ok "--sample of what is not there is refused in words"
