# A script that is kept from a processor learns nothing from silence: its calls end by their limit before their programs
# have run. So the limit follows what calls take here, and where a long silence would tell something, one call goes on
# beside, without a limit.
# shellcheck shell=sh

late_at=

# weigh COMMAND...: one that makes calls.
weigh() {
  local began
  read_uptime
  began=$now
  "$@"
  weigh_call "$began"
}

# weigh_call STARTED: of a call, or of several at once, that began at that uptime. Four times what it took is the next
# limit where that is more than the least one; a call that ends later than its limit was kept from running.
weigh_call() {
  local took
  read_uptime
  took=$((now - $1))
  if [ "$took" -gt $((limit_ms + 100)) ]; then
    late_at=$now
    limit_calls $((2 * limit_ms))
  elif [ "$took" -lt "$limit_ms" ]; then
    limit_calls $((4 * took))
  else
    limit_calls $((limit_ms / 2))
  fi
}

# was_late_since UPTIME: has this script been kept from running since then?
was_late_since() {
  [ -n "$late_at" ] && [ "$late_at" -ge "$1" ]
}

# has_passed UPTIME MS: since then; three times that where this script was late meanwhile.
has_passed() {
  local limit
  limit=$2
  ! was_late_since "$1" || limit=$((3 * limit))
  read_uptime
  [ $((now - $1)) -ge "$limit" ]
}

patient=

# answers_patiently HOST:PORT: has the call that goes on beside this script, with no limit, been answered? Then it sets
# answered_after, when there was no answer yet, and begins another.
answers_patiently() {
  [ -n "$patient" ] || ask_patiently "$1"
  has_answered_patiently || return 1
  answered_after=$patient_since
  ask_patiently "$1"
}

# ask_patiently HOST:PORT
ask_patiently() {
  stop_patience
  read_uptime
  patient_since=$now
  : >"$RUN_DIR/patient"
  CALL_PREFIX='' ask "$1" PING >"$RUN_DIR/patient" &
  patient=$!
}

# has_answered_patiently: an error is an answer too. patient_since is when there was none yet.
has_answered_patiently() {
  local answer
  answer=''
  read -r answer <"$RUN_DIR/patient" || :
  case $answer in
    '') read_uptime && patient_since=$now && return 1 ;;
    *'Could not connect'*) return 1 ;;
  esac
}

stop_patience() {
  [ -n "$patient" ] || return 0
  end_helper "$patient" 2>/dev/null
  patient=
}
