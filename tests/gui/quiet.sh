#!/usr/bin/env bash
# The thread of the window waits for events and for nothing else: while somebody works it touches no
# file and takes no lock of a file. The other threads do, or the recording would prove nothing.
# Calls are counted thread by thread.
set -euo pipefail
limit_seconds=240
. "$(dirname "$0")/lib.sh"
command -v strace > /dev/null || skip "strace is not installed (tools/setup installs it)"
strace -f -o "$work/trial" true 2> /dev/null || skip "tracing is forbidden here"

start_company lin
for i in 1 2 3 4 5 6 7 8; do cli lin new customer name=客户$i > /dev/null; done
start_display
start_window --profile "$work/lin" --lang en
unlock

files=open,openat,creat,stat,lstat,newfstatat,statx,access,faccessat,faccessat2,readlink,unlink
files+=,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,getdents64,fsync,fdatasync,pread64,pwrite64
files+=,ftruncate,fallocate,flock,fcntl,sync_file_range,nanosleep,clock_nanosleep
strace -f -ff -o "$work/trace" -e trace="$files" -p "$window_pid" 2> "$work/strace.log" &
tracer=$!
started[$tracer]=1
wait_for "the recording" grep -q attached "$work/strace.log"

click rail/go.customer
wait_for "the list" shows 客户3
keys ctrl+n
wait_for "a new customer" shown_path customer/name
click customer/name
type_text Suzhou
keys ctrl+s
wait_for "the save" has_customers lin Suzhou 1
keys ctrl+k
type_text customers
keys Escape
kill -INT "$tracer"
wait "$tracer" || true
unset "started[$tracer]"

# F_GETFL and F_SETFL ask nothing of a file: sockets are set to wait or not by them.
calls() { grep -c -v -e F_GETFL -e F_SETFL -e '^[+-]' "$1" || true; }
of_window=$(calls "$work/trace.$window_pid")
of_others=0
for trace in "$work"/trace.*; do
    [ "$trace" = "$work/trace.$window_pid" ] || of_others=$((of_others + $(calls "$trace")))
done
[ "$of_others" -gt 20 ] || fail "the other threads made only $of_others calls: nothing was recorded"
if [ "$of_window" -ne 0 ]; then
    head -n 20 "$work/trace.$window_pid" >&2
    fail "the thread of the window made $of_window calls to files or locks"
fi
ok "0 calls of the window's thread, $of_others of the others"
close_window
[ "$code" -eq 0 ] || fail "closing ended $code"
