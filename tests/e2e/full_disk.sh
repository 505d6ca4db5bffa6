#!/usr/bin/env bash
# A desk and a server on a full disk: what cannot be saved is refused with the reason, what was
# reported as saved or accepted stays, and both work again when there is room, without a repair.
set -euo pipefail
limit_seconds=120
. "$(dirname "$0")/lib.sh"

mount_point=$work/disk
mkdir "$mount_point"
mount -t tmpfs -o size=24m tmpfs "$mount_point" 2> /dev/null ||
    skip "mounting is forbidden here (root or a user namespace of one's own is needed)"
at_end() { umount -l "$mount_point"; }

fill() { # leaves about so many KiB free
    local free
    free=$(df --output=avail -k "$mount_point" | tail -n 1)
    head -c $(((free - $1) * 1024)) /dev/zero > "$mount_point/ballast"
}
room() { rm -f "$mount_point/ballast"; }

server_init
server_start
person ma manager
person mb manager
desk a ma
desk b mb
new a customer name=先前 > /dev/null
sync_all a b

step "a desk"
mkdir "$mount_point/a"
cp -a "$work/a/." "$mount_point/a/"
rm -rf "$work/a"
ln -s "$mount_point/a" "$work/a"
: > "$work/saved"
words=$(printf '冷链%.0s' $(seq 1 1000))
fill 240
refusals=0
for i in $(seq 1 60); do
    run "$bin/branchline-cli" --profile "$work/a" --json new customer "name=满-$i" \
        "needs=$words"
    if [ "$code" -eq 0 ]; then
        echo "满-$i" >> "$work/saved"
        continue
    fi
    [ "$code" -eq 1 ] || fail "a full disk ended with $code"
    [ "$(jq -r .error.code "$work/last.out")" = disk_full ] || fail "not told as disk_full"
    grep -q . "$work/last.err" || fail "no message"
    refusals=$((refusals + 1))
    [ "$refusals" -lt 3 ] || break
done
[ "$refusals" -gt 0 ] || fail "the disk never was full"
ok "$(wc -l < "$work/saved") records were saved, then refused as disk_full"
fill 0
run "$bin/branchline-cli" --profile "$work/a" --json list customer --limit 10000
[ "$code" -le 1 ] || fail "a full disk ended the list with $code"
[ "$code" -eq 0 ] || [ "$(jq -r .error.code "$work/last.out")" = disk_full ] || fail "not disk_full"
ok "looking ends in order, too ($code)"

there() { # there DESK: the names of what was saved while the disk was full
    json "$1" '.rows[].name | select(startswith("满-"))' list customer --limit 10000 | sort
}
room
same "$(there a)" "$(sort "$work/saved")" "with room again: exactly what was reported as saved"
new a customer name=满-后 > /dev/null
echo 满-后 >> "$work/saved"
cli a check > /dev/null
sync_all a b
same "$(there b)" "$(sort "$work/saved")" "the other desk has it, too"

step "the server"
server_stop
cp -a "$work/server" "$mount_point/server"
rm -rf "$work/server"
ln -s "$mount_point/server" "$work/server"
server_start
seq -f '批-%g' 800 | sed '1i name' > "$work/b.csv"
json b .imported import customer "$work/b.csv" > /dev/null
fill 300
run "$bin/branchline-cli" --profile "$work/b" --json sync --timeout 3
[ "$code" -eq 3 ] || [ "$code" -eq 1 ] || fail "sync with a full server ended with $code"
[ -s "$work/last.err" ] || fail "sync with a full server said nothing"
accepted=$((801 - $(json b .pending status)))
ok "the desk was told so (exit $code), $accepted of 801 groups are settled"
if kill -0 "$server_pid" 2> /dev/null; then
    ok "the server is still there"
else
    ended=0
    wait "$server_pid" 2> /dev/null || ended=$?
    [ "$ended" -eq 1 ] || fail "the server ended with $ended"
    grep -q . "$work/server.err" || fail "the server ended without a word"
    ok "the server ended in order and said: $(tail -n 1 "$work/server.err" | cut -c 1-100)"
    server_pid=
fi
room
[ -n "$server_pid" ] || server_start
json b . sync > /dev/null
same "$(json b .pending status)" 0 "with room again the desk gets its verdicts"
sync_all a
settled a b
same "$(json a '[.rows[].name | select(startswith("批-"))] | unique | length' \
    list customer --limit 10000)" 800 "all of them, once each"
server verify > /dev/null
ok "the server's log and hashes verify"
