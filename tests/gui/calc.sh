#!/usr/bin/env bash
# Fifty rows by the clipboard to LibreOffice Calc and back, by real keys in real windows: quotes,
# line breaks, tabs, figures, Han characters, digits that are no numbers. Skipped where there is no
# Calc (libreoffice-calc and python3-uno; tools/setup does not install them).
set -euo pipefail
limit_seconds=280
. "$(dirname "$0")/lib.sh"
command -v soffice > /dev/null || skip "soffice is not installed"
python=$(for each in python3 /usr/bin/python3; do
    "$each" -c 'import uno' 2> /dev/null && echo "$each" && break
done || true)
[ -n "$python" ] || skip "python3-uno is not installed"

# --- the spreadsheet ---
# calc fill FILE: the first sheet holds these rows (JSON; a text stays a text) · copy COLUMNS ROWS ·
# paste · read COLUMNS ROWS: as they are shown · clear.
cat > "$work/calc.py" << 'EOF'
import json, os, sys, time, uno

def connect(pipe):
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(300):
        try:
            return resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except Exception:
            time.sleep(0.2)
    raise SystemExit("the spreadsheet does not answer")

def document(context):
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context)
    for _ in range(300):
        found = desktop.getCurrentComponent()
        if found is not None and found.getCurrentController() is not None:
            return found
        time.sleep(0.2)
    raise SystemExit("the spreadsheet shows no table")

context = connect(sys.argv[1])
book = document(context)
sheet = book.Sheets.getByIndex(0)
what, rest = sys.argv[2], sys.argv[3:]

def dispatch(command):
    helper = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.DispatchHelper", context)
    helper.executeDispatch(book.getCurrentController().Frame, command, "", 0, ())

if what == "fill":
    for y, row in enumerate(json.load(open(rest[0]))):
        for x, cell in enumerate(row):
            at = sheet.getCellByPosition(x, y)
            at.setString(cell) if isinstance(cell, str) else at.setValue(cell)
elif what == "copy":
    area = sheet.getCellRangeByPosition(0, 0, int(rest[0]) - 1, int(rest[1]) - 1)
    book.getCurrentController().select(area)
    dispatch(".uno:Copy")
elif what == "paste":
    book.getCurrentController().select(sheet.getCellByPosition(0, 0))
    dispatch(".uno:Paste")
elif what == "read":
    print(json.dumps([[sheet.getCellByPosition(x, y).getString() for x in range(int(rest[0]))]
                      for y in range(int(rest[1]))], ensure_ascii=False))
elif what == "clear":
    sheet.getCellRangeByPosition(0, 0, 30, 200).clearContents(1023)
sys.stdout.flush()
os._exit(0)  # the bridge has been seen to crash when it is taken down
EOF
pipe=branchline-$$
calc() { "$python" "$work/calc.py" "$pipe" "$@"; }
start_calc() {
    SAL_USE_VCLPLUGIN=gen setsid soffice --calc --norestore --nologo \
        --nofirststartwizard "-env:UserInstallation=file://$work/office" \
        "--accept=pipe,name=$pipe;urp;" > "$work/office.log" 2>&1 &
    started[$!]=1
    sessions[$!]=1
    wait_for "the spreadsheet" calc clear # its bridge has been seen to crash while it starts
}
# Calc asks how to read a text: as it proposes.
paste_into_calc() {
    calc clear
    calc paste
    wait_for "the question how to read it" asks
    xdotool windowfocus --sync "$question" key --delay 100 Return
    wait_for "the rows" holds "$@"
}
asks() {
    question=$(xdotool search --onlyvisible --name 'Text Import' 2> /dev/null | head -n 1)
    [ -n "$question" ]
}
# Whatever Calc has done, the keyboard is here.
sit_down() {
    sleep 0.5
    xdotool windowraise "$window" windowfocus --sync "$window"
}
holds() { # holds COLUMNS ROWS: something stands in the last row
    calc read "$1" "$2" | jq -e '.[-1] | any(. != "")' > /dev/null
}

# --- fifty rows that are hard to carry ---
rows=50
jq -n --argjson rows $rows '[range($rows) as $i |
    (["Pipe 5\" \($i)", "货物，样例 \($i)", "two\nlines \($i)", "tab\there \($i)",
      "\"quoted\" \($i)", "a, b; c \($i)", "=plain \($i)"][$i % 7]) as $text |
    ["00\($i + 100)", "913100001234567\($i + 100)", "0", "箱", "-"][$i % 5] as $digits |
    [$text, $digits, $i + 1, ($i + 1) * 2.5, ($i + 1) / 8]]' > "$work/rows.json"
# As a field of one line holds them.
jq -c 'map([(.[0] | gsub("[\n\t]"; " ")), .[1], .[2], .[3] * 1000, .[4] * 1000000])' \
    "$work/rows.json" > "$work/expected.json"

start_company lin
cli lin new customer name="Acme Cold Chain" > /dev/null
start_display
start_calc
start_window --profile "$work/lin" --lang en
unlock

# --- from Calc ---
calc fill "$work/rows.json"
calc copy 5 $rows
sit_down
keys ctrl+4
wait_for "the orders" shows "New order"
keys ctrl+n
wait_for "the caret at the customer" is_focused customer/text
type_text ac
wait_for "the customer" shows "Acme Cold Chain"
keys Return F6
sleep 0.5
keys ctrl+v
wait_for "the preview" shows "$rows"
keys Return
wait_for "their sum" shows 1,275 # 1 + 2 + … + 50
keys ctrl+s
has_lines() {
    [ "$(cli lin list order_line --limit 200 | jq -c '[.rows | sort_by(.id)[] |
        [.cargo, .packaging, .pieces, .weight_g, .volume_cm3]]')" = "$(cat "$work/expected.json")" ]
}
wait_for "the lines" has_lines
ok "$rows rows come from Calc as they stand there"

# --- to Calc, and back ---
sit_down
keys ctrl+a ctrl+c
paste_into_calc 5 $rows
calc read 5 $rows | jq -c 'map(.[:2] + (.[2:] | map(tonumber)))' > "$work/there.json"
jq -c 'map([(.[0] | gsub("[\n\t]"; " ")), .[1], .[2], .[3], .[4]])' "$work/rows.json" \
    > "$work/wanted.json"
diff "$work/there.json" "$work/wanted.json" > "$work/differs" ||
    fail "in Calc it is otherwise: $(head -c 1500 "$work/differs")"
ok "$rows rows go to Calc: quotes, Han characters, figures, digits that are no numbers"

# --- a list to Calc, and a cell of it back ---
jq -r '["customer", "summary"], ((map(.[0]) + ["00042"])[] | ["Acme Cold Chain", .]) | @csv' \
    "$work/rows.json" > "$work/calls.csv"
cli lin import interaction "$work/calls.csv" > /dev/null
sit_down
keys ctrl+8
wait_for "the calls" shows 00042
keys ctrl+a ctrl+c
paste_into_calc 5 $((rows + 2))
calc read 5 $((rows + 2)) | jq -c '.[1:] | map(.[3]) | sort' > "$work/there.json"
cli lin list interaction --limit 200 | jq -c '[.rows[].summary] | sort' > "$work/wanted.json"
diff "$work/there.json" "$work/wanted.json" > "$work/differs" ||
    fail "in Calc it is otherwise: $(head -c 1500 "$work/differs")"
ok "a list goes to Calc with the line breaks and tabs of its texts"

calc clear
jq -n '[["two\nlines and a \"word\""]]' > "$work/cell.json"
calc fill "$work/cell.json"
calc copy 1 1
sit_down
keys ctrl+1
wait_for "my day" shows "Orders today"
keys ctrl+l
wait_for "the caret at the customer" is_focused customer/text
keys Tab
wait_for "the caret at the summary" is_focused /summary
keys ctrl+v
wait_for "the cell" has_value /summary $'two\nlines and a "word"'
ok "a cell of Calc comes into a text with its line breaks and without quotes of its own"

close_window
[ "$code" -eq 0 ] || fail "closing ended $code"
