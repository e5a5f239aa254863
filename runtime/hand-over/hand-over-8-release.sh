# Step 8: in one transaction the old master's clients are sent away, it follows the new master, and its pause ends. In
# any other order a client would read READONLY, or UNBLOCKED where it waits in a blocking command.
# shellcheck shell=sh

release_clients() {
  local released
  await_proxies
  released=$(print_release "$target_address" | call "$OWN_LOCAL")
  case $released in
    OK*QUEUED*QUEUED*QUEUED*QUEUED*OK*) ;;
    *)
      why_not="$target is master, but this node's server did not let its clients go: $(first_line "$released")"
      return 1
      ;;
  esac
  read_uptime
  open_at=$now state_since=0
  stop_watchdog
  at_step "$kind-8"
}

# await_proxies: one that has not cut its clients' sessions yet would send those clients back here, to READONLY. With
# them it cuts a connection of its own, a subscriber. It has a second for it, or what the watchdog leaves; clients of
# the old master wait as long.
await_proxies() {
  local left
  [ "${PROXY:-none}" != none ] || return 0
  read_uptime
  left=$((${fenced_at:-$now} + WATCHDOG_MS - 400 - now))
  set_limit $((left < 1000 ? left : 1000))
  while [ "$(ask "$OWN_LOCAL" PUBSUB NUMSUB redis-cache:proxy)" != 'redis-cache:proxy
0' ] && ! is_past_limit; do
    sleep 0.01
  done
}
