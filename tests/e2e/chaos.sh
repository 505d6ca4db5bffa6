#!/usr/bin/env bash
# A minute of tools/chaos: ten desks on rough networks, everybody at work, desks and server killed;
# then nothing is lost, nothing doubled, and all that should see the same do. The seed is fixed, so
# that the plan is the same each time; by hand it takes any.
set -euo pipefail
limit_seconds=420  # set-up, storm and looking take 100 s, with compilers beside them much longer
. "$(dirname "$0")/lib.sh"
command -v python3 > /dev/null || skip "no python3"

said=0
BRANCHLINE_BIN=$bin TMPDIR=$work "$root/tools/chaos" --seconds 60 --desks 10 --seed 20261126 ||
    said=$?
[ "$said" -eq 0 ] || fail "tools/chaos ended with $said"
