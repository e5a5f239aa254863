# How often a node looks that waits for others: each look starts a program for each of them, on machines that have
# little left while all of them wait.
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
