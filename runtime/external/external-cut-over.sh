# The cut-over from a Redis outside: that one takes no more writes, this node gets the last of them and becomes master.
# shellcheck shell=sh

serve_external_request() {
  take_request || return 0
  case $asked_for in
    from-external) cut_over pause_external ;;
    from-external-unpaused) cut_over leave_external_unpaused ;;
    *) answer_request refused "master=$external" \
      "this node follows $external, and no node of the instance is master; ask for from-external" ;;
  esac
}

# cut_over pause_external|leave_external_unpaused
cut_over() {
  begin_hand_over stop external ''
  replaced=$external target=$NODE_NAME target_address=$OWN_ADDRESS
  if is_ready_to_cut_over && "$1" && await_external && end_external; then
    read_uptime
    open_at=$now
    log cut-over "$(cut_over_fields)" "this node is master"
    answer_request "done" "$(cut_over_fields)" "$NODE_NAME is master"
  else
    unpause_external
    read_uptime
    log no-cut-over "$(cut_over_fields)" "$why_not"
    answer_request refused "$(cut_over_fields)" "$why_not"
  fi
}

# cut_over_fields: pause_ms is how long nobody took writes, from this node's side.
cut_over_fields() {
  printf 'cause=external from=%s to=%s paused=%s offset=%s pause_ms=%s total_ms=%s views="%s"' "$replaced" "$target" \
    "${paused_at:+yes}" "$goal" "$((${open_at:-$now} - ${paused_at:-$began_at}))" "$((now - began_at))" "$shown"
}

# is_ready_to_cut_over: the Sentinels find a master by themselves; that takes a majority of them.
is_ready_to_cut_over() {
  ask_sentinels
  if ! is_in_sync; then
    why_not="this node is not in sync with $external"
  elif [ "$strangers" -lt "$MAJORITY" ]; then
    why_not="only $strangers of $SENTINEL_COUNT Sentinels say that they know no master ($shown)"
  else
    return 0
  fi
  return 1
}

# pause_external: sets goal, its offset at that moment. It goes on to refuse writes afterwards, while its clients are
# sent here.
pause_external() {
  local answer
  read_uptime
  answer=$(printf 'CLIENT PAUSE %s WRITE\nINFO replication\n' "$EXTERNAL_HOLD_MS" | call_external)
  case $answer in
    OK*role:master*) paused_at=$now ;;
    OK*role:slave*)
      paused_at=$now
      why_not="$external is a replica itself; its own master would go on to take writes"
      return 1
      ;;
    *)
      why_not="$external does not let its writes be paused: $(first_line "$answer")"
      return 1
      ;;
  esac
  goal=$(printf '%s\n' "$answer" | sed -n 's/^master_repl_offset:\([0-9]*\).*/\1/p')
}

# leave_external_unpaused: whoever asks for that has ended its clients.
leave_external_unpaused() {
  goal=$info_offset
}

# await_external: for as long as any hand-over may take.
await_external() {
  set_limit "$STOP_HAND_OVER_MS"
  while look_at_self; do
    [ "$info_offset" -lt "$goal" ] || return 0
    ! is_past_limit || break
    pause 0.02
  done
  why_not="this node is at offset $info_offset, and $external at $goal"
  return 1
}

# end_external: in the order in which nothing of the own nodes' is sent to the one outside.
end_external() {
  promote "from=$external" "the instance is cut over from $external"
  case $answer in
    OK*) ;;
    *)
      why_not="REPLICAOF NO ONE was refused: $answer"
      return 1
      ;;
  esac
  print_own_settings | call "$OWN_LOCAL" >/dev/null
  external=''
}

unpause_external() {
  [ -z "$paused_at" ] || call_external CLIENT UNPAUSE >/dev/null
}
