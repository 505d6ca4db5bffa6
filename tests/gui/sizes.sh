#!/usr/bin/env bash
# A small window (1280 × 720) and large letters (200 % in 1600 × 1000): every place of the rail, a
# record and its form, an order and the decisions of the inbox. Whatever is there can be brought
# wholly into view by the wheel, and nothing lies over another.
#
# BRANCHLINE_PICTURES=DIR looks at both sizes in English and light and in Chinese and dark, and
# keeps the pictures.
set -euo pipefail
limit_seconds=280
. "$(dirname "$0")/lib.sh"
[ -z "${BRANCHLINE_PICTURES:-}" ] || mkdir -p "$BRANCHLINE_PICTURES"

# --- a company with something in every place ---
start_company lin mei
day() { TZ=UTC date -d "$1" +%F; }
imported() { # imported ENTITY: by mei, the lines from the standard input
    cat > "$work/$1.csv"
    cli mei import "$1" "$work/$1.csv" > /dev/null
}
customer() { echo "Customer $1 of the Lower Yangtze"; }
numbered() { # numbered COUNT TEXT: a line each, with its number in place of N
    local i
    for ((i = 1; i <= $1; ++i)); do echo "${2//N/$i}"; done
}
{ echo "name,short_name,credit_limit" && numbered 16 "$(customer N),CN,N000.00"; } |
    imported customer
{ echo "what,owner,due_at" && numbered 12 "Ring customer N,lin,$(day yesterday)T08:00:00Z"; } |
    imported task
{ echo "customer,kind,at" && numbered 12 "$(customer N),call,$(day yesterday)T08:00:00Z"; } |
    imported interaction
{
    echo "customer,title,kind,value,starts_on,ends_on"
    numbered 3 "$(customer N),Road N,framework,90000.00,$(day '-100 days'),$(day "+20 days")"
} | imported contract
contracts=$(cli mei list contract | jq -r '.rows[].id')
for contract in $contracts; do cli mei do contract "$contract" submit > /dev/null; done
for i in 1 2 3; do
    jq -n --arg customer "$(customer "$i")" --arg day "$(day tomorrow)" '
        {customer: $customer, lane_from: "Shanghai", lane_to: "Chengdu",
         pickup_from: "\($day)T01:00:00Z", pickup_to: "\($day)T03:00:00Z",
         delivery_from: "\($day)T08:00:00Z", delivery_to: "\($day)T09:00:00Z",
         agreed_price: "1000.00", special_requirements: "Tail lift, ring first",
         order_line: [{cargo: "Paper", pieces: 10, weight_g: 250000, volume_cm3: 900000},
                      {cargo: "Ink", pieces: 2, weight_g: 30000, volume_cm3: 20000}]}' \
        > "$work/order.json"
    order=$(cli mei new order --from "$work/order.json" | jq -r .id)
    cli mei do order "$order" submit > /dev/null
done
cli mei sync > /dev/null
cli lin sync > /dev/null
for contract in $contracts; do
    for step in sign enforce; do cli lin do contract "$contract" "$step" > /dev/null; done
done
# One that two have set, and a step that comes after the end.
asked=$(cli lin list customer --where "name = \"$(customer 7)\"" | jq -r '.rows[0].id')
cli lin set customer "$asked" credit_limit=50000.00 > /dev/null
cli lin do order "$order" approve > /dev/null
cli mei set customer "$asked" credit_limit=80000.00 > /dev/null
cli mei do order "$order" cancel cancel_reason="Put off" > /dev/null
cli mei sync > /dev/null
# Exit 4: something needs a decision.
cli lin sync > /dev/null || [ $? -eq 4 ]
status=$({ cli lin status || [ $? -eq 4 ]; } | jq -c '[.conflicts, .attention]')
[ "$status" = "[1,1]" ] || fail "$status wait for a decision, where [1,1] should"

# --- what is looked at ---
width=0 height=0 zoom=100
drawn_since() { [ "$(shown | cksum)" != "$1" ]; }
# Until what the hands did is seen; at the end of a page nothing comes of it.
follow() { # follow WHAT-WAS-SHOWN
    local tries=0
    until drawn_since "$1" || [ "$tries" -ge 10 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
    rest
}
# Until nothing changes any more.
rest() {
    local before='' now
    until now=$(shown | cksum) && [ "$now" = "$before" ]; do
        before=$now
        sleep 0.06
    done
}
# What a hand can use, a line each: "page" or "frame" (the rail and the bars around the page),
# whether it stands wholly in its part of the window, the x of its middle, its path; and a line for
# each two that overlap. What holds others (a row, its cells) or is half out of sight cannot.
controls() {
    shown | jq -r --argjson width "$width" --argjson height "$height" --argjson zoom "$zoom" '
        def part: if .path | test("^(rail|top|status)/") then "frame" else "page" end;
        def room: if . == "frame" then [0, 0, $width, $height]
                  else [0, 48 * $zoom / 100, $width, $height - 28 * $zoom / 100] end;
        def lies_in($room): .[0] >= $room[0] and .[1] >= $room[1] and .[2] <= $room[2]
                            and .[3] <= $room[3];
        def shared($a; $b; $i): ([$a[$i + 2], $b[$i + 2]] | min) - ([$a[$i], $b[$i]] | max) > 1;
        [.seen[] | select(.kind | IN("button", "field", "check", "tab", "chip", "item", "chart",
                                     "cell", "row"))
         | {kind, path, box, part: part} | . as $it
         | . + {inside: (.box | lies_in($it.part | room))}]
        | (.[] | "\(.part) \(.inside) \((.box[0] + .box[2]) / 2 | floor) \(.path)"),
          ([.[] | select(.inside and (.kind | IN("row", "cell", "chart") | not))] as $all
           | range($all | length) as $i | $all[$i] as $a | $all[$i + 1:][] | . as $b
           | select($a.part == $b.part and shared($a.box; $b.box; 0) and shared($a.box; $b.box; 1))
           | "over true 0 \($a.path) \($a.box) and \($b.path) \($b.box)")'
}
picture() {
    [ -z "${BRANCHLINE_PICTURES:-}" ] ||
        import -window "$window" "$BRANCHLINE_PICTURES/$look, $1.png"
}
# is_at ROOT: all that stands on the page belongs to it, and there is something.
is_at() { controls | awk -v root="$1/" '
    $1 == "page" { ++all; sub(/^[^ ]+ [^ ]+ [^ ]+ /, ""); if (index($0, root) == 1) ++its }
    END { exit !(all > 0 && all == its) }'; }
# reach WHAT ROOT: everything of it comes wholly into view, at once or by the wheel.
reach() {
    local part inside x path turns=0 known missing before
    local -A seen=() reached=()
    wait_for "the page: $1" is_at "$2"
    rest
    picture "$1"
    while true; do
        while read -r part inside x path; do
            [ "$part" != over ] || [ "$turns" -gt 0 ] || fail "$look, $1: one over another: $path"
            [ "$part" != over ] || continue
            seen[$path]=$x
            [ "$inside" = false ] || reached[$path]=1
        done < <(controls)
        missing=
        for known in "${!seen[@]}"; do
            [ -n "${reached[$known]:-}" ] || missing=$known
        done
        [ -n "$missing" ] || return 0
        turns=$((turns + 1))
        [ "$turns" -le 40 ] || fail "$look, $1: out of reach: $missing"
        # Where it would be. A list in the page takes the wheel for itself, so at two heights.
        x=${seen[$missing]}
        [ "$x" -gt 8 ] || x=8
        [ "$x" -lt $((width - 8)) ] || x=$((width - 8))
        before=$(shown | cksum)
        xdotool mousemove --window "$window" "$x" \
            $((turns % 2 == 1 ? height / 2 : height - 40 * zoom / 100)) \
            click --repeat 2 --delay 2 5
        follow "$before"
    done
}
places=(home inbox customer order review contracts task interaction records desk)
look_round() { # look_round LOOK: at everything
    look=$1
    local place
    for place in "${places[@]}"; do
        click "rail/go.$place"
        reach "$place" "$place"
        case "$place" in
            inbox)
                click tabs/refused
                wait_for "what was refused" shown_path inbox/discard
                reach "inbox refused" inbox
                click tabs/conflicts
                ;;
            customer)
                keys ctrl+n
                wait_for "the form" shown_path customer/name
                reach "customer form" "record customer"
                keys Escape
                ;;
            order)
                keys ctrl+n
                wait_for "the form" shown_path order/lane_from
                reach "order entry" order
                keys Escape
                ;;
        esac
    done
    go_to_record
    reach record "record customer"
    keys F2
    wait_for "the form" shown_path customer/name
    reach "record form" "record customer"
    keys Escape Escape
    ok "$look: ${#places[@]} places, records and forms are within reach"
}
go_to_record() {
    keys ctrl+k
    wait_for "the caret in the search" is_focused palette/text
    type_text "customer 7 "
    wait_for "the customer" shows "$(customer 7)"
    rest
    keys Return
    wait_for "his record" shows "C7"
}
resize() { # resize WIDTH HEIGHT
    width=$1 height=$2
    xdotool windowsize "$window" "$width" "$height"
    has_size() { xdotool getwindowgeometry "$window" | grep -q "${width}x$height"; }
    wait_for "the size" has_size
    xdotool mousemove --window "$window" $((width / 2)) 20
    rest
}
enlarge() { # enlarge PERCENT: by the keys for it
    while [ "$zoom" -lt "$1" ]; do
        keys ctrl+equal
        zoom=$((zoom + 10))
    done
    wait_for "the zoom" shows "$1 %"
}
from_menu() { # from_menu LINE: of the menu at the person
    click top/person
    wait_for "the menu" shown_path "person menu/line $1"
    click "person menu/line $1"
    rest
}

start_display
start_window --profile "$work/lin" --lang en
unlock
resize 1280 720
look_round "small, English, light"
from_menu 0
from_menu 1
[ -z "${BRANCHLINE_PICTURES:-}" ] || look_round "small, Chinese, dark"
resize 1600 1000
enlarge 200
look_round "large, Chinese, dark"
if [ -n "${BRANCHLINE_PICTURES:-}" ]; then
    from_menu 0
    from_menu 1
    look_round "large, English, light"
fi
close_window
[ "$code" -eq 0 ] || fail "closing ended $code"
