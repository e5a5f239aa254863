# Step 7: the new master refuses writes until it has as many replicas as min-replicas-to-write asks for.
# shellcheck shell=sh

# await_replicas: an old master that would then stop is still wanted as a replica, so the rest waits for this, for a while.
await_replicas() {
  read_uptime
  give_up_at=$((now + 1000))
  while [ "$MIN_REPLICAS_TO_WRITE" -gt 0 ] && ! has_enough_replicas; do
    read_uptime
    if [ "$now" -ge "$give_up_at" ]; then
      log few-replicas "master=$target wanted=$MIN_REPLICAS_TO_WRITE" "the new master has too few replicas to take writes yet"
      break
    fi
    sleep 0.01
  done
  read_uptime
  open_at=$now
  at_step "$kind-7"
}

has_enough_replicas() {
  read_info <<EOT
$(call "$(reachable "$target")" INFO replication)
EOT
  [ "$info_good_replicas" -ge "$MIN_REPLICAS_TO_WRITE" ]
}
