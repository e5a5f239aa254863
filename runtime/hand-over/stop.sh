# The platform asks this node to stop: a master first hands over, while its server goes on serving, and the last
# replicas that writes need stay until others are back.
# shellcheck shell=sh

hand_over_on_stop() {
  read_uptime
  stop_began=$now stop_limit=$((now + STOP_HAND_OVER_MS))
  child_lives || return 0
  if ! look_at_self; then
    log plain-stop "" "stopping without a hand-over: $(why_no_answer)"
    return 0
  fi
  [ "$info_role" != master ] || hand_over_in_time || return 0
  stay_while_needed
}

hand_over_in_time() {
  note_stop
  await_company
  stop_tries=0
  until hand_over_running stop; do
    stop_tries=$((stop_tries + 1))
    if ! child_lives || ! is_worth_a_try; then
      log plain-stop "tries=$stop_tries" "stopping without a hand-over: $why_not"
      return 1
    fi
    rest 0.3
  done
}

# note_stop: whoever is asked to stop did not die of a command that its clients send again. Should it be killed before
# it has handed over, its next start need not wait until it was master for a while.
note_stop() {
  state_since=1
  save_state "$info_replid" "$info_offset"
}

# await_company: with this node gone the next master needs other replicas to take writes; another node that stops now
# will be back. Some of the time is kept for the hand-over.
await_company() {
  until has_company "$OWN_ADDRESS" 1; do
    read_uptime
    [ $((now - stop_began)) -lt $((STOP_HAND_OVER_MS * 7 / 10)) ] || break
    say_awaited
    rest 0.3
  done
}

# stay_while_needed: a priority of 0 says that this node is about to leave; whoever else leaves does not count on it.
stay_while_needed() {
  [ "$MIN_REPLICAS_TO_WRITE" -gt 0 ] || return 0
  set_priority 0
  while look_at_self && [ "$info_role" = slave ] && ! has_company "$info_host:$info_port" 0; do
    is_in_time || break
    ! is_others_turn || break
    say_awaited
    rest 0.3
  done
}

# has_company MASTER NUMBER: has it so many replicas in sync that stay, more than writes need? True also where there is
# nothing to wait for: no majority of the Sentinels names that master, or a target (1) is not even connected.
has_company() {
  [ "$MIN_REPLICAS_TO_WRITE" -gt 0 ] || return 0
  ask_sentinels
  [ "$named" = "$1" ] || return 0
  candidates=$(for_all_others describe_candidate "$REDIS_NODES")
  count_company "$1"
  [ $((staying - $2)) -ge "$MIN_REPLICAS_TO_WRITE" ] || { [ "$2" -gt 0 ] && [ $((staying + leaving)) -eq 0 ]; }
}

# count_company MASTER: sets staying, leaving (they stop as well, or have just come), and before (those of them that are
# listed before this node).
count_company() {
  local entry name role master link priority syncing own
  staying=0 leaving=0 before=0 own=no
  for entry in $REDIS_NODES; do
    [ "${entry%%=*}" != "$NODE_NAME" ] || own=yes
    while read -r name role master link _ priority syncing _; do
      [ "$name $role $master $link $syncing" = "${entry%%=*} slave $1 up 0" ] || continue
      if [ "$priority" -gt 0 ]; then
        staying=$((staying + 1))
      else
        leaving=$((leaving + 1))
        [ "$own" = yes ] || before=$((before + 1))
      fi
    done <<EOT
$candidates
EOT
  done
}

# is_others_turn: of two that wait for each other, for longer than one that may go takes to be gone, the one that is
# listed first stays.
is_others_turn() {
  [ $((now - stop_began)) -ge 2000 ] && [ $((staying + before)) -ge "$MIN_REPLICAS_TO_WRITE" ]
}

is_in_time() {
  read_uptime
  [ "$now" -lt "$stop_limit" ]
}

say_awaited() {
  log_once awaited "staying=$staying leaving=$leaving views=\"$shown\"" \
    "asked to stop; without this node too few replicas would be left for writes, so it waits for another one"
}

# is_worth_a_try: a failover under way and a replica that is being synced will soon be done; anything else is tried a
# few times.
is_worth_a_try() {
  is_in_time || return 1
  is_failing_over || [ -n "$attached" ] || [ "$stop_tries" -lt 3 ]
}

# note_last_state: the platform may stop all nodes at once; the next start has to tell which of them had the last write.
note_last_state() {
  child_lives || return 0
  own_info=$(printf 'CLIENT PAUSE %s WRITE\nINFO replication\n' "$STOP_PAUSE_MS" | call "$OWN_LOCAL")
  case $own_info in
    OK*role:*) ;;
    *) return 0 ;;
  esac
  read_info <<EOT
$own_info
EOT
  if [ "$info_role" = master ] || is_in_sync; then save_state "$info_replid" "$info_offset"; fi
}
