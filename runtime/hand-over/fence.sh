# The fence around an old master: it takes no write until it is released as a replica, or ended.
# shellcheck shell=sh

# print_fence: its replicas will leave the old master; a new write would then be answered with NOREPLICAS, pause or not.
# Its pings go on during a pause and count as writes: a replica that heard one more than the target could follow it only
# by a full sync.
print_fence() {
  printf 'CONFIG SET min-replicas-to-write 0\nCONFIG SET repl-ping-replica-period 3600\n'
  printf 'CLIENT PAUSE 600000 WRITE\nINFO replication\n'
}

# The gate: so many replicas does a server ask for before it takes a write, whose script has not seen that it is the
# only master. A Sentinel, or a person, may promote a replica at any moment.
SHUT=1000000

# In seconds: longer than the script takes to see who has newer writes.
SHUT_SYNC_DELAY=60

# Until the settings are read, which is after another node may have to be promoted.
sync_replicas_wanted=0

# open where this node's server takes writes, as far as its script knows.
gate=shut

# print_unfence: the settings that the fence changed.
print_unfence() {
  if [ "$gate" = open ]; then print_gate "$MIN_REPLICAS_TO_WRITE"; else print_gate "$SHUT"; fi
  printf 'CONFIG SET repl-ping-replica-period %s\n' "$ping_period_wanted"
}

# How long the steps from the fence to the release may take.
WATCHDOG_MS=2000

start_watchdog() {
  read_uptime
  fenced_at=$now
  (
    trap 'kill "$watched" 2>/dev/null; exit 0' TERM
    trap - CHLD
    sleep $((WATCHDOG_MS / 1000)) &
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
  printf 'CONFIG SET repl-ping-replica-period %s\n' "$ping_period_wanted"
  print_shut
}

print_gate() {
  printf 'CONFIG SET min-replicas-to-write %s\n' "$1"
}

# open_gate: of this node's own server.
open_gate() {
  [ "$(ask "$OWN_LOCAL" CONFIG SET min-replicas-to-write "$MIN_REPLICAS_TO_WRITE")" = OK ] && gate=open
}

# shut_gate: a full sync from it waits, in which a replica with newer writes would lose them. Where the answer is lost,
# keep_gate finds out what became of it.
shut_gate() {
  note_shut
  case $(print_shut | call "$OWN_LOCAL") in
    'OK
OK'*) ;;
    *) return 1 ;;
  esac
}

note_shut() {
  gate=shut sync_delay_set=$SHUT_SYNC_DELAY
}

# read_gate: sets required, the replicas that the own server asks for before it takes a write.
read_gate() {
  required=$(ask "$OWN_LOCAL" CONFIG GET min-replicas-to-write)
  case $required in
    'min-replicas-to-write
'*) required=${required##*
} ;;
    *) return 1 ;;
  esac
}

# print_shut: 6.2 does not know the last one, and always waits.
print_shut() {
  print_gate "$SHUT"
  printf 'CONFIG SET repl-diskless-sync-delay %s\n' "$SHUT_SYNC_DELAY"
  printf 'CONFIG SET repl-diskless-sync-max-replicas 0\n'
}

# print_syncs DELAY: of a master.
print_syncs() {
  printf 'CONFIG SET repl-diskless-sync-delay %s\n' "$1"
  printf 'CONFIG SET repl-diskless-sync-max-replicas %s\n' "$sync_replicas_wanted"
}

# set_sync_delay: a sync waits for others to share it, but not where this replica is the last one that is missing.
set_sync_delay() {
  local sync_delay
  sync_delay=$sync_delay_wanted
  [ "$info_online" -lt $((REPLICAS_MIN - 1)) ] || sync_delay=0
  put_sync_delay "$sync_delay"
}

# put_sync_delay SECONDS: of this node's own server.
put_sync_delay() {
  [ "$1" != "$sync_delay_set" ] || return 0
  print_syncs "$1" | call "$OWN_LOCAL" >/dev/null && sync_delay_set=$1
}

# end_old_master: what cannot be released must not live.
end_old_master() {
  stop_watchdog
  ! child_lives || kill -KILL "$child" 2>/dev/null
}
