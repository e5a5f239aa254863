# The voted hand-over: this node's script stands for election among the Sentinels, promotes a replica, and tells all.
# One routine for a stop, a request, a crash and a start; the numbered files hold its steps in their order.
# Nothing before step 5 changes who is master; nothing after it leaves an old master that takes writes.
# shellcheck shell=sh

# hand_over_running stop|request [NODE]: this node's server is master and goes on until another one is.
hand_over_running() {
  begin_hand_over stop "$1" "${2:-}"
  if check_sentinels up && has_able_replica && pause_writes && find_target_in_sync && elect && set_fence \
    && promote_target; then
    finish_running tell_sentinels
  elif [ -n "$unelected" ]; then
    resume_writes
    fall_back
  else
    resume_writes
    log_no_hand_over
    return 1
  fi
}

# finish_running tell_sentinels|await_switch: from here on every failure ends the old master, because another node may
# be taking writes.
finish_running() {
  if "$1" && turn_others && open_with_replicas && release_clients; then
    log_hand_over
  else
    end_old_master
    log_no_hand_over
    return 1
  fi
}

# hand_over_dead crash|start: this node's server is dead, so there is nothing to pause and nobody to fence.
hand_over_dead() {
  begin_hand_over crash "$1" ''
  goal=$state_offset
  if check_sentinels not-replaced && find_target_of_dead && elect && promote_target &&
    tell_sentinels && turn_others && open_with_replicas; then
    log_hand_over
  else
    log_no_hand_over
    return 1
  fi
}

# begin_hand_over stop|crash CAUSE NODE
begin_hand_over() {
  kind=$1 cause=$2 wanted=$3
  replaced=$OWN_ADDRESS
  target='' target_address='' vote_epoch=0 votes='' offsets='' goal=0 why_not='' unelected='' overtaken=''
  able='' attached='' electors='' moved=0 paused_at='' open_at='' step='' watchdog='' fenced_at=''
  read_uptime
  began_at=$now
}

log_hand_over() {
  read_uptime
  raise_epoch "$vote_epoch"
  log hand-over "$(hand_over_fields)" \
    "$(node_of "$target_address" "$REDIS_NODES") is master now, by the vote of the Sentinels"
}

log_no_hand_over() {
  read_uptime
  log no-hand-over "$(hand_over_fields)" "$why_not"
}

# hand_over_fields: pause_ms is how long no write was taken, from this node's side.
hand_over_fields() {
  printf 'cause=%s from=%s to=%s epoch=%s step=%s ' \
    "$cause" "$(node_of "$replaced" "$REDIS_NODES")" "${target:--}" "$vote_epoch" "${step:--}"
  printf 'votes="%s" offset=%s offsets="%s" pause_ms=%s total_ms=%s views="%s"' "$votes" "$goal" "$offsets" \
    "$((${open_at:-$now} - ${paused_at:-$began_at}))" "$((now - began_at))" "$shown"
}
