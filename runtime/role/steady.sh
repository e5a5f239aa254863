# How often to look. A look starts a program, which costs more than all else that this script does.
# shellcheck shell=sh

steady=no
quiet=0
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

# is_time_to_look: now and then while all is steady; at once where a hand-over is asked for or the server stands still.
is_time_to_look() {
  [ "$steady" = yes ] || return 0
  quiet=$((quiet + 1))
  was_quiet_for_long || [ -e "$RUN_DIR/hand-over.request" ] || [ -e "$RUN_DIR/restore.request" ] || seems_to_stand_still
}

# was_quiet_for_long: for five seconds, or less for a replica, which has to let go of its master before the Sentinels
# find it down; its master may have been silent for a while at the last look.
was_quiet_for_long() {
  [ "$quiet" -ge 5 ] ||
    { [ "$info_role" = slave ] && [ "$quiet" -ge $(((DOWN_AFTER_MS - 2000) / 1000 - info_last_io)) ]; }
}

# seems_to_stand_still: an idle server runs ten times a second; this one has not run since the last second. Sets
# still_since.
seems_to_stand_still() {
  local last_slices
  last_slices=$slices
  [ -r "/proc/$child/schedstat" ] && read -r _ _ slices <"/proc/$child/schedstat" || return 1
  [ "$slices" = "$last_slices" ] && still_since=$slept_at
}

# note_steadiness: a node in its role, connected, with which the Sentinels agree. One that takes writes is looked at
# each second, because the state file tells how many it had.
note_steadiness() {
  if [ "$view" = "$last_look" ] && is_at_ease && [ "$interval" = 1 ] &&
    [ $((info_offset - looked_offset)) -lt $(((quiet + 1) * 1000)) ]; then
    steady=yes
  fi
  quiet=0 last_look=$view looked_offset=$info_offset
}
