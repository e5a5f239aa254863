# Before the server starts: where the Sentinels still name this node and a peer was in step with it, that peer must
# become master. This node stays down until the Sentinels have seen to it; alive but closed it would hold them up.
# shellcheck shell=sh

gave_up=

# Sentinel tries again 2 x failover-timeout after a failover that found no replica fit for it; the limit lets that
# second try come first, because a master that starts during a failover makes two.
await_takeover() {
  limit=$((4 * DOWN_AFTER_MS / 1000 + 3 * FAILOVER_TIMEOUT_MS / 1000))
  read_clock
  limit=$((clock + limit))
  while [ -z "$stopping" ] && must_wait_for_takeover; do
    read_clock
    if [ "$clock" -ge "$limit" ]; then
      gave_up=yes
      log gave-up "votes=\"$shown\" peers=\"$seen\"" "no failover within 4 x down-after + 3 x failover-timeout; starting closed"
      return 0
    fi
    log_once await-failover "votes=\"$shown\" peers=\"$seen\"" \
      "the Sentinels name this node, but ${masters:-$warm} can take over; not starting until they have failed over"
    pause 0.3
  done
}

must_wait_for_takeover() {
  refresh_settings
  ask_sentinels
  [ "$named" = "$OWN_ADDRESS" ] || return 1
  ask_peers
  [ -n "$masters" ] || [ -n "$warm" ]
}
