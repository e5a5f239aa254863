# The server as a child of this script: start it, notice its end, stop it, leave nothing behind.
# shellcheck shell=sh

child=
child_status=0
nap=
stopping=

# The trap on CHLD does nothing but end the `wait` in pause(), so that the server's end is noticed at once.
watch_signals() {
  trap 'stopping=yes; stop_nap' TERM INT
  trap : CHLD
}

# start_child COMMAND...
start_child() {
  "$@" &
  child=$!
}

child_lives() {
  [ -n "$child" ] && kill -0 "$child" 2>/dev/null
}

# pause SECONDS: ends early when the server ends or a stop is asked for.
pause() {
  [ -n "$stopping" ] || rest "$1"
}

# rest SECONDS: ends early when the server ends.
rest() {
  sleep "$1" &
  nap=$!
  wait "$nap"
  stop_nap
}

stop_nap() {
  [ -n "$nap" ] || return 0
  end_helper "$nap" 2>/dev/null
  nap=
}

# end_helper PID: a process beside the server. The shell tells of its end on standard error. Any other signal would be
# lost where the process is still a shell.
end_helper() {
  kill -KILL "$1"
  while kill -0 "$1"; do wait "$1"; done
}

# await_child: waits for the server's end; sets child_status.
await_child() {
  while child_lives; do
    if [ -n "$stopping" ]; then press_stop; else rest 5; fi
  done
  take_status
}

# stop_child: for a new start from the beginning.
stop_child() {
  while child_lives; do press_stop; done
  take_status
}

# press_stop: again each second. Redis refuses a stop, and forgets it, while it writes its first append-only file after
# a full sync ("Writing initial AOF. Can't exit") or when it cannot save.
press_stop() {
  kill -TERM "$child" 2>/dev/null
  rest 1
}

take_status() {
  wait "$child"
  child_status=$?
  child=
}

# end_with_child: the last thing this script does. The platform starts it again after a crash, with its back-off.
end_with_child() {
  [ -z "$child" ] || await_child
  if [ -n "$stopping" ]; then
    log stopped "status=$child_status" "asked to stop; the server has ended"
    exit 0
  fi
  log crashed "status=$child_status" "the server ended by itself; the platform starts this node again"
  [ "$child_status" -ne 0 ] || child_status=1
  exit "$child_status"
}
