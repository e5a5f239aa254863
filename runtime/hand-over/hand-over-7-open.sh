# Step 7: the new master takes writes as soon as it has as many replicas as min-replicas-to-write asks for.
# shellcheck shell=sh

# open_with_replicas: waits for them for a while; not where the old master itself is needed, which follows only in the
# next step.
open_with_replicas() {
  set_limit 1000
  while [ "$MIN_REPLICAS_TO_WRITE" -gt 0 ] && [ "$turned" -ge "$MIN_REPLICAS_TO_WRITE" ] && ! has_enough_replicas; do
    if is_past_limit; then
      log few-replicas "master=$target wanted=$MIN_REPLICAS_TO_WRITE" \
        "the new master has too few replicas to take writes yet"
      break
    fi
    sleep 0.01
  done
  open_target "$MIN_REPLICAS_TO_WRITE"
  read_uptime
  open_at=$now
  at_step "$kind-7"
}

has_enough_replicas() {
  read_info <<EOT
$(ask "$(reachable "$target")" INFO replication)
EOT
  [ "$info_online" -ge "$MIN_REPLICAS_TO_WRITE" ]
}

# open_target REPLICAS: as many as it asks for from now on; of one that was not promoted after all, more than there are.
open_target() {
  [ -n "$target" ] || return 0
  {
    print_gate "$1"
    [ "$MIN_REPLICAS_TO_WRITE" -eq 0 ] || printf 'CLIENT UNPAUSE\n'
  } | call "$(reachable "$target")" >/dev/null
}
