# The fence around an old master: it takes no write until it is released as a replica, or ended.
# shellcheck shell=sh

# print_fence: its replicas will leave the old master; a new write would then be answered with NOREPLICAS, pause or not.
# Its pings go on during a pause and count as writes: a replica that heard one more than the target could follow it only
# by a full sync.
print_fence() {
  printf 'CONFIG SET min-replicas-to-write 0\nCONFIG SET repl-ping-replica-period 3600\n'
  printf 'CLIENT PAUSE 600000 WRITE\nINFO replication\n'
}

# print_unfence: the settings that the fence changed.
print_unfence() {
  printf 'CONFIG SET min-replicas-to-write %s\n' "$MIN_REPLICAS_TO_WRITE"
  printf 'CONFIG SET repl-ping-replica-period %s\n' "$ping_period_wanted"
}

start_watchdog() {
  (
    trap 'kill "$watched" 2>/dev/null; exit 0' TERM
    trap - CHLD
    sleep 2 &
    watched=$!
    wait "$watched"
    kill -KILL "$child" 2>/dev/null
  ) &
  watchdog=$!
}

stop_watchdog() {
  [ -n "$watchdog" ] || return 0
  kill "$watchdog" 2>/dev/null
  wait "$watchdog" 2>/dev/null
  watchdog=''
}

# print_release HOST:PORT
print_release() {
  printf 'MULTI\nCLIENT KILL TYPE normal\nCLIENT KILL TYPE pubsub\nREPLICAOF %s %s\nCLIENT UNPAUSE\nEXEC\n' \
    "${1%:*}" "${1##*:}"
  print_unfence
}

# end_old_master: what cannot be released must not live.
end_old_master() {
  stop_watchdog
  ! child_lives || kill -KILL "$child" 2>/dev/null
}
