# The line: one redis-cli that stays connected to this node's own server. What is asked of it before a pause is answered
# by the end of that, so a look at a server of which nothing has changed starts no program. It tells only that: where it
# tells anything else, or nothing, a call is for finding out.
# shellcheck shell=sh

line=
line_asked_at=
line_misses=0
line_left_at=0
# In ms.
line_left_every=15000

# ask_line COMMAND...: in this script's next pause. A line that has ended, or was silent for five of them, is made anew.
ask_line() {
  read_uptime
  line_asked_at=$now
  if is_call_due; then
    line_left_at=$now line_misses=$((line_misses - 1))
    : >"$RUN_DIR/line.answer"
    return 0
  fi
  if [ "$line_misses" -ge 5 ] || ! is_line_open; then open_line || return 0; fi
  : >"$RUN_DIR/line.answer"
  read_uptime
  line_asked_at=$now
  printf '%s\n' "$@" >&8
}

# is_call_due: only a new connection shows that the server's certificate has ended.
is_call_due() {
  [ "$TLS" = yes ] && [ "$((now - line_left_at))" -ge "$line_left_every" ]
}

is_line_open() {
  [ -n "$line" ] && kill -0 "$line" 2>/dev/null
}

# open_line: this script reads from the pipe as well, so that to write into it never fails, nor waits for a reader.
open_line() {
  close_line
  [ -p "$RUN_DIR/line" ] || mkfifo "$RUN_DIR/line" || return 1
  exec 8<>"$RUN_DIR/line"
  CALL_PREFIX='' ask "$OWN_LOCAL" <"$RUN_DIR/line" >>"$RUN_DIR/line.answer" 8>&- &
  line=$! line_misses=0
}

# close_line: before this script ends, or its server begins again.
close_line() {
  [ -n "$line" ] || return 0
  exec 8>&-
  end_helper "$line" 2>/dev/null
  line=
}

# has_line_answered BEGINNING: with a text that begins so.
has_line_answered() {
  local first
  first=''
  ! is_line_silent && read -r first <"$RUN_DIR/line.answer"
  case $first in
    "$1"*)
      line_misses=0
      note_life "$line_asked_at"
      ;;
    *)
      line_misses=$((line_misses + 1))
      return 1
      ;;
  esac
}

is_line_silent() {
  [ ! -s "$RUN_DIR/line.answer" ]
}

# note_life UPTIME: the server has answered since then. For the liveness probe, which then asks nothing itself.
note_life() {
  printf '%s\n' "$1" >"$RUN_DIR/answered"
}
