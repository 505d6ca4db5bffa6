#!/usr/bin/env bash
# A Chinese sentence through a real input method, with corrections on the way: keys that belong to
# a composition never touch text that is committed.
set -euo pipefail
limit_seconds=240
. "$(dirname "$0")/lib.sh"
for tool in fcitx5 dbus-launch xprop; do
    command -v "$tool" > /dev/null || skip "$tool is not installed (tools/setup installs it)"
done

start_display
mkdir -p "$XDG_CONFIG_HOME/fcitx5"
cat > "$XDG_CONFIG_HOME/fcitx5/profile" << 'PROFILE'
[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin
[Groups/0/Items/0]
Name=keyboard-us
Layout=
[Groups/0/Items/1]
Name=pinyin
Layout=
[GroupOrder]
0=Default
PROFILE
printf '[Behavior]\nActiveByDefault=True\n' > "$XDG_CONFIG_HOME/fcitx5/config"
eval "$(dbus-launch --sh-syntax)"
started[$DBUS_SESSION_BUS_PID]=1
unwanted=wayland,waylandim,ibusfrontend,fcitx4frontend,notificationitem,cloudpinyin,kimpanel
fcitx5 --disable="$unwanted" > "$work/fcitx.log" 2>&1 &
fcitx_pid=$!
started[$fcitx_pid]=1
has_input_method() {
    kill -0 "$fcitx_pid" 2> /dev/null || { cat "$work/fcitx.log" >&2 && fail "fcitx5 has ended"; }
    xprop -root XIM_SERVERS 2> /dev/null | grep -q fcitx
}
wait_for "the input method" has_input_method

export XMODIFIERS=@im=fcitx
start_window --profile "$work/desk" --lang en
wait_for "the first-run screen" shows Welcome
click English
wait_for "the field" shown_path code
click code
is_focused() {
    [ "$(shown | jq -r '[.seen[] | select(.path | endswith("code"))][0].focused')" = true ]
}
wait_for "the caret in it" is_focused

type_text shanghai
keys space
wait_for "上海" has_value code 上海
ok "a word is committed"

type_text zhong
keys BackSpace BackSpace Escape
type_text kehu
keys space
wait_for "上海客户" has_value code 上海客户
ok "Backspace and Esc in a composition leave what is committed alone"

keys BackSpace
wait_for "上海客" has_value code 上海客
ok "Backspace without a composition deletes one character"

type_text abc
keys Return
wait_for "the letters" has_value code 上海客abc
shown_path code || fail "Return in a composition has left the field"
ok "Return commits the letters as they are, and nothing else"

keys ctrl+a BackSpace
wait_for "an empty field" has_value code ""
# As fast as the keys come.
xdotool type --delay 2 "shanghai kehu wuliu gongsi "
wait_for "the sentence" has_value code 上海客户物流公司
ok "a sentence typed at once arrives whole"

# The second press is there before the first has come back from the input method.
fast() { xdotool key --delay 1 "$@"; }
fast BackSpace BackSpace
wait_for "two characters less" has_value code 上海客户物流
fast BackSpace BackSpace BackSpace Left Left Delete
wait_for "four less" has_value code 上客
fast Home Home Delete Delete Delete
wait_for "nothing more" has_value code ""
xdotool type --delay 1 "aabb"
fast Return BackSpace BackSpace
wait_for "the first two letters" has_value code aa
ok "keys pressed twice at once count twice"

xdotool type --delay 1 "nn"
fast BackSpace BackSpace BackSpace
wait_for "one letter less" has_value code a
fast ctrl+a ctrl+a BackSpace
wait_for "an empty field" has_value code ""
ok "what the composition has used up is not given twice"

type_text zhongguo
click back
wait_for "the screen before" shows "Choose a language"
ok "leaving a field in a composition harms nothing"
