# A master that stands still is dead to its clients. Its script notices it as early as the Sentinels do, and ends it:
# then it is surely dead, and the hand-over after a crash is faster than a failover.
# shellcheck shell=sh

silent_since=
still_since=

# note_answer: after a silence the Sentinels are asked at once; they may have replaced this node.
note_answer() {
  note_life "$now"
  still_since=''
  [ -n "$silent_since" ] || return 0
  last_view='' silent_since=''
  stop_patience
}

# note_silence ANSWER: BUSY is an answer (of a server in a long script, which the Sentinels know how to end), and so are
# a refused password and a certificate.
note_silence() {
  case $1 in
    *BUSY* | *LOADING*) return 0 ;;
  esac
  ! is_refusal "$1" && ! is_untrusted "$1" || return 0
  read_uptime
  : "${silent_since:=${still_since:-$now}}"
  [ "$info_role" = master ] || return 0
  ! answers_patiently "$OWN_LOCAL" || silent_since=$answered_after
  if has_passed "$silent_since" $((DOWN_AFTER_MS - 1500)) && can_be_handed_over; then
    log hung "silent_ms=$((now - silent_since)) views=\"$shown\" offsets=\"$offsets\"" \
      "this node's server is master but has given no answer for so long; ending it, so that another node can take over"
    kill -KILL "$child" 2>/dev/null
  elif was_late_since "$silent_since"; then
    log_once late "silent_ms=$((now - silent_since)) limit_ms=$limit_ms" \
      "this node's server gives no answer, but this script is late itself; it waits longer before it ends the server"
  fi
}

# can_be_handed_over: otherwise it is better to have a server that may wake up.
can_be_handed_over() {
  read_clock
  ! is_new_master "$clock" || return 1
  begin_hand_over crash hang ''
  ask_sentinels
  [ "$named" = "$OWN_ADDRESS" ] && ! may_be_replaced || return 1
  ask_candidates
  [ -n "$target" ]
}
