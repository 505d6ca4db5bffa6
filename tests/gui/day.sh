#!/usr/bin/env bash
# A clerk's day in real windows, hands on the keyboard: the tasks of every day with their keys
# counted against the targets, then the same with the server killed and with a server that says
# nothing, and what one window shows of the other's work. BRANCHLINE_PICTURES=DIR keeps pictures.
set -euo pipefail
limit_seconds=280
. "$(dirname "$0")/lib.sh"
[ -z "${BRANCHLINE_PICTURES:-}" ] || mkdir -p "$BRANCHLINE_PICTURES"
picture() {
    [ -z "${BRANCHLINE_PICTURES:-}" ] || import -window "$window" "$BRANCHLINE_PICTURES/$1.png"
}

# In the time of the company.
day() { TZ=UTC date -d "@$(($(date +%s) + 8 * 3600 + $1 * 86400))" +%F; }
shows_offline() { shows Offline; }
kept() { TZ=UTC date -d "$1 $2 UTC - 8 hours" +%FT%T.000Z; }
rows() { cli "$1" list "$2" --where "$3" | jq -c '[.rows[]]'; }
has_rows() { [ "$(rows "$1" "$2" "$3" | jq length)" -eq "$4" ]; }
waiting() { cli "$1" status | jq .pending; }
nothing_waits() { [ "$(waiting lin)" -eq 0 ]; }
no_conflicts() { [ "$(cli lin status | jq .conflicts)" -eq 0 ]; }
# Everything that is shown but the status bar; toasts of what was done before may go in between.
page() {
    shown | jq -c '.seen[] | select(.path | test("status/|toast ") | not) | [.path, .label, .value]'
}
toasts() {
    shown | jq '[.seen[].path | capture("(?<one>toast [0-9]+)/").one] | unique | length'
}
look_closely() {
    before=$(page)
    toasts_before=$(toasts)
}
page_stands() {
    diff <(echo "$before") <(page) >&2 || fail "more than the status bar has changed"
    [ "$(toasts)" -le "$toasts_before" ] || fail "a toast has come up"
}

# --- what lies there in the morning ---
customers() {
    printf '名称,contact.name,contact.mobile\n'
    printf '%s,%s,%s\n' 重庆样例火锅 王一 13800136688 上海样例机械 李二 13900137712 \
        "Acme Cold Chain" "Anna Berg" 13700135150 "Beta Machines" "Bo Lind" 13600134821
    for i in $(seq 10 49); do
        printf '测试客户%s,联系人%s,135001340%s\n' "$i" "$i" "$i"
    done
}
start_company lin:clerk mei
export HOME=$work/home
mkdir -p "$HOME"
customers > "$work/customers.csv"
cli lin import customer "$work/customers.csv" > /dev/null
cli lin new task what="Chase the receipt of Acme" due_at="$(kept "$(day 0)" 23:30)" > /dev/null
acme=$(rows lin customer 'name = "Acme Cold Chain"' | jq -r '.[0].id')
contract=$(cli lin new contract customer="$acme" title="Frame 2027" value=100000.00 | jq -r .id)
cli lin sync > /dev/null
cli mei sync > /dev/null
cli mei set contract "$contract" value=120000.00 > /dev/null
cli mei sync > /dev/null
cli lin set contract "$contract" value=115000.00 > /dev/null
cli lin sync > /dev/null || true # it tells of the conflict
[ "$(cli lin status | jq .conflicts)" -eq 1 ] || fail "there is no conflict to resolve"

start_display
for login in lin mei; do open_window "$login" --lang en; done
sit_at lin

# --- due ---
wait_for "my day" shows "Chase the receipt of Acme"
within 0 "what is due today is seen"
picture home

# --- found ---
find_by() { # find_by WHAT TEXT NAME [HOW TO TYPE IT]: and back to my day
    press ctrl+k
    wait_for "the caret in the search" is_focused palette/text
    "${4:-enter_text}" "$2"
    wait_for "$3" shown_path "palette/line 0"
    wait_for "$3" first_found "$3"
    press Return
    wait_for "the record" shows "Last changed"
    shows "$3" || fail "another customer is shown"
    within 4 "a customer is found by $1"
    keys Escape
    wait_for "my day" shows "Orders today"
}
first_found() {
    shown | jq -es --arg name "$1" '[.[].seen[] | select(.path | contains("palette/line 0"))] |
        any(.label | contains($name))' > /dev/null
}
find_by "two Latin letters" ac "Acme Cold Chain"
find_by "two Han characters" 火锅 重庆样例火锅
find_by "the initials of its pinyin" cq 重庆样例火锅
# Two digits are the end of every hundredth number, so they are not looked for: four are typed.
find_by "the end of a telephone number, its digits not counted," 6688 重庆样例火锅 type_text

# --- a call with a follow-up ---
log_call() { # log_call SUMMARY NEXT DUE: with the keyboard alone, up to the last field
    press ctrl+l
    wait_for "the caret at the customer" is_focused customer/text
    type_text ac
    wait_for "the customer" shows "Acme Cold Chain"
    press Return Tab
    wait_for "the caret at the summary" is_focused /summary
    type_text "$1"
    press Tab
    wait_for "the caret at the next step" is_focused next/what
    type_text "$2"
    press Tab
    wait_for "the caret at its date" is_focused next/due_at
    type_text "$3"
    wait_for "the date" has_value next/due_at "$3"
}
saved_call() { # saved_call DESK SUMMARY NEXT: both, one about the other, and about the customer
    local call
    call=$(rows "$1" interaction "summary ~ \"$2\"" | jq -r '.[0].id // empty')
    [ -n "$call" ] || return 1
    rows "$1" task "what = \"$3\"" | jq -e --arg call "$call" --arg customer "$acme" \
        'length == 1 and (.[0].about | tostring | contains($call)) and .[0].customer == $customer' \
        > /dev/null
}
log_call "Asked for two more pallets on Friday" "Send the offer" "$(day 1) 10:00"
picture call
press ctrl+s
wait_for "the call" shows "Last changed"
within 8 "a call with a follow-up is logged, text not counted,"
saved_call lin "two more pallets" "Send the offer" || fail "kept: $(rows lin task 'what ~ "offer"')"
[ "$(rows lin interaction 'summary ~ "pallets"' | jq -c '.[0] | [.kind, .direction]')" = \
    '["call","outbound"]' ] || fail "it is no call: $(rows lin interaction 'summary ~ "pallets"')"
wait_for "both at the other desk" saved_call mei "two more pallets" "Send the offer"
ok "the call and what follows from it arrive at the other desk"

# --- a conflict ---
press ctrl+1
wait_for "my day" shows "Orders today"
pressed=0
press ctrl+2
wait_for "the case" shows "Frame 2027"
press 1 Return
wait_for "the decision" no_conflicts
within 3 "a conflict is resolved"

# --- a customer's table, and the next one from him ---
table() { # table CARGO …: an order of his, under his own headings
    printf 'Kunde,Von,Nach,order_line.cargo,Kolli\n'
    for cargo in "$@"; do printf 'Beta Machines,Suzhou,Wuhan,%s,12\n' "$cargo"; done
}
table "Servo motors" > "$HOME/first.csv"
press ctrl+1
wait_for "my day" shows "Orders today"
press ctrl+4
wait_for "the orders" shows "New order"
press ctrl+i
wait_for "his file" has_value "file dialog/name" first.csv
press Return
wait_for "his headings" shown_path "Kunde/text"
tell() { # tell HEADING FIELD
    wait_for "the caret at $1" is_focused "$1/text"
    type_text "$2"
    press Return
    wait_for "$1 to be told" told "$1"
}
told() { [ -n "$(value "$1/text")" ] && ! shown_path choices; }
tell Kunde customer
tell Von lane_from
tell Nach lane_to
tell Kolli pieces
picture mapping
wait_for "one order to come" shown_path import/import
press Return
wait_for "the order" has_rows lin order 'lane_to = "Wuhan"' 1
ok "headings that nobody knows are told once ($pressed keys)"
sleep 1.1 # a file of another second
table "Control cabinets" > "$HOME/another.csv"
press ctrl+1
wait_for "my day" shows "Orders today"
pressed=0
press ctrl+4
wait_for "the orders" shows "New order"
press ctrl+i
wait_for "the newest file" has_value "file dialog/name" another.csv
press Return
wait_for "its preview" shown_path import/import
press Return
wait_for "the order" has_rows lin order 'lane_to = "Wuhan"' 2
within 4 "the next table of a customer is imported as the last one was"
has_rows lin order_line 'cargo = "Control cabinets" and pieces = 12' 1 ||
    fail "its lines: $(rows lin order_line 'cargo ~ "c"')"
wait_for "all to be sent" nothing_waits

# --- in the middle of a call the server goes ---
press ctrl+1
wait_for "my day" shows "Orders today"
log_call "Rang while the line was dead" "Ring again" "$(day 2) 09:00"
look_closely
kill_server
sleep 2
page_stands
press ctrl+s
wait_for "the call" shows "Last changed"
saved_call lin "line was dead" "Ring again" || fail "it was not saved"
[ "$(waiting lin)" -eq 2 ] || fail "two wait for head office: $(waiting lin)"
keys ctrl+z
wait_for "the task to be gone" has_rows lin task 'what = "Ring again"' 0
has_rows lin interaction 'summary ~ "line was dead"' 0 || fail "one undo has left the call"
keys ctrl+y
wait_for "both to be back" saved_call lin "line was dead" "Ring again"
ok "one undo takes back both, and one redo brings them back"
wait_for "the status bar to tell" shows_offline
picture offline
start_server
wait_for "the call at the other desk" saved_call mei "line was dead" "Ring again"
wait_for "all to be sent" nothing_waits
ok "a server that is killed changes the status bar, and what was saved goes out when it is back"

# --- and then it says nothing any more ---
press ctrl+1
wait_for "my day" shows "Orders today"
kill -STOP "$server_pid"
log_call "Rang while nobody answered" "Ring once more" "$(day 3) 09:00"
look_closely
sleep 2
page_stands
began=$(date +%s%N)
press ctrl+s
wait_for "the call" shows "Last changed"
took=$((($(date +%s%N) - began) / 1000000))
[ "$took" -lt 3000 ] || fail "saving took $took ms beside a silent server"
saved_call lin "nobody answered" "Ring once more" || fail "it was not saved"
kill -CONT "$server_pid"
wait_for "the call at the other desk" saved_call mei "nobody answered" "Ring once more"
ok "a server that says nothing keeps nobody waiting (saved and shown in $took ms)"

# --- side by side ---
both_at() { # both_at LOGIN: his window shows the customer
    sit_at "$1"
    keys ctrl+k
    wait_for "the caret in the search" is_focused palette/text
    type_text bet
    wait_for "the customer" first_found "Beta Machines"
    keys Return
    wait_for "the customer" shows "Last changed"
}
both_at mei
both_at lin
keys F2
wait_for "the form" is_focused customer/name
keys End
type_text " Ltd"
wait_for "the name" has_value customer/name "Beta Machines Ltd"
look_at mei
began=$(date +%s%N)
keys ctrl+s
until shows "Beta Machines Ltd"; do
    [ $((($(date +%s%N) - began) / 1000000)) -lt 5000 ] || fail "five seconds, and not seen"
done
took=$((($(date +%s%N) - began) / 1000000))
ok "an edit is seen in the other window after $took ms, looking included"
picture other

for login in lin mei; do
    sit_at "$login"
    close_window
    [ "$code" -eq 0 ] || fail "closing ended $code"
done
