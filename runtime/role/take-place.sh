# All nodes are closed, and the one that the Sentinels name cannot start: it is gone, or its data is. The freshest of
# the others takes its place, by the vote of the Sentinels.
# shellcheck shell=sh

absent=
absent_since=

# decide_without_named: needs peers and named_node, which does not serve.
decide_without_named() {
  sights="views=\"$shown\" peers=\"$seen\""
  own_line=$(describe_info "$NODE_NAME")
  if is_closed "$named_node"; then
    absent=''
    compare_with_named
  elif is_absent_for_long; then
    choose_freshest "$(without "$named_node" "$(names_of "$EXPECTED_NODES")")"
  else
    freshest='' ranks='' why_not="waiting for it"
  fi
  if [ "$freshest" = "$NODE_NAME" ] && [ "$failing_over" = no ]; then
    is_still_closed || return 0
    if must_restore_first; then restore_first; else take_place_of "$named" || :; fi
  else
    log_once closed "$sights ranks=\"$ranks\"" "the Sentinels name $named_node, which does not serve as master; \
${why_not:-waiting for $freshest to become master}"
  fi
}

# compare_with_named: an empty one counts for nothing, so then all expected nodes have to be heard.
compare_with_named() {
  if named_is_empty; then
    choose_freshest "$(names_of "$EXPECTED_NODES")"
  else
    choose_freshest "$named_node $(without "$named_node" "$(closed_nodes)")" "$named_node"
  fi
}

named_is_empty() {
  local master keys
  read -r _ _ master _ _ _ _ _ _ _ keys <<EOF
$(peer_line "$named_node")
EOF
  read_cold "${master%:*}" && [ "$cold_replid" = none ] && [ "$keys" = no ]
}

# is_absent_for_long: it may be on its way back with the newest data.
is_absent_for_long() {
  read_uptime
  [ "$absent" = "$named" ] || absent=$named absent_since=$now
  has_passed "$absent_since" $((3 * DOWN_AFTER_MS))
}

# take_place_of HOST:PORT
take_place_of() {
  begin_hand_over crash absence ''
  replaced=$1 target=$NODE_NAME target_address=$OWN_ADDRESS offsets="$NODE_NAME:$state_offset"
  if check_sentinels any && elect && promote_target && tell_sentinels && turn_others && open_with_replicas; then
    mark_filled
    log_hand_over
  else
    log_no_hand_over
    return 1
  fi
}
