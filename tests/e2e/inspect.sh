#!/usr/bin/env bash
# branchline-inspect tells what a profile and a data directory hold, beside running programs, on
# what a killed one has left and on copies, and changes nothing. Files of a newer program are
# refused by the programs with the reason, stay as they are, and can still be looked at.
set -euo pipefail
limit_seconds=90
. "$(dirname "$0")/lib.sh"
[ -x "$bin/branchline-inspect" ] || fail "no branchline-inspect in $bin"
command -v sqlite3 > /dev/null || skip "the sqlite3 program is not there"

inspect() { # inspect PATH FILTER
    run "$bin/branchline-inspect" "$1" --json
    [ "$code" -eq 0 ] || fail "inspect $1: exit $code"
    jq -r "$2" "$work/last.out"
}

# Names, sizes, times and content of everything in a directory, sockets and shared memory apart.
print_of() {
    (cd "$1" && find . -type f ! -name '*-shm' -printf '%p %s %T@\n' | sort &&
        find . -type f ! -name '*-shm' ! -name lock -exec cksum {} + | sort)
}

server_init
server_start
person ma manager
person mb manager
desk a ma
desk b mb
new a customer name=甲 > /dev/null
order_customer=$(new b customer name=乙)
sync_all a b

step "beside running programs"
"$bin/branchline-cli" --profile "$work/b" --json sync --watch > "$work/watch.out" 2>&1 &
watcher=$!
background[$watcher]=1
wait_for 10 "the watcher" grep -q sequence "$work/watch.out"
same "$(inspect "$work/server" '"\(.kind) \(.file.in_use) \(.rows.customer) \(.devices|length)"')" \
    "server true 2 2" "the server's figures while it serves"
same "$(inspect "$work/b" '"\(.kind) \(.file.in_use) \(.identity.login) \(.rows.customer)"')" \
    "desk true mb 2" "a desk's figures while it is held"
same "$(inspect "$work/b" .exchange.sequence)" "$(inspect "$work/server" .log.last)" \
    "the desk's cursor is the server's head"
json b . set customer "$order_customer" short_name=丙 > /dev/null
ok "the desk works on beside it"
# Else it would be the first that waits, on its way.
nothing_waits() { [ "$(json b .pending status)" = 0 ]; }
wait_for 60 "its verdict" nothing_waits
kill -9 "$watcher"
wait "$watcher" 2> /dev/null || true
unset 'background[$watcher]'

step "on what a killed program left, and at rest"
server_kill
new b customer name=等待 > /dev/null
same "$(inspect "$work/b" '"\(.groups.waiting) \(.outbox[0].command) \(.outbox[0].transport)"')" \
    "1 customer.create none" "the outbox with its stage"
for each in server a b; do
    before=$(print_of "$work/$each")
    inspect "$work/$each" .kind > /dev/null
    "$bin/branchline-inspect" "$work/$each" > "$work/text"
    grep -q '^rows' "$work/text" || fail "no text for $each"
    same "$(print_of "$work/$each")" "$before" "$each: nothing was changed by looking"
done
cp -r "$work/b" "$work/copy"
same "$(inspect "$work/copy" .groups.waiting)" 1 "a copy tells the same"
same "$(inspect "$work/copy/replica.db" .kind)" desk "so does the file by its name"

step "foreign and newer files"
echo "not a database, whatever its name says" > "$work/odd.db"
sqlite3 "$work/other.db" 'CREATE TABLE mine(a); INSERT INTO mine VALUES(1);'
for each in odd other; do
    run "$bin/branchline-inspect" "$work/$each.db" --json
    same "$code $(jq -r .error.code "$work/last.out")" "1 foreign_file" "$each.db is refused"
done
run "$bin/branchline-inspect" "$work/nowhere" --json
same "$code $(jq -r .error.code "$work/last.out")" "1 not_found" "so is nothing"
run "$bin/branchline-inspect"
same "$code" 2 "a call without a directory is a wrong one"

newer() { sqlite3 "$1" "UPDATE store_fact SET value='4000' WHERE name='catalogue_number'"; }
newer "$work/copy/replica.db"
before=$(cksum "$work/copy/replica.db")
refused copy newer_file status
refused copy newer_file new customer name=丁
same "$(cksum "$work/copy/replica.db")" "$before" "the desk leaves a newer file as it is"
same "$(inspect "$work/copy" '"\(.file.catalogue) \(.groups.waiting)"')" "4000 1" \
    "it can be looked at"
cp -r "$work/server" "$work/newer"
newer "$work/newer/hub.db"
before=$(cksum "$work/newer/hub.db")
run "$bin/branchline-server" stats --data "$work/newer" --json
same "$code $(jq -r .error.code "$work/last.out")" "1 newer_file" "the server refuses one, too"
same "$(cksum "$work/newer/hub.db")" "$before" "and leaves it as it is"
