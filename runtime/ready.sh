#!/bin/sh
# Readiness probe: what the node's script says of it.
read -r readiness <"$RUN_DIR/readiness" || exit 1
[ "$readiness" != ready ] || exit 0
echo "$readiness"
exit 1
