# Whether applications may be sent to this node, and if not, why: one line in a file, which the readiness probe reads.
# shellcheck shell=sh

readiness=
was_in_sync=no
lost_since=
lag_goal=
lag_asked=0
lag_offset=0

# set_readiness ready|REASON: only where it changes.
set_readiness() {
  [ "$1" != "$readiness" ] || return 0
  printf '%s\n' "$1" >"$RUN_DIR/readiness.new" && mv -f "$RUN_DIR/readiness.new" "$RUN_DIR/readiness"
  readiness=$1
}

# judge_readiness: of a node that has its role. A replica whose master is gone still serves what it has.
judge_readiness() {
  if [ "$info_role" = master ]; then
    set_readiness ready
  elif is_in_sync; then
    was_in_sync=yes lost_since=''
    if is_lagging; then set_readiness "more than max-lag behind the master"; else set_readiness ready; fi
  elif [ "$info_syncing" = 1 ] || [ "$was_in_sync" = no ]; then
    lag_goal=''
    set_readiness "waiting for the sync with $(node_of "$info_host:$info_port" "$REDIS_NODES")"
  elif is_left_behind; then
    set_readiness "the master serves, but the link to it is down"
  fi
}

# is_lagging: this replica has not reached, a max-lag later, where its master was then. Asked only while a kilobyte a
# second flows; pings and the Sentinels' hellos are less.
is_lagging() {
  read_uptime
  if [ -n "$lag_goal" ] && [ "$info_offset" -lt "$lag_goal" ]; then
    [ $((now - lag_asked)) -gt "$MAX_LAG_MS" ]
  elif [ -z "$lag_goal" ] || { [ $((now - lag_asked)) -gt "$MAX_LAG_MS" ] \
    && [ $((info_offset - lag_offset)) -gt "$MAX_LAG_MS" ]; }; then
    ask_lag_goal
    return 1
  else
    return 1
  fi
}

ask_lag_goal() {
  lag_asked=$now lag_offset=$info_offset
  read -r _ _ _ _ lag_goal _ <<EOF
$(describe_peer "master=$info_host:$info_port")
EOF
  : "${lag_goal:=$info_offset}"
}

# is_left_behind: the link has been down for longer than max-lag, and not because there is no master.
is_left_behind() {
  lag_goal=''
  read_uptime
  : "${lost_since:=$now}"
  [ $((now - lost_since)) -gt "$MAX_LAG_MS" ] && serves_as_master "$info_host:$info_port"
}

# judge_closed_readiness: where nothing was ever master, or all Sentinels have lost their state, everything waits for
# the home of the master; a platform that starts it only once the others are ready must not wait for itself.
judge_closed_readiness() {
  case " $missing " in
    *" $HOME_NODE "*) if [ "$strangers" -eq "$SENTINEL_COUNT" ] && [ -z "$masters" ]; then
      set_readiness ready
      return 0
    fi ;;
  esac
  set_readiness "$said"
}
