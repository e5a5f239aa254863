#!/bin/sh
# Usage: sh ready.sh; environment: RUN_DIR
# Readiness probe: what the node's script says of it; also of a ready node, which files it has left aside.
read -r readiness <"$RUN_DIR/readiness" || exit 1
if [ "$readiness" = ready ]; then
  [ ! -e "$RUN_DIR/left-aside" ] || cat "$RUN_DIR/left-aside"
  exit 0
fi
echo "$readiness"
exit 1
