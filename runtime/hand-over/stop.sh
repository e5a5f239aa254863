# The platform asks this node to stop: a master first hands over, while its server goes on serving.
# shellcheck shell=sh

hand_over_on_stop() {
  child_lives || return 0
  if ! look_at_self; then
    log plain-stop "" "stopping without a hand-over: $(why_no_answer)"
    return 0
  fi
  [ "$info_role" = master ] || return 0
  note_stop
  read_uptime
  stop_limit=$((now + STOP_HAND_OVER_MS)) stop_tries=0
  until hand_over_running stop; do
    stop_tries=$((stop_tries + 1))
    if ! child_lives || ! is_worth_a_try; then
      log plain-stop "tries=$stop_tries" "stopping without a hand-over: $why_not"
      return 0
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

# is_worth_a_try: a failover under way and a replica that is being synced will soon be done; anything else is tried a
# few times.
is_worth_a_try() {
  read_uptime
  [ "$now" -lt "$stop_limit" ] || return 1
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
