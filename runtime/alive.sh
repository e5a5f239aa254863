#!/bin/sh
# Usage: sh alive.sh redis|sentinel; environment: as redis.sh
# Liveness probe: fails only where the server takes a connection and says nothing. Any answer is a sign of life
# (LOADING, BUSY, MASTERDOWN, NOAUTH), and so is a refused connection: then the node's script keeps the server down.
set -u
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/clock.sh"

# has_just_answered: to the node's script, which asks all the time.
has_just_answered() {
  local answered
  answered=''
  read -r answered 2>/dev/null <"$RUN_DIR/answered" || return 1
  read_uptime
  [ "$answered" -le "$now" ] && [ "$answered" -gt $((now - 5000)) ]
}

if has_just_answered; then
  echo "the server has just answered the node's script"
  exit 0
fi
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/environment.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/call.sh"

: "${CALL_LIMIT:=4}"
load_environment "$1"
answer=$(ask "$OWN_LOCAL" PING)
# 124 is said by coreutils' timeout, 143 by busybox's.
case $? in
  124 | 143)
    echo "the server gave no answer within $CALL_LIMIT s"
    exit 1
    ;;
esac
echo "$answer"
