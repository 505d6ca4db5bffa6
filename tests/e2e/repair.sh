#!/usr/bin/env bash
# A desk whose file is damaged: told, left alone, made anew from head office, with what only it had.
set -euo pipefail
limit_seconds=300
. "$(dirname "$0")/lib.sh"

database() { echo "$work/$1/replica.db"; }
# Overwrites twelve of the pages that hold what was imported, wherever they lie in the closed file.
spoil() {
    local file page
    file=$(database "$1")
    LC_ALL=C grep -aobE 'n{200}' "$file" | awk -F: '{ print int($1 / 4096) }' | sort -nu |
        awk '{ all[NR] = $1 } END { for (i = 1; i <= 12; ++i) print all[int(i * NR / 12)] }' |
        sort -nu > "$work/pages"
    while read -r page; do
        head -c 4000 /dev/zero | dd of="$file" bs=1 seek=$((page * 4096 + 60)) \
            conv=notrunc 2> /dev/null
    done < "$work/pages"
    [ "$(wc -l < "$work/pages")" -gt 8 ] || fail "hardly a page to spoil"
}
kept() { find "$work/$1" -name 'damaged-*.db' | wc -l; }

server_init
server_start
person ma manager SHA
person mb manager SHA
desk a ma
desk b mb

step "a company at work"
{
    echo "name,needs"
    filler=$(printf 'n%.0s' {1..200})
    for ((i = 1; i <= 400; ++i)); do echo "客户$i,$filler"; done
} > "$work/customers.csv"
cli a import customer "$work/customers.csv" > /dev/null
first=$(new a customer name=第一客户 needs=常温)
new_order a "$first" > /dev/null
settled a b
server_stop
cli a set customer "$first" needs=未发 > /dev/null
unsent=$(new a customer name=未发客户)
waiting=$(json a .pending status)

step "a sound replica needs no repair"
cli_code 0 a check --repair
grep -q 'Nothing to repair' "$work/last.out" || fail "not said that nothing is to repair"
same "$(kept a)" 0 "nothing was made anew"

step "damage is found, told, and changes nothing"
cp -r "$work/a" "$work/intact"
spoil a
before=$(cksum < "$(database a)")
refused a damaged check
same "$(cksum < "$(database a)")" "$before" "check leaves the file as it is"
cli_code 3 a --json check --repair
same "$(cksum < "$(database a)")" "$before" "without head office the file stays in its place"
same "$(kept a)" 0 "and no other is kept"

step "with head office it is made anew"
server_start
cli_code 0 a --json check --repair
same "$(jq -r '"\(.repaired) \(.lost) \(.by_parts)"' "$work/last.out")" "true 0 true" \
    "repaired by parts, nothing lost"
same "$(jq -r .waiting "$work/last.out")" "$waiting" "what waited was brought over"
same "$(kept a)" 1 "the damaged file is kept"
same "$(cksum < "$(find "$work/a" -name 'damaged-*.db')")" "$before" "as it was"
cli_code 0 a check
settled a b
same "$(field b customer "$first" needs) $(field b customer "$unsent" name)" "未发 未发客户" \
    "the other desk has what waited"
number=$(field a customer "$(new a customer name=后来的客户)" number)
same "$(json a '[.rows[] | select(.number == "'"$number"'")] | length' list customer \
    --limit 10000)" 1 "numbers go on where they were"

step "a copy from before is told apart from the repaired desk, and loses nothing"
cli intact set customer "$first" needs=旧机 > /dev/null
sync_all intact
sync_all a b
same "$(field a customer "$first" needs)" 旧机 "its later work arrives"

step "the first page is gone: another schema is lent, nothing is lost"
server_stop
late=$(new a customer name=停线客户)
server_start
head -c 4096 /dev/zero | dd of="$(database a)" conv=notrunc 2> /dev/null
cli_code 0 a --json check --repair
same "$(jq -r '"\(.lost) \(.by_parts) \(.torn | length)"' "$work/last.out")" "0 true 0" \
    "repaired by parts, nothing lost"
settled a b
same "$(field b customer "$late" name)" 停线客户 "what waited has arrived"

step "killed at each step, and with a full disk: the old file or the new one, never less"
# The kernel delivers both from inside the call (strace's fault injection).
repair_under() { # RULE, CALL
    cp -r "$work/torn" "$work/tried"
    rm -f "$work"/tried/damaged-*
    {
        strace -D -f -qq -o /dev/null -e "trace=$2" -e "inject=$2:$1" \
            "$bin/branchline-cli" --profile "$work/tried" --json check --repair \
            > "$work/last.out" 2> "$work/last.err" || true
    } 2> /dev/null
    cmp -s "$(database tried)" "$(database torn)" || cli_code 0 tried check
}
tried() { # whatever it came to, the next call ends it
    cli_code 0 tried --json check --repair
    same "$(jq -r '.lost // 0' "$work/last.out")" 0 "$1: nothing is lost"
    same "$(field tried customer "$first" needs)" 未送 "$1: what waited is there"
    rm -rf "$work/tried"
}
if strace -o /dev/null -e trace=rename -e inject=rename:error=EIO:when=9999 true 2> /dev/null; then
    server_stop
    cli a set customer "$first" needs=未送 > /dev/null
    cp -r "$work/a" "$work/torn"
    server_start
    spoil torn
    for call in rename link unlink; do
        for at in 1 2 3 4 6 8; do
            repair_under "signal=KILL:when=$at" "$call"
            tried "killed at $call $at"
        done
    done
    for at in 1 2 5 20 60 120 240; do
        repair_under "signal=KILL:when=$at" pwrite64
        tried "killed at write $at"
        repair_under "error=ENOSPC:when=$at+" pwrite64
        tried "full at write $at"
    done
else
    echo "not tried: tracing is forbidden here"
fi

step "cut short between the two names: the next start finishes it"
cp "$(database a)" "$work/a/replica.db.ready"
printf 'x' > "$(database a)-wal"
cli a list customer --limit 1 > /dev/null
[ ! -e "$work/a/replica.db.ready" ] || fail "the new file was not put in place"
ok "the file that was ready is in place"
settled a b

step "nothing of it can be read"
cp -r "$work/b" "$work/lost"
head -c 400000 /dev/urandom > "$(database lost)"
run "$bin/branchline-cli" --profile "$work/lost" --json check --repair
same "$code" 1 "refused"
[[ "$(jq -r .error.code "$work/last.out")" == @(damaged|foreign_file) ]] ||
    fail "told something else"
[ -s "$work/last.err" ] || fail "no message"
