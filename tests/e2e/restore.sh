#!/usr/bin/env bash
# A server is put back to a backup, and once more by copying files: what its desks have seen since
# comes back, also what only a destroyed machine had sent, as long as somebody else received it.
set -euo pipefail
limit_seconds=600
. "$(dirname "$0")/lib.sh"

server_init
server_start
person ma manager
person mb manager
person mc manager
desk a ma
desk b mb
desk c mc
first=$(new a customer name=测试客户00001)
sync_all a b c

step "a backup is made while desks write"
"$bin/branchline-cli" --profile "$work/a" sync --watch --json > "$work/watch.out" 2>&1 &
watch=$!
background[$watch]=1
wait_for 10 "the watch to begin" test -s "$work/watch.out"
(for i in $(seq 20); do cli a new customer "name=测试客户1$i" > /dev/null; done) &
writing=$!
server backup "$work/night.backup" > "$work/backup.out"
wait "$writing"
kill "$watch"
wait "$watch" 2> /dev/null || true
unset "background[$watch]"
grep -q '[0-9]' "$work/backup.out" || fail "backup says nothing"
ok "a backup while serving"

step "three desks work on, one of them is destroyed afterwards"
sync_all a b c
lost_a=$(new a customer name=测试客户00002)
lost_b=$(new b customer name=测试客户00003)
sync_all a b
lost_c=$(new c customer name=测试客户00004)
sync_all c
cli a set customer "$first" short_name=短名 > /dev/null
sync_all a b
cli b set customer "$first" needs=测试备注 > /dev/null
sync_all b a
rm -rf "$work/c"
waiting=$(new b customer name=测试客户00005)

step "a damaged backup is refused, and so is a restore under a running server"
head -c 5000 "$work/night.backup" > "$work/cut.backup"
run "$bin/branchline-server" restore "$work/night.backup" --data "$work/server"
same "$code" 1 "not while it serves"
server_stop
before=$(server stats --json | jq .sequence)
run "$bin/branchline-server" restore "$work/cut.backup" --data "$work/server" --json
same "$code $(jq -r .error.code "$work/last.out")" "1 damaged" "a damaged backup is refused"
same "$(server stats --json | jq .sequence)" "$before" "nothing was changed"

step "the server is restored, the desks return what it lost"
server restore "$work/night.backup" > /dev/null
ls -d "$work"/server/before-restore-* > /dev/null || fail "what stood there was not kept"
server verify > /dev/null
server_start
same "$(server heal --json | jq .collecting)" true "it collects"
cli_code 0 a sync
same "$(json a .head_office status)" restored "the desk says that head office was restored"
same "$(field a customer "$lost_a" name)" 测试客户00002 "and shows its data meanwhile"
cli b sync > /dev/null
same "$(json b .pending status)" 1 "new groups wait"
server heal --end > /dev/null
same "$(server heal --json | jq .collecting)" false "the operator ends the collecting"
settled a b
same "$(json a .head_office status)" null "head office is as it was"
for each in "$lost_a" "$lost_b" "$lost_c" "$waiting"; do
    cli b show customer "$each" > /dev/null
done
ok "nothing is lost, not even what only the destroyed desk had sent"
same "$(field b customer "$first" short_name) $(field a customer "$first" needs)" \
    "短名 测试备注" "edits came back, too"
same "$(json a '[.rows[].name] | length == (unique | length)' list customer --limit 1000)" true \
    "nothing is there twice"
server heal --json > "$work/heal.json"
same "$(jq '.returned >= 5 and .devices == 2 and .receipt_only == 0 and .unresolved == 0' \
    "$work/heal.json")" true "the report names what came back, and by whom"
server verify > /dev/null
ok "the server's log and hashes verify"
same "$(server heal --end > /dev/null && echo done)" done "heal --end outside collecting ends 0"

step "the files are copied back by hand, twice"
server_stop
cp -a "$work/server" "$work/copied"
server_start
lost_a=$(new a customer name=测试客户00006)
sync_all a b
for round in 1 2; do
    server_stop
    rm -rf "$work/server"
    cp -a "$work/copied" "$work/server"
    server_start
    sync_all a b
    same "$(server heal --json | jq .collecting)" true "round $round: the desks' word starts it"
    same "$(field b customer "$lost_a" name)" 测试客户00006 "round $round: still shown"
done
server heal --end > /dev/null
settled a b
cli b show customer "$lost_a" > /dev/null
server verify > /dev/null
ok "restored twice by hand, nothing lost"

step "the audit trail, for an auditor"
server user add au --name 审计员 --role auditor > /dev/null
desk trail au
sync_all trail
json trail '[.rows[].event] | unique | join(" ")' list audit_entry --limit 1000 > "$work/events"
for each in branch_added user_added enrolled restored heal_begun heal_ended; do
    grep -qw "$each" "$work/events" || fail "no $each in the trail: $(cat "$work/events")"
done
ok "it says who came, and that head office was restored"
