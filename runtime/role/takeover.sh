# Before the server starts: where the Sentinels still name this node and a peer was in sync with it, that peer becomes
# master, whatever lies on this node's disk. Until then the server stays down; alive but closed it would hold the
# Sentinels up.
# shellcheck shell=sh

gave_up=
early_until=

# Sentinel tries again 2 x failover-timeout after a failover that found no replica fit for it; the limit lets that
# second try come first, because a master that starts during a failover makes two.
await_takeover() {
  local takeover_limit
  read_uptime
  : "${early_until:=$((now + DOWN_AFTER_MS / 2))}"
  takeover_limit=$((now + 4 * DOWN_AFTER_MS + 3 * FAILOVER_TIMEOUT_MS)) takeover_tries=0 next_try=0
  while [ -z "$stopping" ] && must_wait_for_takeover; do
    read_uptime
    if [ "$now" -ge "$takeover_limit" ]; then
      gave_up=yes
      log gave-up "views=\"$shown\" peers=\"$seen\"" \
        "no failover within 4 x down-after + 3 x failover-timeout; starting closed"
      return 0
    fi
    if [ -n "$masters$warm" ]; then
      ! may_stand_for_election || ! hand_over_dead start || return 0
      log_once await-failover "views=\"$shown\" peers=\"$seen\"" \
        "the Sentinels name this node, but ${masters:-$warm} can take over; not starting until that is done"
    fi
    pause 0.3
  done
}

must_wait_for_takeover() {
  masters='' warm=''
  refresh_settings
  ask_sentinels
  if [ -z "$named" ]; then
    [ "$silent" -gt 0 ] && is_early
  elif [ "$named" != "$OWN_ADDRESS" ]; then
    return 1
  else
    ask_peers
    find_warm
    [ -n "$masters$warm" ] || { [ -n "$missing" ] && is_early; }
  fi
}

# is_early: a new pod may reach nobody in its first moments. A server that is started then would have to be stopped
# again, and by that time the Sentinels mark this node as down.
is_early() {
  [ "$had_data" = yes ] && [ "$now" -lt "$early_until" ]
}

# may_stand_for_election: a few times, because each vote holds the Sentinels' own failover back. A peer that is promoted
# already only has to be told of, however short this node was master.
may_stand_for_election() {
  [ "$takeover_tries" -lt 3 ] && [ "$now" -ge "$next_try" ] || return 1
  ! may_be_replaced && { [ -n "$masters" ] || is_steady_or_alone "$state_time"; } && ! answers_already || return 1
  takeover_tries=$((takeover_tries + 1)) next_try=$((now + 2000))
}

# answers_already: a server that nobody has reaped still runs under this node's address.
answers_already() {
  case $(ask "$OWN_LOCAL" PING) in
    *refused* | '') return 1 ;;
    *) return 0 ;;
  esac
}
