#!/usr/bin/env bash
# Steps of orders and contracts taken offline: what arrives first stands, the other waits in
# attention with a reason; nobody approves or signs what he did not see; four eyes; rights.
set -euo pipefail
limit_seconds=90
. "$(dirname "$0")/lib.sh"

server_init
server_start
person ma manager
person mb manager
person cl clerk
desk a ma
desk b mb
desk c cl

step "what all of them have"
customer=$(new a customer name=测试客户步骤 credit_limit=100000.00)
for i in 1 2 3 4; do
    order[i]=$(new_order a "$customer")
    cli a do order "${order[i]}" submit > /dev/null
done
contract=$(new a contract "customer=$customer" title=框架 starts_on=2026-01-01 \
    ends_on=2026-12-31 value=1000.00)
cli a do contract "$contract" submit > /dev/null
sync_all a b c
state() { field "$1" "${3:-order}" "$2" status; }
same "$(state b "${order[1]}") $(state b "$contract" contract)" "submitted in_review" \
    "all is submitted"

step "refused before it is saved"
refused a four_eyes do order "${order[1]}" approve
ok "nobody approves what he wrote himself"
refused c right do order "${order[1]}" approve
ok "a clerk may not approve"
refused a illegal_step do order "${order[1]}" depart
ok "no step from a state that does not allow it"
empty=$(new a order "customer=$customer")
refused a guard do order "$empty" submit
ok "an order without lanes, windows and lines is not submitted"
cli a delete order "$empty" > /dev/null
sync_all a b c

server_kill
# --- an order cancelled on one desk and approved on the other ---
cli a do order "${order[1]}" cancel cancel_reason=客户不要了 > /dev/null
cli b do order "${order[1]}" approve > /dev/null
cli a do order "${order[2]}" cancel cancel_reason=客户不要了 > /dev/null
cli b do order "${order[2]}" approve > /dev/null
# --- approved on one, its content changed on the other ---
cli a set order "${order[3]}" agreed_price=1200.00 > /dev/null
cli b do order "${order[3]}" approve > /dev/null
# --- both take the same step ---
cli a do order "${order[4]}" return return_reason=缺少资料 > /dev/null
cli b do order "${order[4]}" return return_reason=缺少附件 > /dev/null
# --- a contract signed on one while its value changed on the other ---
cli a set contract "$contract" value=9000.00 > /dev/null
cli b do contract "$contract" sign > /dev/null

step "a's come first: the cancellation stands, the approval waits"
server_start
cli a sync > /dev/null
cli_code 4 b sync --json
same "$(jq '.rejected' "$work/last.out")" 4 "b: four steps are refused"
sync_all c
for each in a b c; do
    same "$(state $each "${order[1]}") $(state $each "${order[2]}")" "cancelled cancelled" \
        "$each: cancelled, the first arrival stands"
done
why() { json "$1" ".rows[] | select(.row == \"$2\") | .code" attention; }
cli_code 4 b attention --json
same "$(jq '[.rows[] | .message != "" and .hint != ""] | all' "$work/last.out")" true \
    "b: attention says what happened and what to do"
code=$(why b "${order[1]}")
same "$([[ $code = illegal_step || $code = changed_since_seen ]] && echo yes)" yes \
    "b: the approval waits in attention ($code)"

step "nobody approves or signs what he did not see"
same "$(why b "${order[3]}")" changed_since_seen "the approval of a changed order"
same "$(state b "${order[3]}")" submitted "the order waits for a new look"
same "$(why b "$contract")" changed_since_seen "the signature of a changed contract"
same "$(state b "$contract" contract)" in_review "the contract is not signed"
refused b cannot_resend attention resend "$(json b \
    ".rows[] | select(.row == \"$contract\") | .id" attention)"
ok "it cannot be sent again unseen"
for each in $(json b '.rows[].id' attention); do cli b attention discard "$each" > /dev/null; done
same "$(json b '.rows | length' attention)" 0 "read and discarded"
cli b do contract "$contract" sign > /dev/null
cli b do order "${order[3]}" approve > /dev/null
sync_all b a c
same "$(state a "$contract" contract) $(state a "${order[3]}")" "signed reviewed" \
    "seen now, signed and approved"
refused a frozen set contract "$contract" value=1.00
ok "what is signed is frozen"

step "the other order of arrival: approved first"
order[5]=$(new_order a "$customer")
cli a do order "${order[5]}" submit > /dev/null
sync_all a b
cli b do order "${order[5]}" approve > /dev/null
cli a do order "${order[5]}" cancel cancel_reason=客户不要了 > /dev/null
cli b sync > /dev/null
cli_code 4 a sync --json
same "$(state a "${order[5]}")" reviewed "a: the approval stands"
same "$(why a "${order[5]}")" illegal_step "a: the cancellation waits, with the reason"
cli a do order "${order[5]}" cancel cancel_reason=仍然取消 > /dev/null
cli a attention discard "$(json a '.rows[0].id' attention)" > /dev/null
sync_all a b
same "$(state b "${order[5]}")" cancelled "having seen the approval, a manager may cancel"

step "corrections of a reviewed order add up"
line=$(json a '.children.order_line[0].id' show order "${order[3]}")
cli a set order_line "$line" pieces+=2 > /dev/null
cli b set order_line "$line" pieces+=5 > /dev/null
sync_all a b a
same "$(field a order_line "$line" pieces) $(field b order_line "$line" pieces)" "17 17" \
    "10 + 2 + 5 on both"
settled a b
server_stop
