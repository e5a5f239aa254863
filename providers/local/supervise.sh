#!/bin/sh
# The kubelet's stand-in on one machine: runs a node's start script, starts it again when it ends, and on TERM ends it
# with everything it started.
#   usage: supervise.sh redis.sh|sentinel.sh        environment: SCRIPTS_DIR NODE_NAME, and what the start script needs
set -u

first_pause=1
longest_pause=10
steady=60

main() {
  stopping=
  child=
  trap stop TERM INT HUP
  pause=$first_pause
  while [ -z "$stopping" ]; do
    run_once "$1"
    [ -n "$stopping" ] && break
    [ "$lasted" -ge "$steady" ] && pause=$first_pause
    say restart "script=$1 status=$status ran=${lasted}s pause=${pause}s"
    rest "$pause"
    lengthen_pause
  done
  say ended "script=$1"
}

stop() {
  stopping=yes
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
}

# The script leads a process group of its own, so that what it leaves behind can be ended without ending this one.
run_once() {
  started=$(date +%s)
  start_group sh "$SCRIPTS_DIR/$1"
  await_child
  kill -KILL "-$child" 2>/dev/null
  child=
  lasted=$(($(date +%s) - started))
}

start_group() {
  if command -v setsid >/dev/null 2>&1; then
    setsid "$@" &
  else
    set -m # without setsid (macOS) sh is bash, whose job control needs no terminal
    "$@" &
    set +m
  fi
  child=$!
  [ -z "$stopping" ] || stop # a TERM may have come before the child had a name
}

rest() {
  sleep "$1" &
  child=$!
  [ -z "$stopping" ] || stop
  await_child
  child=
}

# `wait` also returns when a signal was caught; the child has ended only once it is gone.
await_child() {
  status=0
  wait "$child" || status=$?
  while kill -0 "$child" 2>/dev/null; do
    status=0
    wait "$child" || status=$?
  done
}

lengthen_pause() {
  pause=$((pause * 2))
  [ "$pause" -le "$longest_pause" ] || pause=$longest_pause
}

say() {
  echo "time=$(date -u +%Y-%m-%dT%H:%M:%SZ) node=$NODE_NAME event=supervise-$1 $2"
}

main "$@"
