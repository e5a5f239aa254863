#!/bin/sh
# Usage: sh restore-serve.sh; environment: as restore-fetch.sh
# Beside the home of the master, where aws is: brings the backup that the node's script wants, for as long as it takes.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"

child=

main() {
  trap 'end_child; exit 0' TERM INT
  log restore-serve "" "waiting for the node's script to want a backup, which it does only where no node holds data"
  while :; do
    if [ ! -s "$WORK_DIR/wanted" ] || [ -e "$WORK_DIR/fetched" ]; then
      await sleep 1
    elif await fetch; then
      : >"$WORK_DIR/fetched"
    else
      await sleep 10
    fi
  done
}

# await COMMAND...: a shell hears of a signal only between its commands.
await() {
  "$@" &
  child=$!
  wait "$child"
}

end_child() {
  [ -z "$child" ] || kill "$child" 2>/dev/null
}

# fetch: its log is also for the node's script, which tells why there is no data yet.
fetch() {
  local from ended fetching
  fetching=''
  read -r from <"$WORK_DIR/wanted"
  trap 'kill "$fetching" 2>/dev/null; exit 1' TERM
  sh "$SCRIPTS_DIR/restore-fetch.sh" "$from" >"$WORK_DIR/log" 2>&1 &
  fetching=$!
  wait "$fetching"
  ended=$?
  cat "$WORK_DIR/log"
  return "$ended"
}

main
