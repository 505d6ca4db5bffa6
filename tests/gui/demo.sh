#!/usr/bin/env bash
# The demonstration where there is a display: after all that it tells, a desk of the sample company
# stands there in a window, and closing that ends it and takes everything away.
set -euo pipefail
limit_seconds=280
. "$(dirname "$0")/lib.sh"
for tool in import iconv pgrep; do
    command -v "$tool" > /dev/null || skip "$tool is not installed (tools/setup installs it)"
done

start_display
export TMPDIR=$work/tmp
mkdir "$TMPDIR"
# A session of its own, so that whatever it has started ends with this test.
env -u BRANCHLINE_PASSWORD BRANCHLINE_BIN="$bin" setsid "$root/tools/demo" \
    > "$work/demo.out" 2> "$work/demo.err" < /dev/null &
demo=$!
sessions[$demo]=1
wait_for_window() {
    until find_window; do sleep 0.2; done  # the sample company takes its time
}
find_window() {
    kill -0 "$demo" 2> /dev/null || fail "it has ended: $(tail -n 5 "$work"/demo.{out,err})"
    window=$(xdotool search --onlyvisible --class branchline 2> /dev/null | head -n 1)
    [ -n "$window" ]
}
wait_for_window
grep -q "That was all" "$work/demo.out" || fail "the window came before the end of what is told"
has_colours() { [ "$(import -window "$window" -format '%k' info:)" -gt 64 ]; }
wait_for "a picture in it" has_colours
ok "it tells its story and opens a window"

company=$(echo "$TMPDIR"/branchline-sample.*/small)
desk=$(echo "$company"/desks/sha.*)
BRANCHLINE_PASSWORD=$(cat "$company/password")
export BRANCHLINE_PASSWORD
orders=$("$bin/branchline-cli" --profile "$desk" --json list order --limit 10000 |
    jq '.rows | length')
[ "$orders" -eq 1000 ] || fail "$orders orders, where the branch has 1,000"
"$bin/branchline-cli" --profile "$desk" lock < /dev/null
ok "what stands in the window is a desk of the sample company"

"$bin/close_window" "$window"
code=0
wait "$demo" || code=$?
pgrep -s "$demo" > /dev/null && fail "something of it still runs"
unset "sessions[$demo]"
[ "$code" -eq 0 ] || fail "it ended $code: $(tail -n 5 "$work/demo.err")"
[ -z "$(ls -A "$TMPDIR")" ] || fail "left behind: $(ls -A "$TMPDIR")"
ok "closing the window ends it with 0, and nothing is left"
