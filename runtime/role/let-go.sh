# A replica lets go of a master that stands still, before the Sentinels replace it. A master that wakes up in the middle
# of that takes writes until the Sentinels have turned its last replica away; that replica would acknowledge them
# (WAIT), and drop them.
# shellcheck shell=sh

watched=
master_silent_at=
master_answered_at=

# begin_watch: a master that this node begins to follow counts as one that has just answered.
begin_watch() {
  read_uptime
  [ "$watched" != "$info_host:$info_port" ] || return 0
  watched=$info_host:$info_port master_silent_at='' master_answered_at=$now
  stop_patience
}

# watch_master: with repl-ping-replica-period 1 a master that lives is never silent for 2 s; where it is longer, the
# master is asked. One that did not answer before has to, because a sync that ends counts as a word from it.
watch_master() {
  begin_watch
  [ "$info_last_io" -lt 2 ] || interval=0.3
  if { [ -z "$master_silent_at" ] && [ "$info_last_io" -lt 2 ]; } || answers "$info_host:$info_port"; then
    master_silent_at=''
    stop_patience
  else
    note_silent_since $((now - info_last_io * 1000))
  fi
}

# watch_lost_master: a replica on its way to a master that stands still is in sync as soon as that one wakes up. The
# master may stand still since the link broke, when nobody looked; a server that has had no link yet tells no such time.
watch_lost_master() {
  local asked_at lost_at
  begin_watch
  asked_at=$now lost_at=$((now - info_down_for * 1000))
  [ "$info_down_for" -ge 0 ] && [ "$lost_at" -ge "$master_answered_at" ] || lost_at=$master_answered_at
  try_password replication "$info_host:$info_port"
  if [ -n "$greeting" ]; then
    master_silent_at='' master_answered_at=$asked_at
    stop_patience
  else
    note_silent_since "$lost_at"
  fi
}

# note_silent_since UPTIME: the master has said nothing since then, or since what was noted before.
note_silent_since() {
  interval=0.3
  : "${master_silent_at:=$1}"
  ! answers_patiently "$watched" || master_silent_at=$answered_after
  read_uptime
  [ $((now - master_silent_at)) -lt $((DOWN_AFTER_MS - 1200)) ] || let_go
}

# answers HOST:PORT: an error is an answer too.
answers() {
  case $(ask "$1" PING) in
    '' | *'Could not connect'*) return 1 ;;
  esac
}

# let_go: into the closed state, but it may still be read and promoted. Its way back is decide_other_named.
let_go() {
  local silent_for
  silent_for=$((now - master_silent_at)) master_silent_at=''
  stop_patience
  still_follows_watched || return 0
  save_last_offset
  # It is refused while the server loads what it got from the master.
  [ "$(ask "$OWN_LOCAL" REPLICAOF "$(cold_name)" 1)" = OK ] || return 0
  log let-go "master=$info_host:$info_port silent_ms=$silent_for epoch=$state_epoch offset=$state_offset" \
    "the master is unresponsive, so the Sentinels will replace it; this node acknowledges none of its writes any more"
  watch_promotion
}

# still_follows_watched: a Sentinel may have promoted this node, or turned it to another master, since it was looked at;
# it would wait for the one whose promotion is undone until failover-timeout is over.
still_follows_watched() {
  look_at_self && [ "$info_role" = slave ] && [ "$info_host:$info_port" = "$watched" ]
}
