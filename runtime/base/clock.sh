# The time, for the state file and for limits.
# shellcheck shell=sh

clock_base=
clock_due=0

# read_clock: sets clock to the seconds since 1970. Starting `date` each second would cost more than the rest of a look.
read_clock() {
  local uptime
  if [ ! -r /proc/uptime ]; then
    clock=$(date +%s)
    return 0
  fi
  read -r uptime _ </proc/uptime
  uptime=${uptime%%.*}
  if [ -z "$clock_base" ] || [ "$uptime" -ge "$clock_due" ]; then
    clock_base=$(($(date +%s) - uptime)) clock_due=$((uptime + 60))
  fi
  clock=$((clock_base + uptime))
}

# read_uptime: sets now, in ms, on a clock that nobody sets and that goes on while the machine sleeps.
read_uptime() {
  if [ -r /proc/uptime ]; then
    read -r now _ </proc/uptime
    now=${now%.*}${now#*.}0
  else
    now=$(date +%s)000
  fi
}

# set_limit MS: of one wait at a time.
set_limit() {
  read_uptime
  limit_at=$((now + $1))
}

is_past_limit() {
  read_uptime
  [ "$now" -ge "$limit_at" ]
}
