# Step 2: the master takes no more writes for a while; the offset at that moment is what a replica must reach.
# shellcheck shell=sh

# Whether a pause that this script has begun may still be there, because the answer to its end was lost.
left_paused=no

# pause_writes: sets goal. Longer than half of down-after, and the Sentinels would mark the master as down, because
# their own hello is held back too.
pause_writes() {
  read_uptime
  paused_at=$now
  own_info=$(printf 'CLIENT PAUSE %s WRITE\nINFO replication\n' "$STOP_PAUSE_MS" | call "$OWN_LOCAL")
  case $own_info in
    OK*role:master*) ;;
    *)
      why_not="this node's server could not be paused: $(first_line "$own_info")"
      return 1
      ;;
  esac
  read_info <<EOT
$own_info
EOT
  goal=$info_offset
  at_step "$kind-2"
}

# resume_writes: nothing has changed, so the server goes on as master; unless that took so long (a frozen machine) that
# the Sentinels have another one.
resume_writes() {
  [ -n "$paused_at" ] || return 0
  stop_watchdog
  left_paused=yes
  end_left_pause
}

# end_left_pause: at each look, until the server has said that it is over.
end_left_pause() {
  local answer
  [ "$left_paused" = yes ] && child_lives || return 0
  if is_pause_over && is_replaced; then
    answer=$(print_release "$named" | call "$OWN_LOCAL")
  else
    answer=$({ print_unfence && printf 'CLIENT UNPAUSE\n'; } | call "$OWN_LOCAL")
  fi
  case $answer in
    OK*OK*OK*) left_paused=no ;;
  esac
}

# is_replaced: asks the Sentinels whether they name another node.
is_replaced() {
  ask_sentinels
  [ -n "$named" ] && [ "$named" != "$OWN_ADDRESS" ]
}

# is_pause_over: is too little left of it for the rest?
is_pause_over() {
  read_uptime
  [ $((now - paused_at)) -ge $((STOP_PAUSE_MS * 3 / 4)) ]
}
