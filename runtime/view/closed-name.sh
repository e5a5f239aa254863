# The name of a host that cannot exist, which a closed node is told to follow. It tells the other nodes how fresh the
# node's data is.
# shellcheck shell=sh

# The end of such a name. A name server that is silent would hold up the server, which waits for it once a second.
nowhere=no-name-server-is-asked-because-a-label-has-63-characters-at-most.invalid

cold_name() {
  local was_master
  was_master=0
  [ "$state_since" -eq 0 ] || was_master=1
  printf 'cold.e%s.o%s.t%s.r%s.m%s.%s' \
    "$state_epoch" "$state_offset" "$state_time" "$state_replid" "$was_master" "$nowhere"
}

# read_cold HOST: sets cold_epoch, cold_offset, cold_time, cold_replid, cold_master; fails where HOST is a real one.
read_cold() {
  local rest
  case $1 in
    cold.e*.o*.t*.r*.m*.invalid) ;;
    *) return 1 ;;
  esac
  rest=${1#cold.e}
  cold_epoch=${rest%%.*} rest=${rest#*.o}
  cold_offset=${rest%%.*} rest=${rest#*.t}
  cold_time=${rest%%.*} rest=${rest#*.r}
  cold_replid=${rest%%.*} rest=${rest#*.m}
  cold_master=${rest%%.*}
}

is_nothing() {
  [ "$1" = none ] && [ "$2" = 0 ]
}

# has_followed HOST:PORT ADDRESS: follows it, or has let go of it and holds the history of this node's data.
has_followed() {
  [ "$1" != "$2" ] || return 0
  read_cold "${1%:*}" && [ "$cold_replid" = "$state_replid" ] && [ "$cold_replid" != none ]
}
