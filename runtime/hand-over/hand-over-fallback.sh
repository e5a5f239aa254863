# Without a vote of the Sentinels (an engine that has changed it): ask one of them to fail over, at a moment when it
# does so quickly. It needs no vote for that, so nothing else may stand for election meanwhile.
# shellcheck shell=sh

# fall_back: for a running master only.
fall_back() {
  log fall-back "cause=$cause votes=\"$votes\"" "$why_not; asking a Sentinel to fail over instead"
  unelected='' paused_at='' goal=0
  if has_able_replica && raise_priority && await_ripe_sentinel && pause_writes && find_target_in_sync \
    && force_failover; then
    finish_running await_switch
  else
    resume_writes
    lower_priority
    log_no_hand_over
    return 1
  fi
}

# raise_priority: Sentinel takes the replica with the lowest number above 0.
raise_priority() {
  wanted=$able
  call "$(address_of "$wanted" "$REDIS_NODES")" CONFIG SET replica-priority 1 >/dev/null
}

lower_priority() {
  [ -z "$wanted" ] || call "$(address_of "$wanted" "$REDIS_NODES")" CONFIG SET replica-priority 100 >/dev/null
}

# await_ripe_sentinel: Sentinel notices a promotion when it next asks for INFO, once a second; asked for a failover just
# before that it needs half a second, just after it more than one.
await_ripe_sentinel() {
  sentinel_address=${electors%% *}
  sentinel_address=${sentinel_address#*=}
  wanted_address=$(address_of "$wanted" "$REDIS_NODES")
  set_limit 12000
  while ! is_ripe; do
    if is_past_limit; then
      why_not="the Sentinel at $sentinel_address has not noticed the priority of $wanted"
      return 1
    fi
    sleep 0.02
  done
}

is_ripe() {
  call "$sentinel_address" SENTINEL REPLICAS "$MASTER_NAME" | replica_is_ripe
}

replica_is_ripe() {
  local key value ip port refreshed
  while read -r key && read -r value; do
    case $key in
      ip) ip=$value ;;
      port) port=$value ;;
      info-refresh) refreshed=$value ;;
      slave-priority)
        [ "$ip:$port $value" != "$wanted_address 1" ] || ! is_between_looks "$refreshed" || return 0
        ;;
    esac
  done
  return 1
}

is_between_looks() {
  [ $(($1 % 1000)) -ge 550 ] && [ $(($1 % 1000)) -le 700 ]
}

force_failover() {
  local forced
  forced=$(ask "$sentinel_address" SENTINEL FAILOVER "$MASTER_NAME")
  if [ "$forced" != OK ]; then
    why_not="the Sentinel at $sentinel_address refused to fail over: $(first_line "$forced")"
    return 1
  fi
  set_fence
}

await_switch() {
  set_limit 1900
  until is_still_named; do
    if is_past_limit; then
      why_not="the Sentinels do not name $target yet ($shown)"
      return 1
    fi
    sleep 0.02
  done
  told_at=$now
  at_step stop-6
}
