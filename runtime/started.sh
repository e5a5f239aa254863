#!/bin/sh
# Usage: sh started.sh redis|sentinel; environment: as redis.sh
# Startup probe: passes as soon as the node is ready, so that the platform sees that at once and not
# at its next look; after 5 s also where it only lives, since it may wait for others.
set -u
: "${SCRIPTS_DIR:=$(dirname "$0")}"

is_ready() {
  local readiness
  read -r readiness <"$RUN_DIR/readiness" && [ "$readiness" = ready ]
}

looks=25
until is_ready 2>/dev/null; do
  looks=$((looks - 1))
  [ "$looks" -gt 0 ] || exec sh "$SCRIPTS_DIR/alive.sh" "$1"
  sleep 0.2
done
