# Step 8: in one transaction the old master's clients are sent away, it follows the new master, and its pause ends. In
# any other order a client would read READONLY, or UNBLOCKED where it waits in a blocking command.
# shellcheck shell=sh

release_clients() {
  local released
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
