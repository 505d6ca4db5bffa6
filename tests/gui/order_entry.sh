#!/usr/bin/env bash
# An order's way by keyboard alone: a clerk copies one and types one, a manager at another desk
# approves the first and returns the other, and the clerk hears of both. Keys are counted against
# what a task may take, and what arrives at the other desk is compared with what was typed.
set -euo pipefail
limit_seconds=280
. "$(dirname "$0")/lib.sh"

# --- what the desks hold ---
# order_of DESK ID: what was typed of it, with its lines in the order in which they are shown.
order_of() {
    local lines
    lines=$(cli "$1" list order_line --where "order = \"$2\"" |
        jq -c '[.rows | sort_by(.id)[] | [.cargo, .pieces, .weight_g, .volume_cm3]]')
    cli "$1" show order "$2" | jq -c --argjson lines "$lines" '.row |
        [.status, .lane_from, .lane_to, .pickup_from, .pickup_to, .delivery_from, .delivery_to,
         .payment_terms, .agreed_price, .special_requirements, $lines]'
}
has_order() { [ "$(order_of "$1" "$2" 2> /dev/null)" = "$3" ]; }
status_is() { [ "$(cli "$1" show order "$2" 2> /dev/null | jq -r .row.status)" = "$3" ]; }
newest_order() { cli lin list order --sort created_at:desc --limit 1 | jq -r '.rows[0].id'; }
has_orders() { [ "$(cli lin list order | jq '.rows | length')" -eq "$1" ]; }
number_of() { cli lin show order "$1" | jq -r .row.number; }
# In the time of the company, as people type it, and as the desk keeps it.
day() { TZ=UTC date -d "@$(($(date +%s) + 8 * 3600 + $1 * 86400))" +%F; }
kept() { TZ=UTC date -d "$1 $2 UTC - 8 hours" +%FT%T.000Z; }

start_company lin:clerk mei
cli lin new customer name="Acme Cold Chain" > /dev/null
beta=$(cli lin new customer name="Beta Machines" | jq -r .id)
cat > "$work/last.json" << EOF
{"customer": "Acme Cold Chain", "lane_from": "Shanghai", "lane_to": "Chengdu",
 "pickup_from": "$(kept "$(day 1)" 09:00)", "pickup_to": "$(kept "$(day 1)" 11:00)",
 "delivery_from": "$(kept "$(day 3)" 09:00)", "delivery_to": "$(kept "$(day 3)" 17:00)",
 "agreed_price": "4200.00", "payment_terms": "monthly",
 "order_line": [{"cargo": "Vaccines", "pieces": 12, "weight_g": 240000, "volume_cm3": 1800000},
                {"cargo": "Dry ice", "pieces": 4, "weight_g": 80000, "volume_cm3": 400000},
                {"cargo": "Loggers", "pieces": 2, "weight_g": 1500, "volume_cm3": 8000}]}
EOF
last=$(cli lin new order --from "$work/last.json" | jq -r .id)
cli lin sync > /dev/null
cli mei sync > /dev/null
copied=$(order_of lin "$last" | jq -c '.[0] = "submitted"')

start_display
for login in lin mei; do open_window "$login" --lang en; done

# --- copied ---
sit_at lin
press ctrl+4
wait_for "the orders" shows "$(number_of "$last")"
pressed=0
press ctrl+n
wait_for "the caret at the customer" is_focused customer/text
enter_text ac
wait_for "the customer" shows "Acme Cold Chain"
press Return ctrl+d
wait_for "the copy" has_value order/lane_to Chengdu
press ctrl+Return
wait_for "it among the orders" has_orders 2
within 12 "an order is copied from the last one and submitted"
first=$(newest_order)
wait_for "the order on the other desk" has_order mei "$first" "$copied"
ok "head office and the other desk have it, line by line"

press ctrl+1
wait_for "my day" shows "Orders today"
pressed=0
press ctrl+k
wait_for "the caret in the search" is_focused palette/text
enter_text ac
wait_for "the customer" shows "Acme Cold Chain"
press Return
wait_for "his record" shows "Last changed"
press ctrl+d
wait_for "the copy" has_value order/lane_to Chengdu
press ctrl+Return
wait_for "it among the orders" has_orders 3
within 12 "from the home screen an order is copied by its customer and submitted"
second=$(newest_order)
wait_for "the order on the other desk" has_order mei "$second" "$copied"

# --- typed from nothing ---
press ctrl+4 ctrl+n
wait_for "the caret at the customer" is_focused customer/text
enter_text bet
wait_for "the customer" shows "Beta Machines"
press Return Tab Tab Tab
enter_text Suzhou
press Tab
enter_text Wuhan
for window_text in "$(day 2) 08:30" 10:00 "$(day 4) 13:00" 18:00; do
    press Tab
    enter_text "$window_text"
done
press Tab
enter_text cod
press Return Tab
enter_text 1280.5
press Tab
enter_text "Tail lift, ring first"
press F6
line() { # line CARGO PIECES KILOGRAMS CUBIC_METRES
    enter_text "$1"
    press Tab Tab
    enter_text "$2"
    press Tab
    enter_text "$3"
    press Tab
    enter_text "$4"
    press Return
}
line "Servo motors" 24 310.5 1.25
line "Control cabinets" 3 180 2.4
line Cables 40 96 0.6
wait_for "the last line" has_value "cell 2 volume_cm3" 0.6
press ctrl+s
wait_for "it among the orders" has_orders 4
third=$(newest_order)
typed=$(jq -nc --arg a "$(kept "$(day 2)" 08:30)" --arg b "$(kept "$(day 2)" 10:00)" \
    --arg c "$(kept "$(day 4)" 13:00)" --arg d "$(kept "$(day 4)" 18:00)" \
    '["draft", "Suzhou", "Wuhan", $a, $b, $c, $d, "cod", "1280.50", "Tail lift, ring first",
      [["Servo motors", 24, 310500, 1250000], ["Control cabinets", 3, 180000, 2400000],
       ["Cables", 40, 96000, 600000]]]')
has_order lin "$third" "$typed" || fail "typed: $typed, kept: $(order_of lin "$third")"
[ "$(cli lin show order "$third" | jq -r .row.customer)" = "$beta" ] || fail "another customer"
press ctrl+Return
wait_for "the order on the other desk" has_order mei "$third" \
    "$(jq -c '.[0] = "submitted"' <<< "$typed")"
ok "an order typed from nothing arrives as it was typed ($pressed keys)"

# --- reviewed ---
sit_at mei
wait_for "three at the queue" has_value rail/go.review 3
pressed=0
press ctrl+5
wait_for "the oldest one" shown_path review/approve
shows "$(number_of "$first")" || fail "another order than the oldest is shown"
wait_for "its checks" shown_path checks/C01
press a
wait_for "the next one" has_value rail/go.review 2
within 3 "an order is looked at with its checks and approved"
status_is mei "$first" reviewed || fail "the first is $(cli mei show order "$first")"
wait_for "the step at the clerk's desk" status_is lin "$first" reviewed
status_is mei "$second" submitted || fail "one key has decided two orders"

# --- opened and returned, with a reason ---
press Down
wait_for "the typed one" shows "Tail lift, ring first"
press Return
wait_for "the whole order" has_value order/lane_from Suzhou
press Escape
wait_for "the queue" shown_path review/return
shows "Tail lift, ring first" || fail "coming back, another order is shown"
press r
wait_for "the question why" shown_path step/reason
enter_text "Ring the consignee first"
press Return
wait_for "the return" status_is mei "$third" returned
ok "an order is opened from the queue and returned with a reason"

# --- heard of ---
sit_at lin
wait_for "the step at the clerk's desk" status_is lin "$third" returned
wait_for "two messages at the bell" has_value top/unread 2
press ctrl+m
wait_for "the reason" shows "Ring the consignee first"
shows Reviewed || fail "no message of the approval"
press Return
wait_for "the order that was returned" has_value order/lane_from Suzhou
wait_for "one message less" has_value top/unread 1
[ "$(cli lin show order "$third" | jq -r .row.return_reason)" = "Ring the consignee first" ] ||
    fail "another reason is kept"
ok "the clerk hears of both behind the bell, and Enter opens what was returned"

for login in lin mei; do
    sit_at "$login"
    close_window
    [ "$code" -eq 0 ] || fail "closing ended $code"
done
