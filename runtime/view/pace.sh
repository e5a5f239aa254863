# How often a node looks: each look of one that waits for others starts a program for each of them, on machines that
# have little left while all of them wait.
# shellcheck shell=sh

interval=0.3
awaited=
awaited_since=0

# slow_down WHAT: sets interval, a fifth of the time since WHAT it sees has changed: from 0.3 s to 2 s. So nothing is
# noticed later than a fifth of what it took to happen.
slow_down() {
  local tenths
  read_uptime
  if [ "$1" != "$awaited" ]; then
    awaited=$1 awaited_since=$now
  fi
  tenths=$(((now - awaited_since) / 500))
  [ "$tenths" -ge 3 ] || tenths=3
  [ "$tenths" -le 20 ] || tenths=20
  interval=$((tenths / 10)).$((tenths % 10))
}

# set_interval: of a node in its role. A master whose first replica comes gets another replication ID, which its state
# has to have before that replica lets go of it.
set_interval() {
  interval=1
  if [ "$info_role" = slave ] && [ "$info_link" != up ]; then
    slow_down "$info_host $info_syncing $views"
  elif [ "$info_role" = master ] && [ "$info_replicas" -eq 0 ] && [ "$REPLICAS_MIN" -gt 0 ]; then
    slow_down "alone"
    [ "${interval%.*}" -lt 1 ] || interval=1
  fi
}
