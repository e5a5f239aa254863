# A node of which nothing changes is looked at as often as any other, but by its line, which starts no program and tells
# what was so before the last pause.
# shellcheck shell=sh

steady=no
missed_word=no
slices=
looked_offset=0
awake_at=
slept_at=

# notice_freeze: a node that stood still may have lost its place meanwhile, so the Sentinels are asked at once.
notice_freeze() {
  read_uptime
  slept_at=${awake_at:-$now} awake_at=$now
  [ $((awake_at - slept_at)) -lt 2500 ] || steady=no last_view=''
}

# look: as look_at_self, but without a call where the line shows what the last look has shown.
look() {
  if [ "$steady" = yes ] && ! is_asked_for_something && ! seems_to_stand_still && is_unchanged; then return 0; fi
  steady=no
  look_at_self
}

# is_asked_for_something: what is decided on then has to be newer than the last pause.
is_asked_for_something() {
  [ -e "$RUN_DIR/hand-over.request" ] || [ -e "$RUN_DIR/restore.request" ]
}

# seems_to_stand_still: an idle server runs ten times a second; this one has not run since the last second. Sets
# still_since.
seems_to_stand_still() {
  local last_slices
  last_slices=$slices
  [ -r "/proc/$child/schedstat" ] && read -r _ _ slices <"/proc/$child/schedstat" || return 1
  [ "$slices" = "$last_slices" ] && still_since=$slept_at
}

# is_unchanged: sets info_* to what the line told. A replica has to have reached by now what its readiness waits for.
is_unchanged() {
  local before offset
  set_own_state
  before=$own_state offset=$info_offset
  if ! has_line_answered '# Replication'; then
    ! is_line_silent || still_since=$line_asked_at
    return 1
  fi
  read_info <"$RUN_DIR/line.answer"
  set_own_state
  [ "$own_state" = "$before" ] || return 1
  [ "$info_role" = master ] || { hears_master_since "$offset" && [ "$info_offset" -ge "${lag_goal:-0}" ]; }
}

# hears_master_since OFFSET: of the last look. Of an idle master there may be a look between two pings; one is let pass
# where down-after leaves time for it.
hears_master_since() {
  [ "$info_last_io" -lt 2 ] || return 1
  if [ "$info_offset" -gt "$1" ]; then
    missed_word=no
    return 0
  fi
  [ "$missed_word" = no ] && [ "$DOWN_AFTER_MS" -ge 5000 ] && missed_word=yes
}

# set_own_state: sets own_state, what has to be as it was.
set_own_state() {
  own_state="$info_role $info_host:$info_port $info_link $info_syncing $info_replid $info_replid2 $info_replicas \
$info_online $info_priority"
}

# note_steadiness: a node in its role, connected, with which the Sentinels agree. One that takes writes is looked at by
# calls, because they are what it could lose.
note_steadiness() {
  steady=no
  if [ "$view" = "$last_look" ] && is_at_ease && [ "$interval" = 1 ] &&
    [ $((info_offset - looked_offset)) -lt 1000 ]; then
    steady=yes
  fi
  last_look=$view looked_offset=$info_offset
}
