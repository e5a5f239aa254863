#!/bin/sh
# Usage: sh ready.sh; environment: RUN_DIR
# Readiness probe: what the node's script says of it.
read -r readiness <"$RUN_DIR/readiness" || exit 1
[ "$readiness" != ready ] || exit 0
echo "$readiness"
exit 1
