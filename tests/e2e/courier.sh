#!/usr/bin/env bash
# A branch without any network works by files alone: lost, late, doubled and damaged ones included.
set -euo pipefail
limit_seconds=600
. "$(dirname "$0")/lib.sh"

server_init
server_start
person ma manager
person mb manager
desk a ma
desk far mb
shared=$(new a customer name=测试客户00001 credit_limit=1000.00)
sync_all a far

out() { json far .groups courier export "$work/$1.out"; }
take() { server courier import "$work/$1.out" --reply "$work/$1.back" > /dev/null; }
back() { json far .verdicts courier import "$work/$1.back" > /dev/null; }

step "from now on the branch is reached by nothing but a courier"
cli_code 3 far sync --server 127.0.0.1:1
one=$(new far customer name=测试客户00002)
cli far set customer "$shared" credit_limit=2000.00 > /dev/null
cli a set customer "$shared" credit_limit=3000.00 short_name=短名 > /dev/null
sync_all a
same "$(out first)" 2 "both groups are in the file"
same "$(json far .pending status)" 2 "and wait until there is an answer"
take first
sync_all a
cli a show customer "$one" > /dev/null
ok "head office and the others have them while it serves"
back first
same "$(json far .pending status)" 0 "the reply brings the verdicts"
same "$(field far customer "$shared" short_name)" 短名 "and what the others have done"
same "$(json far '.rows | length' conflicts)" 1 "a conflict travels back as a case"
by_courier='[.history[] | select(.via == "courier")] | length > 0'
same "$(json far "$by_courier" show customer "$one" --history)" true \
    "the history says by what way it went"

step "twice, late and out of order"
take first
back first
two=$(new far customer name=测试客户00003)
out second > /dev/null
cli far set customer "$two" short_name=第二 > /dev/null
out third > /dev/null
server_stop
server courier import "$work/third.out" --reply "$work/third.back" > /dev/null
ok "files are taken in also while it does not serve"
server_start
take second
back third
back second
back third
same "$(json far .pending status)" 0 "all answered, in whatever order"
sync_all a
same "$(field a customer "$two" short_name)" 第二 "and nothing is lost or done twice"
cli far set customer "$two" short_name=第三 > /dev/null
out lost > /dev/null
same "$(out again)" 1 "what a lost file held goes with the next"
take again
back again
sync_all a
identical a far

step "a delete that met an unseen change"
cli a delete customer "$one" > /dev/null
sync_all a
cli far new contact customer="$one" name=联系人 > /dev/null
out met > /dev/null
take met
back met
same "$(json far .pending status)" 0 "answered"
same "$(field far customer "$one" name)" 测试客户00002 "the row is back for both"

step "damaged and foreign files change nothing"
new far customer name=测试客户00009 > /dev/null
out damaged > /dev/null
before=$(server stats --json | jq .sequence)
size=$(stat -c %s "$work/damaged.out")
for at in 40 120 $((size / 2)) $((size - 1)); do
    cp "$work/damaged.out" "$work/bad.out"
    printf '\377\377' | dd of="$work/bad.out" bs=1 seek="$at" conv=notrunc status=none
    run "$bin/branchline-server" courier import "$work/bad.out" --reply "$work/bad.back" \
        --data "$work/server" --json
    [ "$code" -eq 1 ] || fail "a damaged file ended with $code"
done
head -c $((size / 2)) "$work/damaged.out" > "$work/bad.out"
run "$bin/branchline-server" courier import "$work/bad.out" --reply "$work/bad.back" \
    --data "$work/server" --json
same "$code $(jq -r .error.code "$work/last.out")" "1 damaged" "a cut file is refused as damaged"
same "$(server stats --json | jq .sequence)" "$before" "nothing of them was taken"
[ ! -e "$work/bad.back" ] || fail "a reply to a damaged file"
refused a foreign_file courier import "$work/first.back"
echo "no courier file" > "$work/text"
refused far foreign_file courier import "$work/text"
if grep -aq 测试客户00009 "$work/damaged.out"; then fail "a courier can read it"; fi
ok "a courier cannot read it"
take damaged
back damaged

step "a branch that was away while head office archived its log"
sync_all a
cli far set customer "$shared" needs=未发 > /dev/null
for i in 1 2 3 4; do
    cli a new customer name="测试客户0010$i" > /dev/null
    cli a set customer "$shared" "short_name=短名$i" > /dev/null
done
cli a delete customer "$two" > /dev/null
sync_all a
server compact --keep-days 0 > /dev/null
out beyond > /dev/null
take beyond
sync_all a
back beyond
same "$(field far customer "$shared" short_name)" 短名4 "one file each way brings it all anew"
same "$(field a customer "$shared" needs)" 未发 "and what it had saved stands"
identical a far
back beyond
identical a far

step "back on the line, the same desk goes on"
cli_code 4 far sync --server "127.0.0.1:$server_port"
settled a far
server verify > /dev/null
ok "the server's log and hashes verify"
